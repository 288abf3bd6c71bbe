import { Button, Dialog, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useId, useState } from 'react';
import { useTexts } from '../texts/index.tsx';
import { Failure } from './failure.tsx';

/** A button that asks before it does what cannot be undone. What fails is told in the dialog. */
export function ConfirmButton(props: {
  readonly label: string;
  /** Says more than the label where several such buttons stand together. */
  readonly ariaLabel?: string;
  readonly title: string;
  readonly text: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly size?: 'sm' | 'md';
}) {
  const { t } = useTexts();
  const heading = useId();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await props.onConfirm();
      setOpen(false);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        variant="secondary"
        data-color="danger"
        data-size={props.size ?? 'md'}
        aria-label={props.ariaLabel}
        aria-haspopup="dialog"
        onClick={() => {
          setError(undefined);
          setOpen(true);
        }}
      >
        {props.label}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} closeButton={t.common.close} aria-labelledby={heading}>
        {open && (
          <div className="stack">
            <Heading level={2} data-size="sm" id={heading}>
              {props.title}
            </Heading>
            <Paragraph className="long">{props.text}</Paragraph>
            {error !== undefined && <Failure error={error} />}
            <div className="row">
              <Button data-color="danger" loading={busy} onClick={() => void confirm()}>
                {props.label}
              </Button>
              <Button variant="secondary" onClick={() => setOpen(false)}>
                {t.common.cancel}
              </Button>
            </div>
          </div>
        )}
      </Dialog>
    </>
  );
}

import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useId, useState } from 'react';
import { useTexts } from '../texts/index.tsx';
import { useAttempt } from './attempt.ts';
import { Dialog } from './dialog.tsx';
import { Failure } from './failure.tsx';

interface Question {
  readonly label: string;
  /** On the button in the dialog that does it, where that says more than the label. */
  readonly confirm?: string;
  readonly title: string;
  readonly text: string;
  /** What makes this more grave than it usually is. */
  readonly warning?: string;
  /** What may be meant rather. */
  readonly instead?: { readonly label: string; readonly onChoose: () => void };
  readonly onConfirm: () => Promise<unknown>;
}

/** A button that asks before it does what cannot be undone. What fails is told in the dialog. */
export function ConfirmButton(
  props: Question & {
    /** Says more than the label where several such buttons stand together, a row each: there none has a frame. */
    readonly ariaLabel?: string;
    readonly size?: 'sm' | 'md';
    /** Beside what is meant to be chosen it is no danger before it is pressed. */
    readonly calm?: boolean;
    readonly disabled?: boolean;
  },
) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant={props.ariaLabel === undefined || props.calm ? 'secondary' : 'tertiary'}
        {...(!props.calm && { 'data-color': 'danger' })}
        disabled={props.disabled}
        {...(props.size && { 'data-size': props.size })}
        aria-label={props.ariaLabel}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {props.label}
      </Button>
      <ConfirmDialog {...props} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

/** The question itself, where something else than a button of its own opens it. */
export function ConfirmDialog(props: Question & { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTexts();
  const heading = useId();
  return (
    <Dialog open={props.open} onClose={props.onClose} closeButton={t.common.close} aria-labelledby={heading}>
      {props.open && <Asked {...props} heading={heading} />}
    </Dialog>
  );
}

function Asked(props: Question & { readonly heading: string; readonly onClose: () => void }) {
  const { t } = useTexts();
  const { busy, error, run } = useAttempt();
  const { instead } = props;
  const confirm = async () => {
    await props.onConfirm();
    props.onClose();
  };
  return (
    <div className="stack">
      <Heading level={2} data-size="sm" id={props.heading}>
        {props.title}
      </Heading>
      {props.warning !== undefined && (
        <Alert data-color="warning" className="long">
          {props.warning}
        </Alert>
      )}
      <Paragraph className="long">{props.text}</Paragraph>
      {error !== undefined && <Failure error={error} />}
      <div className="row">
        {instead && (
          <Button
            onClick={() => {
              props.onClose();
              instead.onChoose();
            }}
          >
            {instead.label}
          </Button>
        )}
        <Button
          data-color="danger"
          {...(instead && { variant: 'secondary' as const })}
          loading={busy}
          onClick={() => void run(confirm)}
        >
          {props.confirm ?? props.label}
        </Button>
        <Button variant="secondary" onClick={props.onClose}>
          {t.common.cancel}
        </Button>
      </div>
    </div>
  );
}

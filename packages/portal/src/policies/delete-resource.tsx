import { Button, Heading, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { type FormEvent, useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { useDeleteResource } from '../api/resources.ts';
import { Dialog } from '../components/dialog.tsx';
import { Failure } from '../components/failure.tsx';
import { useSay } from '../components/status.tsx';
import { useTexts } from './words.ts';

/** Deletes a resource when its identifier has been written: with it goes its policy, and what has been given by it. */
export function DeleteResource(props: {
  readonly organization: string;
  readonly resource: { readonly identifier: string; readonly versionId: number };
  readonly onDone: () => void;
}) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        type="button"
        variant="secondary"
        data-color="danger"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {t.owned.delete}
      </Button>
      {open && <Confirmation {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function Confirmation(props: Parameters<typeof DeleteResource>[0] & { readonly onClose: () => void }) {
  const { t } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const heading = useId();
  const remove = useDeleteResource(props.organization);
  const [written, setWritten] = useState('');
  const [isWrong, setWrong] = useState(false);
  const { identifier, versionId } = props.resource;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setWrong(written.trim() !== identifier);
    if (written.trim() !== identifier) return;
    await remove.mutateAsync({ id: identifier, version: versionId });
    props.onDone();
    say(t.owned.deleted(identifier), '/resources');
    navigate('/resources');
  };
  return (
    <Dialog open onClose={props.onClose} closeButton={t.common.close} aria-labelledby={heading}>
      <form className="stack" noValidate onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <Heading level={2} data-size="sm" id={heading}>
          {t.owned.deleteTitle(identifier)}
        </Heading>
        <Paragraph className="long">{t.owned.deleteText}</Paragraph>
        <Textfield
          label={t.owned.deleteConfirm(identifier)}
          value={written}
          error={isWrong && t.owned.deleteWrong}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          onChange={({ target }) => setWritten(target.value)}
        />
        {remove.isError && <Failure error={remove.error} />}
        <div className="row">
          <Button type="submit" data-color="danger" loading={remove.isPending}>
            {t.owned.delete}
          </Button>
          <Button type="button" variant="secondary" onClick={props.onClose}>
            {t.common.cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

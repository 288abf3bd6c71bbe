import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { organizationName } from '../api/selfservice.ts';
import { useAttempt } from '../components/attempt.ts';
import { Dialog } from '../components/dialog.tsx';
import { Failure } from '../components/failure.tsx';
import { Name } from '../components/name.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { useTexts } from '../texts/index.tsx';
import { OrganizationField } from './organization-field.tsx';
import { digitsOf, grouped, isOrganizationNumber } from './organization-number.ts';

export interface FoundOrganization {
  readonly number: string;
  readonly name: string;
}

interface Act {
  readonly words: {
    readonly number: string;
    readonly help: string;
    readonly invalid: string;
    readonly unknown: (number: string) => string;
    /** On the button that looks the number up. */
    readonly look: string;
    readonly title: string;
    /** Goes on from the organisation's name and number. */
    readonly text: string;
    readonly confirm: string;
  };
  /** What is to be known before it is done, beside whose number it is. */
  readonly note?: ReactNode;
  /** Why a number that is valid cannot be meant here. */
  readonly faultOf?: (number: string) => string | undefined;
  /** Rejects when it fails: then the dialog stays, and says why. */
  readonly onConfirm: (found: FoundOrganization) => Promise<unknown>;
  /** Called when it is done and the dialog is gone. */
  readonly onDone: (found: FoundOrganization) => void;
}

/**
 * Takes an organisation, and does something with it when somebody has seen whose it is: one digit wrong is another
 * organisation, or none.
 * @param props.keptAs names what is kept of it
 * @param props.organization which looks it up
 * @param props.starred there are more fields above, and a star says which must be filled in
 */
export function LookUpForm(
  props: Act & { readonly keptAs: string; readonly organization: string; readonly starred?: boolean },
) {
  const { words, organization } = props;
  const box = useId();
  const kept = useKept(props.keptAs, '');
  const [fault, setFault] = useState<string>();
  const [found, setFound] = useState<FoundOrganization>();
  const look = useAttempt();
  const refuse = (message: string) => {
    setFault(message);
    document.getElementById(box)?.focus();
  };
  const lookUp = async () => {
    const number = digitsOf(kept.value);
    setFault(undefined);
    if (!isOrganizationNumber(number)) return refuse(words.invalid);
    const wrong = props.faultOf?.(number);
    if (wrong !== undefined) return refuse(wrong);
    const name = await organizationName(number, organization);
    if (name === undefined) refuse(words.unknown(grouped(number)));
    else setFound({ number, name });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void look.run(lookUp);
  };
  return (
    <form className="stack prose" noValidate onSubmit={submit}>
      <KeptNotice of={kept} />
      <OrganizationField
        id={box}
        optional={!props.starred}
        label={words.number}
        description={words.help}
        value={kept.value}
        error={fault}
        onChange={kept.set}
      />
      {look.error !== undefined && <Failure error={look.error} />}
      <div className="row">
        <Button type="submit" loading={look.busy} aria-haspopup="dialog">
          {words.look}
        </Button>
      </div>
      {found && (
        <IsItThis
          words={words}
          note={props.note}
          found={found}
          onConfirm={props.onConfirm}
          onDone={() => {
            setFound(undefined);
            kept.reset();
            props.onDone(found);
          }}
          onClose={() => setFound(undefined)}
        />
      )}
    </form>
  );
}

/** Shows whose number it is. */
function IsItThis(props: Act & { readonly found: FoundOrganization; readonly onClose: () => void }) {
  const { t } = useTexts();
  const heading = useId();
  const { words, found, onClose } = props;
  const { busy, error, run } = useAttempt();
  const confirm = async () => {
    await props.onConfirm(found);
    props.onDone(found);
  };
  return (
    <Dialog open onClose={onClose} closeButton={t.common.close} aria-labelledby={heading}>
      <div className="stack">
        <Heading level={2} data-size="sm" id={heading}>
          {words.title}
        </Heading>
        <Paragraph className="long">
          <strong>
            <Name of={found.name} />
          </strong>{' '}
          ({grouped(found.number)}) {words.text}
        </Paragraph>
        {props.note}
        {error !== undefined && <Failure error={error} />}
        <div className="row">
          <Button type="button" loading={busy} onClick={() => void run(confirm)}>
            {words.confirm}
          </Button>
          <Button type="button" variant="secondary" onClick={onClose}>
            {t.common.cancel}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

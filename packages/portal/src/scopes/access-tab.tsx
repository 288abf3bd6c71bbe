import { Button, Dialog, Heading, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { type FormEvent, useId, useRef, useState } from 'react';
import {
  organizationName,
  useAccesses,
  useGiveAccess,
  useOrganizationName,
  useTakeAccess,
} from '../api/selfservice.ts';
import type { ScopeAccess } from '../api/types.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Failure } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { useSay } from '../components/status.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { useOrganizationNames } from '../organizations/organization-names.ts';
import { digitsOf, grouped, isOrganizationNumber } from '../organizations/organization-number.ts';
import { isolated } from '../texts/names.ts';
import { useTexts } from './words.ts';

interface OfScope {
  readonly organization: string;
  readonly scope: string;
}

/** The organisations that may use a scope: list, add by number, remove. A deactivated scope is given to nobody. */
export function AccessTab({ organization, scope, active }: OfScope & { readonly active: boolean }) {
  const { t } = useTexts();
  const accesses = useAccesses(organization, scope);
  const granted = (accesses.data ?? []).filter(({ state }) => state === 'APPROVED');
  return (
    <div className="stack">
      <Paragraph>{t.scopes.accessLead}</Paragraph>
      {accesses.isPending && <Loading />}
      {accesses.isError && <Failure error={accesses.error} retry={accesses.refetch} />}
      {accesses.isSuccess && granted.length === 0 && <Paragraph>{t.scopes.accessEmpty}</Paragraph>}
      {granted.length > 0 && <Granted organization={organization} scope={scope} granted={granted} />}
      {active ? (
        <GiveForm organization={organization} scope={scope} />
      ) : (
        <Paragraph>{t.scopes.accessInactive}</Paragraph>
      )}
    </div>
  );
}

/** Fewer than this are seen at a glance, as in the real portal (maskinporten.md 7). */
const SEARCH_FROM = 10;

function Granted({ organization, scope, granted }: OfScope & { readonly granted: readonly ScopeAccess[] }) {
  const { t, day } = useTexts();
  const [words, setWords] = useInAddress('q');
  const nameOf = useOrganizationNames(
    granted.map(({ consumer_orgno }) => consumer_orgno),
    organization,
  );
  const wanted = words.trim().toLowerCase();
  const shown = granted.filter(({ consumer_orgno: number }) =>
    `${nameOf(number)}\n${number}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      {(granted.length >= SEARCH_FROM || words !== '') && (
        <SearchBox label={t.scopeUse.searchAccess} value={words} hits={shown.length} onChange={setWords} />
      )}
      {shown.length === 0 ? (
        <Paragraph>{t.scopeUse.noAccess}</Paragraph>
      ) : (
        <DataTable
          caption={t.scopes.accessCaption}
          rows={shown}
          keyOf={({ consumer_orgno }) => consumer_orgno}
          sorted={{ column: t.scopes.organization, down: false }}
          columns={[
            {
              name: t.scopes.organization,
              kind: 'row',
              sort: ({ consumer_orgno }) => nameOf(consumer_orgno),
              cell: ({ consumer_orgno }) => <span className="long">{nameOf(consumer_orgno)}</span>,
            },
            {
              name: t.scopes.number,
              cell: ({ consumer_orgno }) => <span className="number">{grouped(consumer_orgno)}</span>,
            },
            { name: t.scopes.since, sort: ({ created }) => created, cell: ({ created }) => day(created) },
            {
              name: t.common.remove,
              kind: 'actions',
              cell: ({ consumer_orgno }) => <Take number={consumer_orgno} organization={organization} scope={scope} />,
            },
          ]}
        />
      )}
    </>
  );
}

function Take({ organization, scope, number }: OfScope & { readonly number: string }) {
  const { t } = useTexts();
  const say = useSay();
  const take = useTakeAccess(organization, scope);
  const name = isolated(useOrganizationName(number, organization).data ?? number);
  return (
    <ConfirmButton
      label={t.common.remove}
      ariaLabel={t.scopes.takeLabel(name)}
      title={t.scopes.takeTitle}
      text={t.scopes.takeText(name)}
      size="sm"
      onConfirm={async () => {
        await take.mutateAsync(number);
        say(t.scopes.taken(name));
      }}
    />
  );
}

interface Found {
  readonly number: string;
  readonly name: string;
}

/** Looks the number up before anything is given: one digit wrong is another organisation, or none. */
function GiveForm({ organization, scope }: OfScope) {
  const { t } = useTexts();
  const box = useRef<HTMLInputElement>(null);
  const kept = useKept(`access ${scope}`, '');
  const { value: number, set: setNumber } = kept;
  const [fault, setFault] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Found>();
  const refuse = (message: string) => {
    setFault(message);
    box.current?.focus();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const digits = digitsOf(number);
    setFault(undefined);
    setError(undefined);
    if (!isOrganizationNumber(digits)) return refuse(t.scopes.numberInvalid);
    setBusy(true);
    try {
      const name = await organizationName(digits, organization);
      if (name === undefined) refuse(t.scopes.numberUnknown(grouped(digits)));
      else setFound({ number: digits, name });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="stack tight prose" noValidate onSubmit={(event) => void submit(event)}>
      <KeptNotice of={kept} />
      <Textfield
        ref={box}
        label={t.scopes.number}
        description={t.scopes.giveHelp}
        value={number}
        error={fault}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => setNumber(event.target.value)}
      />
      {error !== undefined && <Failure error={error} />}
      <div className="row">
        <Button type="submit" loading={busy} aria-haspopup="dialog">
          {t.scopes.give}
        </Button>
      </div>
      {found && (
        <GiveDialog
          organization={organization}
          scope={scope}
          to={found}
          onGiven={kept.reset}
          onClose={() => setFound(undefined)}
        />
      )}
    </form>
  );
}

/** Shows whose number it is, and gives. */
function GiveDialog(
  props: OfScope & { readonly to: Found; readonly onGiven: () => void; readonly onClose: () => void },
) {
  const { t } = useTexts();
  const say = useSay();
  const heading = useId();
  const { to, scope, onClose } = props;
  const give = useGiveAccess(props.organization, scope);
  const confirm = () =>
    give.mutateAsync(to.number).then(
      () => {
        say(t.scopes.given(isolated(to.name)));
        props.onGiven();
        onClose();
      },
      // The mutation keeps the error, and it is shown below.
      () => undefined,
    );
  return (
    <Dialog open onClose={onClose} closeButton={t.common.close} aria-labelledby={heading}>
      <div className="stack">
        <Heading level={2} data-size="sm" id={heading}>
          {t.scopes.giveTitle}
        </Heading>
        <Paragraph className="long">
          <strong>
            <Name of={to.name} />
          </strong>{' '}
          ({grouped(to.number)}) {t.scopes.giveText(scope)}
        </Paragraph>
        {give.isError && <Failure error={give.error} />}
        <div className="row">
          <Button type="button" loading={give.isPending} onClick={() => void confirm()}>
            {t.scopes.give}
          </Button>
          <Button type="button" variant="secondary" onClick={onClose}>
            {t.common.cancel}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { useAccesses, useGiveAccess, useOrganizationName, useTakeAccess } from '../api/selfservice.ts';
import type { ScopeAccess } from '../api/types.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { DataTable } from '../components/data-table.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { useSay } from '../components/status.tsx';
import { Time } from '../components/time.tsx';
import { LookUpForm } from '../organizations/look-up-form.tsx';
import { useNamesInTable } from '../organizations/organization-names.ts';
import { grouped } from '../organizations/organization-number.ts';
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
  const granted = accesses.data?.filter(({ state }) => state === 'APPROVED');
  const nameOf = useNamesInTable(
    granted?.map(({ consumer_orgno }) => consumer_orgno),
    organization,
  );
  // The list decides where what is below it stands.
  if (accesses.isPending || (granted && !nameOf)) return <Loading as="table" />;
  return (
    <div className="stack">
      <Paragraph>{t.scopes.accessLead}</Paragraph>
      {accesses.isError && <NotLoaded what="scopeAccess" error={accesses.error} retry={accesses.refetch} />}
      {granted?.length === 0 && <Paragraph>{t.scopes.accessEmpty}</Paragraph>}
      {granted && nameOf && granted.length > 0 && <Granted {...{ organization, scope, granted, nameOf }} />}
      {active ? (
        <section className="stack tight">
          <Heading level={2} data-size="xs">
            {t.scopeUse.giveTitle}
          </Heading>
          <GiveForm
            organization={organization}
            scope={scope}
            has={new Set(granted?.map(({ consumer_orgno }) => consumer_orgno))}
          />
        </section>
      ) : (
        <Paragraph>{t.scopes.accessInactive}</Paragraph>
      )}
    </div>
  );
}

/** Fewer than this are seen at a glance, as in the real portal (maskinporten.md 7). */
const SEARCH_FROM = 10;

function Granted(
  props: OfScope & { readonly granted: readonly ScopeAccess[]; readonly nameOf: (number: string) => string },
) {
  const { organization, scope, granted, nameOf } = props;
  const { t } = useTexts();
  const [words, setWords] = useInAddress('q');
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
            {
              name: t.scopes.since,
              sort: ({ created }) => created,
              cell: ({ created }) => <Time of={created} as="day" />,
            },
            {
              name: t.common.remove,
              kind: 'action',
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

/** Gives the scope to an organisation. */
function GiveForm({ organization, scope, has }: OfScope & { readonly has: ReadonlySet<string> }) {
  const { t } = useTexts();
  const say = useSay();
  const give = useGiveAccess(organization, scope);
  return (
    <LookUpForm
      keptAs={`access ${scope}`}
      organization={organization}
      words={{
        number: t.scopes.organization,
        help: t.scopes.giveHelp,
        invalid: t.scopes.numberInvalid,
        unknown: t.scopes.numberUnknown,
        look: t.scopes.give,
        title: t.scopes.giveTitle,
        text: t.scopes.giveText(scope),
        confirm: t.scopes.give,
      }}
      faultOf={(number) => (has.has(number) ? t.scopes.alreadyGiven(grouped(number)) : undefined)}
      onConfirm={({ number }) => give.mutateAsync(number)}
      onDone={({ name }) => say(t.scopes.given(isolated(name)))}
    />
  );
}

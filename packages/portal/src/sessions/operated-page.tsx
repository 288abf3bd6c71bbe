import { Link, Paragraph } from '@digdir/designsystemet-react';
import { useDeferredValue } from 'react';
import { Link as RouterLink, useSearchParams } from 'react-router';
import { type LoggedInPerson, useEndSessions, useLoggedInPersons, useSessionsOf } from '../api/sessions.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { DataTable } from '../components/data-table.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { Page } from '../components/page.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { useSay } from '../components/status.tsx';
import { Time } from '../components/time.tsx';
import { LOG_INS, OPERATOR } from '../operator/places.ts';
import { isolated } from '../texts/names.ts';
import { UUID } from '../texts/uuid.ts';
import { SessionTable } from './session-table.tsx';
import { useTexts } from './words.ts';

/** As many as are told at once. */
const MOST = 50;

/** Who is logged in, for whoever operates the platform; with a person in the address, where that person is. */
export function OperatedSessionsPage() {
  const [search] = useSearchParams();
  const person = search.get('person');
  return person !== null && UUID.test(person) ? <OfPerson key={person} person={person} /> : <Persons />;
}

function Persons() {
  const { t } = useTexts();
  const [text, setText] = useInAddress('q');
  const found = useLoggedInPersons(useDeferredValue(text.trim()));
  const words = t.sessions.persons;
  const rows = found.data ?? [];
  return (
    <Page title={words.title} lead={words.lead} above={{ to: OPERATOR, name: t.header.operator }}>
      <div className="stack">
        <SearchBox label={words.search} value={text} hits={rows.length} onChange={setText} />
        {found.isPending && <Loading as="table" />}
        {found.isError && <NotLoaded what="sessions" error={found.error} retry={found.refetch} />}
        {found.isSuccess && rows.length === 0 && <Paragraph>{words.noHits}</Paragraph>}
        {rows.length > 0 && <PersonTable of={rows} />}
        {rows.length >= MOST && <Paragraph data-size="sm">{words.bounded}</Paragraph>}
      </div>
    </Page>
  );
}

function PersonTable({ of }: { readonly of: readonly LoggedInPerson[] }) {
  const { t } = useTexts();
  const words = t.sessions.persons;
  return (
    <DataTable
      caption={words.caption}
      rows={of}
      keyOf={({ id }) => id}
      columns={[
        {
          name: words.name,
          kind: 'row',
          cell: ({ id, name }) => (
            <Link asChild>
              <RouterLink to={`${LOG_INS}?person=${id}`}>
                <Name of={name} />
              </RouterLink>
            </Link>
          ),
        },
        { name: words.count, kind: 'count', cell: ({ sessions }) => sessions },
        { name: t.sessions.used, cell: ({ lastUsed }) => <Time of={lastUsed} /> },
        {
          name: words.see,
          kind: 'action',
          cell: ({ id, name }) => (
            <Link asChild>
              <RouterLink to={`${LOG_INS}?person=${id}`} aria-label={words.seeLabel(isolated(name))}>
                {words.see}
              </RouterLink>
            </Link>
          ),
        },
      ]}
    />
  );
}

function OfPerson({ person }: { readonly person: string }) {
  const { t } = useTexts();
  const found = useSessionsOf(person);
  const words = t.sessions;
  const name = found.data?.name ?? words.title;
  const open = found.data?.sessions ?? [];
  return (
    <Page
      title={name}
      lead={words.persons.personLead}
      above={{ to: LOG_INS, name: words.persons.title }}
      actions={open.length > 0 && <EndAll person={person} name={name} />}
    >
      {found.isPending && <Loading as="table" />}
      {found.isLoadingError && <NotLoaded what="sessions" error={found.error} retry={found.refetch} />}
      {open.length > 0 && <SessionTable of={open} person={person} />}
      {found.data && open.length === 0 && <Paragraph>{words.none}</Paragraph>}
    </Page>
  );
}

function EndAll({ person, name }: { readonly person: string; readonly name: string }) {
  const { t } = useTexts();
  const say = useSay();
  const end = useEndSessions(person);
  const words = t.sessions;
  return (
    <ConfirmButton
      label={words.persons.endAll}
      title={words.persons.endAllTitle(isolated(name))}
      text={words.persons.endAllText}
      onConfirm={async () => say(words.endedMany((await end.mutateAsync(undefined)).ended))}
    />
  );
}

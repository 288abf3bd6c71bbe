import { Link } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { pageSegment } from '../api/path.ts';
import type { ClientState } from '../api/portal.ts';
import { useMinute } from '../clock.ts';
import { type Column, DataTable } from '../components/data-table.tsx';
import { Name } from '../components/name.tsx';
import { ShortId } from '../components/short-id.tsx';
import { State } from '../components/state.tsx';
import { Time } from '../components/time.tsx';
import { type Texts, useTexts } from '../texts/index.tsx';
import { gravityOf, kindOf, standingOf, wordsOf } from './client-state.ts';

/** An organisation may have thousands: so many are drawn at a time. */
const WINDOW = 100;

/**
 * Clients with how they stand.
 * @param first at most so many, those that had a token last
 */
export function ClientStates(props: {
  readonly caption: string;
  readonly clients: readonly ClientState[];
  readonly first?: number;
}) {
  const { t } = useTexts();
  const now = useMinute();
  const latest = (one: ClientState): string => one.lastToken ?? '';
  const rows =
    props.first === undefined
      ? props.clients
      : props.clients.toSorted((a, b) => latest(b).localeCompare(latest(a))).slice(0, props.first);
  return (
    <DataTable
      caption={props.caption}
      rows={rows}
      keyOf={({ clientId }) => clientId}
      sorted={{ column: t.clients.lastToken, down: true }}
      most={WINDOW}
      columns={[
        ...whatItIs(t, now),
        // The same word in every row says nothing.
        ...(rows.some(({ service }) => service !== 'maskinporten') ? [serviceOf(t)] : []),
        { name: t.client.keys, kind: 'count', sort: ({ keys }) => keys.length, cell: ({ keys }) => keys.length },
        { name: t.client.scopes, kind: 'count', sort: ({ scopes }) => scopes, cell: ({ scopes }) => scopes },
        {
          name: t.clients.lastToken,
          sort: ({ lastToken }) => lastToken && Date.parse(lastToken),
          cell: ({ lastToken }) =>
            lastToken === undefined ? <span className="subtle">{t.clients.never}</span> : <Time of={lastToken} />,
        },
        ...(props.first === undefined ? [lastChanged(t)] : []),
      ]}
    />
  );
}

type ClientColumn = Column<ClientState>;

const whatItIs = (t: Texts, now: number): readonly ClientColumn[] => [
  { name: t.common.name, kind: 'row', sort: ({ name }) => name, cell: (one) => <NameLink of={one} /> },
  { name: t.clients.id, cell: ({ clientId }) => <ShortId id={clientId} /> },
  { name: t.clients.state, sort: (one) => gravityOf(standingOf(one, now)), cell: (one) => <Standing of={one} /> },
];

const serviceOf = (t: Texts): ClientColumn => ({
  name: t.clients.service,
  sort: ({ service }) => service,
  cell: ({ service }) => (service === 'maskinporten' ? 'Maskinporten' : service),
});

const lastChanged = (t: Texts): ClientColumn => ({
  name: t.clients.changed,
  sort: ({ lastChanged: time }) => Date.parse(time),
  cell: ({ lastChanged: time }) => <Time of={time} />,
});

const NameLink = ({ of: { clientId, name } }: { readonly of: ClientState }) => (
  <Link asChild>
    <RouterLink to={`/clients/${pageSegment(clientId)}`} className="client-name">
      <Name of={name} />
    </RouterLink>
  </Link>
);

function Standing({ of: one }: { readonly of: ClientState }) {
  const { t, age } = useTexts();
  const now = useMinute();
  const standing = standingOf(one, now);
  return <State kind={kindOf(standing)}>{wordsOf(standing, t, (time) => age(time, now))}</State>;
}

import { Link } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { pageSegment } from '../api/path.ts';
import type { ClientState } from '../api/portal.ts';
import { useMinute } from '../clock.ts';
import { DataTable } from '../components/data-table.tsx';
import { ShortId } from '../components/short-id.tsx';
import { State } from '../components/state.tsx';
import { useTexts } from '../texts/index.tsx';
import { gravityOf, kindOf, standingOf, wordsOf } from './client-state.ts';

/**
 * Clients with how they stand.
 * @param first at most so many, those that had a token last
 */
export function ClientStates(props: {
  readonly caption: string;
  readonly clients: readonly ClientState[];
  readonly first?: number;
}) {
  const { t, age, moment } = useTexts();
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
      columns={[
        {
          name: t.common.name,
          kind: 'row',
          sort: ({ name }) => name,
          cell: ({ clientId, name }) => (
            <Link asChild>
              <RouterLink to={`/clients/${pageSegment(clientId)}`}>{name}</RouterLink>
            </Link>
          ),
        },
        { name: t.clients.id, cell: ({ clientId }) => <ShortId id={clientId} /> },
        {
          name: t.clients.state,
          sort: (one) => gravityOf(standingOf(one, now)),
          cell: (one) => {
            const standing = standingOf(one, now);
            return <State kind={kindOf(standing)}>{wordsOf(standing, t, (time) => age(time, now))}</State>;
          },
        },
        ...(props.first === undefined
          ? [
              {
                name: t.clients.service,
                sort: ({ service }: ClientState) => service,
                cell: ({ service }: ClientState) => (service === 'maskinporten' ? 'Maskinporten' : service),
              },
            ]
          : []),
        { name: t.client.keys, sort: ({ keys }) => keys.length, cell: ({ keys }) => keys.length },
        { name: t.client.scopes, sort: ({ scopes }) => scopes, cell: ({ scopes }) => scopes },
        {
          name: t.clients.lastToken,
          sort: ({ lastToken }) => lastToken && Date.parse(lastToken),
          cell: ({ lastToken }) =>
            lastToken === undefined ? (
              <span className="subtle">{t.clients.never}</span>
            ) : (
              <time dateTime={lastToken} title={moment(lastToken)}>
                {age(lastToken, now)}
              </time>
            ),
        },
        ...(props.first === undefined
          ? [
              {
                name: t.clients.changed,
                sort: ({ lastChanged }: ClientState) => Date.parse(lastChanged),
                cell: ({ lastChanged }: ClientState) => (
                  <time dateTime={lastChanged} title={moment(lastChanged)}>
                    {age(lastChanged, now)}
                  </time>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

import { Card, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { useWaiting, type Waiting } from '../api/altinn.ts';
import { pageSegment } from '../api/path.ts';
import type { ClientState } from '../api/portal.ts';
import { keyAge } from '../clients/key-age.ts';
import { useMinute } from '../clock.ts';
import { State, type StateKind } from '../components/state.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { answerTo } from '../system-users/places.ts';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';

interface Item {
  readonly id: string;
  readonly kind: StateKind;
  readonly state: string;
  readonly text: string;
  readonly to: string;
}

/** Of keys, as many as one reads through: the list of clients has the others. */
const MOST_KEYS = 12;

/** What waits for somebody: keys that expire or are missing, and requests for system users. */
export function Attention(props: { readonly organization: Organization; readonly clients: readonly ClientState[] }) {
  const { t } = useTexts();
  const keys = useKeyItems(props.clients);
  const waits = useWaiting(props.organization).requests;
  const titleOf = (request: Waiting['request']) => request.integrationTitle ?? request.systemId;
  const requests = waits.map(({ kind, request }): Item => {
    // A reference is the vendor's own: it is told where nothing else tells two requests apart.
    const hasTwin = waits.filter(({ request: other }) => titleOf(other) === titleOf(request)).length > 1;
    return {
      id: request.id,
      kind: 'waits',
      state: t.home.waits,
      text: t.systemUsers.open(
        isolated(titleOf(request)),
        kind === 'changerequest',
        !hasTwin || request.externalRef === request.partyOrgNo ? undefined : isolated(request.externalRef),
      ),
      to: answerTo(kind, request.id),
    };
  });
  const items = [...requests, ...keys.slice(0, MOST_KEYS)];
  const waiting = requests.length + keys.length;
  return (
    <Card data-color="neutral" data-testid="attention">
      <Heading level={2} data-size="xs">
        {t.home.attention} {waiting > 0 && <span className="number subtle">{waiting}</span>}
      </Heading>
      {items.length === 0 && <Paragraph className="subtle">{t.home.attentionNone}</Paragraph>}
      <ul className="plain lines">
        {items.map(({ id, kind, state, text, to }) => (
          <li key={id}>
            <State kind={kind}>{state}</State>
            <Link asChild>
              <RouterLink to={to}>{text}</RouterLink>
            </Link>
          </li>
        ))}
      </ul>
      {keys.length > MOST_KEYS && (
        <Link asChild>
          <RouterLink to="/clients?status=needs">{`${t.clients.title}: ${t.clientDesk.filters.needs.toLowerCase()}`}</RouterLink>
        </Link>
      )}
    </Card>
  );
}

function useKeyItems(clients: readonly ClientState[]): readonly Item[] {
  const { t, age } = useTexts();
  const now = useMinute();
  return clients
    .filter(({ active }) => active)
    .flatMap(({ clientId, name, keys }): readonly Item[] => {
      const to = `/clients/${pageSegment(clientId)}?tab=keys`;
      if (keys.length === 0)
        return [{ id: clientId, kind: 'soon', state: t.home.lacksKey, text: t.home.addKey(isolated(name)), to }];
      return keys.flatMap(({ kid, expires }) => {
        const how = keyAge(Date.parse(expires), now);
        if (how === 'valid') return [];
        const expired = how === 'expired';
        return [
          {
            id: `${clientId} ${kid}`,
            kind: expired ? ('bad' as const) : ('soon' as const),
            state: expired ? t.keys.expired : t.clients.standing.soon(age(expires, now)),
            text: t.home.renewKey(isolated(kid), isolated(name)),
            to,
          },
        ];
      });
    });
}

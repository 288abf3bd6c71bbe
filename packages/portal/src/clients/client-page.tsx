import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { XMarkOctagonFillIcon } from '@navikt/aksel-icons';
import { Suspense } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { forOrganization } from '../ahead.ts';
import { useEnvironment, useKnownClientName } from '../api/portal.ts';
import { clientQuery, useChangeClient, useClient, useKeys, useTokenRequests } from '../api/selfservice.ts';
import type { Client, ClientKey, TokenRequest } from '../api/types.ts';
import { useMinute } from '../clock.ts';
import { AddressTabs } from '../components/address-tabs.tsx';
import { Deactivated } from '../components/deactivated.tsx';
import { Detail } from '../components/detail.tsx';
import { fetched } from '../components/fetched.tsx';
import { IdLine } from '../components/id-line.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { State } from '../components/state.tsx';
import { useSay } from '../components/status.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { TryName, TryTab } from '../try-it/try-tab.tsx';
import { formOf } from './client-form.ts';
import { kindOf, standingOf, wordsOf } from './client-state.ts';
import { DetailsTab } from './details-tab.tsx';
import { useHeld } from './held-keys.ts';
import { KeysTab } from './keys-tab.tsx';
import { lackingOf, useKnownScopes } from './known-scopes.ts';
import { LogTab } from './log-tab.tsx';
import { ScopesTab } from './scopes-tab.tsx';
import { useTexts } from './words.ts';

const diagnosis = fetched(() => import('../diagnosis/diagnosis-tab.tsx'), 'DiagnosisTab');

export const ahead = forOrganization(({ number }, { queries, params: { id = '' }, query }) => [
  queries.prefetchQuery(clientQuery(number, id)),
  ...(query.get('tab') === 'diagnosis' ? [diagnosis.fetch().catch(() => undefined)] : []),
]);

export const ClientPage = () => {
  const { id = '' } = useParams();
  return (
    <WithOrganization>
      {(organization) => <ClientById key={id} organization={organization.number} id={id} />}
    </WithOrganization>
  );
};

function ClientById({ organization, id }: { readonly organization: string; readonly id: string }) {
  const client = useClient(organization, id);
  const { t } = useTexts();
  const known = useKnownClientName(organization, id);
  const keepsLog = useEnvironment().data?.mode !== 'production';
  return (
    <Detail
      of={client}
      what="client"
      shape={(tab) => SHAPES[tab ?? 'details']}
      kind={t.common.kinds.client}
      known={known}
      id={[t.clients.id, id]}
      tabs={{
        label: t.client.tabs,
        tabs: TABS.filter((tab) => tab !== 'log' || keepsLog),
        name: (tab) => <TabName of={tab} />,
      }}
    >
      {(found) => <ClientView organization={organization} client={found} />}
    </Detail>
  );
}

/** What each part is while it comes. */
const SHAPES = {
  details: 'form',
  keys: 'table',
  scopes: 'table',
  try: 'form',
  diagnosis: 'verdict',
  log: 'log',
} as const;

const TABS = ['details', 'keys', 'scopes', 'try', 'diagnosis', 'log'] as const;

function TabName({ of: tab }: { readonly of: (typeof TABS)[number] }) {
  const { t } = useTexts();
  if (tab === 'try') return <TryName />;
  return tab === 'diagnosis' ? t.clientDesk.diagnosis : t.client[tab];
}

/** How the client stands, as in the list of clients. */
function Standing(props: {
  readonly of: Client;
  readonly keys: readonly ClientKey[];
  readonly requests: readonly TokenRequest[];
}) {
  const { t, age } = useTexts();
  const now = useMinute();
  const keys = props.keys.map(({ kid, exp }) => ({ kid, expires: new Date(exp * 1000).toISOString() }));
  const lastToken = props.requests.find(({ outcome }) => outcome === 'issued')?.time;
  const { active } = props.of;
  const standing = standingOf({ active, keys, ...(lastToken === undefined ? {} : { lastToken }) }, now);
  return <State kind={kindOf(standing)}>{wordsOf(standing, t, (time) => age(time, now))}</State>;
}

/** A mark in the name of the tab: some of what is there gives no token. */
function Lacking({ count }: { readonly count: number }) {
  const { t } = useTexts();
  return (
    <span data-color="danger">
      <XMarkOctagonFillIcon aria-hidden className="icon small tab-warns" />
      <span className="ds-sr-only">, {t.scopePicker.lacking(count)}</span>
    </span>
  );
}

/** A client: its id on top, and its parts in tabs. The tab is in the address, so that a link can lead to the keys. */
function ClientView({ organization, client }: { readonly organization: string; readonly client: Client }) {
  const { t } = useTexts();
  const [query, setQuery] = useSearchParams();
  const log = useTokenRequests(organization, client.client_id);
  const keys = useKeys(organization, client.client_id).data;
  const counts: Partial<Record<(typeof TABS)[number], number>> = {
    ...(keys && { keys: keys.length }),
    scopes: client.scopes.length,
  };
  const lacking = lackingOf(client.scopes, useKnownScopes(organization).known).length;
  const change = useChangeClient(organization);
  const say = useSay();
  const held = useHeld(client.client_id);
  const tabs = TABS.filter((name) => name !== 'log' || Array.isArray(log.data));
  return (
    <Page title={client.client_name}>
      <div className="stack tight">
        {/* Beside it, where it moves nothing when it comes. */}
        <IdLine name={t.clients.id} value={client.client_id}>
          {keys && Array.isArray(log.data) && <Standing of={client} keys={keys} requests={log.data} />}
        </IdLine>
        <Paragraph data-size="sm">{t.client.idHelp}</Paragraph>
      </div>
      {!client.active && (
        <Deactivated
          text={t.client.inactiveText}
          label={t.client.activate}
          onActivate={async () => {
            await change.mutateAsync({ client, form: formOf(client), active: true });
            say(t.client.activated);
          }}
        />
      )}
      {held && query.get('tab') !== 'keys' && (
        <Alert data-color="warning">
          <div className="row spread">
            <span className="long">{t.keyTools.waits(held.made.kid)}</span>
            <Button data-size="sm" variant="secondary" onClick={() => setQuery({ tab: 'keys' })}>
              {t.keyTools.toMade}
            </Button>
          </div>
        </Alert>
      )}
      <AddressTabs
        label={t.client.tabs}
        tabs={tabs}
        name={(tab) => (
          <>
            <TabName of={tab} />
            {counts[tab] !== undefined && <span className="number subtle tab-count">{counts[tab]}</span>}
            {tab === 'scopes' && lacking > 0 && <Lacking count={lacking} />}
          </>
        )}
        panel={(tab) => (
          <>
            {tab === 'details' && <DetailsTab organization={organization} client={client} />}
            {tab === 'keys' && <KeysTab organization={organization} client={client} />}
            {tab === 'scopes' && <ScopesTab organization={organization} client={client} />}
            {tab === 'try' && <TryTab organization={organization} client={client} />}
            {tab === 'diagnosis' && (
              <Suspense fallback={<Loading as="verdict" />}>{diagnosis.draw({ organization, client })}</Suspense>
            )}
            {tab === 'log' && <LogTab organization={organization} clientId={client.client_id} />}
          </>
        )}
      />
    </Page>
  );
}

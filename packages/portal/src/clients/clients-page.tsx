import { Button, Heading, Paragraph, ToggleGroup } from '@digdir/designsystemet-react';
import { PlusIcon } from '@navikt/aksel-icons';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { type ClientState, useOverview } from '../api/portal.ts';
import { useMinute } from '../clock.ts';
import { Empty } from '../components/empty.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { useTexts } from '../texts/index.tsx';
import { standingOf } from './client-state.ts';
import { ClientStates } from './client-states.tsx';

export const ClientsPage = () => (
  <WithOrganization>{(organization) => <Clients organization={organization.number} />}</WithOrganization>
);

function Clients({ organization }: { readonly organization: string }) {
  const { t } = useTexts();
  const overview = useOverview(organization);
  const clients = overview.data?.clients;
  const create = (
    <Button asChild>
      <RouterLink to="/clients/new">
        <PlusIcon aria-hidden className="icon" />
        {t.clients.new}
      </RouterLink>
    </Button>
  );
  return (
    <Page title={t.clients.title} actions={clients?.length !== 0 && create}>
      {overview.isPending && <Loading as="table" />}
      {overview.isError && !clients && <Failure error={overview.error} retry={overview.refetch} />}
      {clients?.length === 0 && (
        <Empty title={t.clients.empty} text={t.clients.emptyHelp}>
          {create}
        </Empty>
      )}
      {clients && clients.length > 0 && <List clients={clients} />}
    </Page>
  );
}

const FILTERS = ['everything', 'used', 'needs'] as const;
type Filter = (typeof FILTERS)[number];

function List({ clients }: { readonly clients: readonly ClientState[] }) {
  const { t } = useTexts();
  const now = useMinute();
  const [words, setWords] = useState('');
  const [filter, setFilter] = useState<Filter>('everything');
  const wanted = words.trim().toLowerCase();
  const fits = (client: ClientState): boolean => {
    const { is } = standingOf(client, now);
    if (filter === 'used') return is === 'used';
    return filter === 'everything' || is === 'keyless' || is === 'expired' || is === 'soon';
  };
  const shown = clients.filter(
    (client) => `${client.name}\n${client.clientId}`.toLowerCase().includes(wanted) && fits(client),
  );
  const active = shown.filter((client) => client.active);
  const inactive = shown.filter((client) => !client.active);
  return (
    <>
      <div className="filters">
        <SearchBox label={t.clients.search} value={words} hits={shown.length} onChange={setWords} />
        <ToggleGroup
          data-toggle-group={t.clients.filter}
          value={filter}
          onChange={(value) => setFilter(FILTERS.find((one) => one === value) ?? 'everything')}
        >
          {FILTERS.map((one) => (
            <ToggleGroup.Item key={one} value={one}>
              {one === 'used' ? t.clients.standing.used : t.clients[one]}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      </div>
      {shown.length === 0 && <Paragraph>{t.clients.noHits}</Paragraph>}
      {active.length > 0 && <ClientStates caption={t.clients.caption} clients={active} />}
      {inactive.length > 0 && (
        <section className="stack tight">
          <Heading level={2} data-size="xs">
            {t.clients.inactive} <span className="number subtle">{inactive.length}</span>
          </Heading>
          <Paragraph data-size="sm" className="subtle">
            {t.clients.inactiveLead}
          </Paragraph>
          <ClientStates caption={t.clients.inactive} clients={inactive} />
        </section>
      )}
    </>
  );
}

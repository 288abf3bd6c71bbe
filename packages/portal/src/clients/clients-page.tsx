import { Button, Heading, Paragraph, ToggleGroup } from '@digdir/designsystemet-react';
import { PlusIcon } from '@navikt/aksel-icons';
import { Link as RouterLink } from 'react-router';
import { forOrganization } from '../ahead.ts';
import { type ClientState, overviewQuery, useOverview } from '../api/portal.ts';
import { useMinute } from '../clock.ts';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { useTexts } from '../texts/index.tsx';
import { clientsThatFit, FILTERS, filterNamed } from './client-filter.ts';
import { ClientStates } from './client-states.tsx';

export const ahead = forOrganization(({ number }, { queries }) => [queries.prefetchQuery(overviewQuery(number))]);

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
      {overview.isError && !clients && <NotLoaded what="clients" error={overview.error} retry={overview.refetch} />}
      {clients?.length === 0 && (
        <Empty title={t.clients.empty} text={t.clients.emptyHelp}>
          {create}
        </Empty>
      )}
      {clients && clients.length > 0 && <List clients={clients} />}
    </Page>
  );
}

/** An organisation's clients, searched and filtered. What is asked for stands in the address, so that it can be shared and come back to. */
function List({ clients }: { readonly clients: readonly ClientState[] }) {
  const { t } = useTexts();
  const now = useMinute();
  const [words, setWords] = useInAddress('q');
  const [chosen, choose] = useInAddress('status', 'all');
  const filter = filterNamed(chosen);
  const shown = clientsThatFit(clients, filter, words, now);
  const active = shown.filter((client) => client.active);
  const inactive = shown.filter((client) => !client.active);
  return (
    <>
      <div className="filters">
        <SearchBox label={t.clients.search} value={words} hits={shown.length} onChange={setWords} />
        <ToggleGroup data-toggle-group={t.clients.filter} value={filter} onChange={choose}>
          {FILTERS.map((one) => (
            <ToggleGroup.Item key={one} value={one}>
              {t.clientDesk.filters[one]}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      </div>
      {shown.length === 0 && <Paragraph>{t.clients.noHits}</Paragraph>}
      {active.length > 0 && <ClientStates caption={t.clients.caption} clients={active} />}
      {inactive.length > 0 && <Inactive clients={inactive} />}
    </>
  );
}

function Inactive({ clients }: { readonly clients: readonly ClientState[] }) {
  const { t } = useTexts();
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {t.clients.inactive} <span className="number subtle">{clients.length}</span>
      </Heading>
      <Paragraph data-size="sm" className="subtle">
        {t.clients.inactiveLead}
      </Paragraph>
      <ClientStates caption={t.clients.inactive} clients={clients} />
    </section>
  );
}

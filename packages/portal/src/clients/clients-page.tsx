import { Button, Link, Paragraph, Table } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { pageSegment } from '../api/path.ts';
import { useClients } from '../api/selfservice.ts';
import type { Client } from '../api/types.ts';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { useTexts } from '../texts/index.tsx';

export const ClientsPage = () => (
  <WithOrganization>{(organization) => <Clients organization={organization.number} />}</WithOrganization>
);

const newestFirst = (a: Client, b: Client): number => b.last_updated.localeCompare(a.last_updated);

function Clients({ organization }: { readonly organization: string }) {
  const { t } = useTexts();
  const clients = useClients(organization);
  const [words, setWords] = useState('');
  const wanted = words.trim().toLowerCase();
  const shown = (clients.data ?? [])
    .filter(({ client_name, client_id }) => `${client_name}\n${client_id}`.toLowerCase().includes(wanted))
    .toSorted(newestFirst);
  return (
    <Page
      title={t.clients.title}
      actions={
        <Button asChild>
          <RouterLink to="/clients/new">{t.clients.new}</RouterLink>
        </Button>
      }
    >
      {clients.isPending && <Loading />}
      {clients.isError && <Failure error={clients.error} retry={clients.refetch} />}
      {clients.data?.length === 0 && <Paragraph>{t.clients.empty}</Paragraph>}
      {clients.data && clients.data.length > 0 && (
        <>
          <SearchBox label={t.clients.search} value={words} hits={shown.length} onChange={setWords} />
          {shown.length === 0 ? <Paragraph>{t.clients.noHits}</Paragraph> : <ClientTable clients={shown} />}
        </>
      )}
    </Page>
  );
}

function ClientTable({ clients }: { readonly clients: readonly Client[] }) {
  const { t, moment } = useTexts();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="scrolling" tabIndex={0} aria-label={t.clients.caption}>
      <Table hover border>
        <caption className="ds-sr-only">{t.clients.caption}</caption>
        <Table.Head>
          <Table.Row>
            <Table.HeaderCell scope="col">{t.common.name}</Table.HeaderCell>
            <Table.HeaderCell scope="col">{t.clients.id}</Table.HeaderCell>
            <Table.HeaderCell scope="col">{t.clients.service}</Table.HeaderCell>
            <Table.HeaderCell scope="col">{t.clients.changed}</Table.HeaderCell>
          </Table.Row>
        </Table.Head>
        <Table.Body>
          {clients.map((client) => (
            <Table.Row key={client.client_id}>
              <Table.Cell>
                <Link asChild>
                  <RouterLink to={`/clients/${pageSegment(client.client_id)}`}>{client.client_name}</RouterLink>
                </Link>
              </Table.Cell>
              <Table.Cell>{client.client_id}</Table.Cell>
              <Table.Cell>
                {client.integration_type === 'maskinporten' ? 'Maskinporten' : client.integration_type}
              </Table.Cell>
              <Table.Cell>{moment(client.last_updated)}</Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </section>
  );
}

import { Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { pageSegment } from '../api/path.ts';
import { useClients } from '../api/selfservice.ts';
import type { Client } from '../api/types.ts';
import { DataTable } from '../components/data-table.tsx';
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
  const active = shown.filter((client) => client.active);
  const inactive = shown.filter((client) => !client.active);
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
          {shown.length === 0 && <Paragraph>{t.clients.noHits}</Paragraph>}
          {active.length > 0 && <ClientTable caption={t.clients.caption} clients={active} />}
          {inactive.length > 0 && (
            <section className="stack tight">
              <Heading level={2} data-size="sm">
                {t.clients.inactive}
              </Heading>
              <Paragraph data-size="sm">{t.clients.inactiveLead}</Paragraph>
              <ClientTable caption={t.clients.inactive} clients={inactive} />
            </section>
          )}
        </>
      )}
    </Page>
  );
}

function ClientTable({ caption, clients }: { readonly caption: string; readonly clients: readonly Client[] }) {
  const { t, moment } = useTexts();
  return (
    <DataTable
      caption={caption}
      rows={clients}
      keyOf={({ client_id }) => client_id}
      columns={[
        {
          name: t.common.name,
          kind: 'row',
          cell: ({ client_id, client_name }) => (
            <Link asChild>
              <RouterLink to={`/clients/${pageSegment(client_id)}`}>{client_name}</RouterLink>
            </Link>
          ),
        },
        { name: t.clients.id, cell: ({ client_id }) => client_id },
        {
          name: t.clients.service,
          cell: ({ integration_type: type }) => (type === 'maskinporten' ? 'Maskinporten' : type),
        },
        { name: t.clients.changed, cell: ({ last_updated }) => moment(last_updated) },
      ]}
    />
  );
}

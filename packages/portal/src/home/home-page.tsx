import { Button, Heading, Link } from '@digdir/designsystemet-react';
import { PlusIcon } from '@navikt/aksel-icons';
import { Link as RouterLink } from 'react-router';
import { forOrganization } from '../ahead.ts';
import { useSystemUsers, useWaiting, waitingQueries } from '../api/altinn.ts';
import { ApiFailure } from '../api/http.ts';
import { overviewQuery, useOverview } from '../api/portal.ts';
import { ClientStates } from '../clients/client-states.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { Attention } from './attention.tsx';
import { Guide } from './guide.tsx';
import { Refusals } from './refusals.tsx';

export const ahead = forOrganization((organization, { queries }) => {
  const { standard, agent, changes } = waitingQueries(organization);
  return [
    queries.prefetchQuery(overviewQuery(organization.number)),
    queries.prefetchQuery(standard),
    queries.prefetchQuery(agent),
    queries.prefetchQuery(changes),
  ];
});

export const HomePage = () => (
  <WithOrganization>
    {(organization) => <Home key={organization.number} organization={organization} />}
  </WithOrganization>
);

const FIRST = 6;

/** How things stand: what to do to get going, what needs somebody, what was refused, and the clients. */
function Home({ organization }: { readonly organization: Organization }) {
  const { t } = useTexts();
  const overview = useOverview(organization.number);
  // Who does not administer integrations may still answer requests for system users.
  const mayNot = overview.error instanceof ApiFailure && overview.error.status === 403;
  const clients = overview.data?.clients ?? [];
  // A customer has come to answer, and not to build anything.
  const waiting = useWaiting(organization);
  const isAsked = waiting.requests.length > 0;
  // Who has system users and no clients buys systems, and builds none: only of who has no clients is that a question.
  const hasNone = overview.data?.clients.length === 0;
  const users = useSystemUsers(organization.partyId, 'standard', hasNone);
  const isCustomer = hasNone && (isAsked || (users.data ?? []).length > 0);
  // What stands first is known when all are here: nothing moves then.
  const waits = waiting.isPending || (hasNone && users.isPending);
  const isPending = overview.isPending || (overview.data !== undefined && waits);
  const state = !isPending && (overview.data || mayNot) && (
    <div className="halves">
      <Attention organization={organization} clients={clients} />
      {overview.data && <Refusals of={overview.data} />}
    </div>
  );
  return (
    <Page
      title={t.home.title}
      lead={t.home.lead(isolated(organization.name))}
      actions={
        overview.data && (
          <Button asChild variant={isAsked || clients.length === 0 ? 'secondary' : 'primary'}>
            <RouterLink to="/clients/new">
              <PlusIcon aria-hidden className="icon" />
              {t.clients.new}
            </RouterLink>
          </Button>
        )
      }
    >
      {isPending && <Loading as="home" />}
      {overview.isError && !overview.data && (
        <NotLoaded what="overview" error={overview.error} retry={overview.refetch} />
      )}
      {isAsked && state}
      {overview.data && !isPending && (
        <Guide organization={organization.number} overview={overview.data} isAside={isCustomer} />
      )}
      {!isAsked && state}
      {!isPending && clients.length > 0 && (
        <section className="stack tight">
          <div className="row spread">
            <Heading level={2} data-size="xs">
              {t.header.clients} <span className="number subtle">{clients.length}</span>
            </Heading>
            <Link asChild>
              <RouterLink to="/clients">{t.home.allClients}</RouterLink>
            </Link>
          </div>
          <ClientStates caption={t.clients.caption} clients={clients} first={FIRST} />
        </section>
      )}
    </Page>
  );
}

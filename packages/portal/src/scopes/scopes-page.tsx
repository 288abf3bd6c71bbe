import { Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { PlusIcon } from '@navikt/aksel-icons';
import { Link as RouterLink } from 'react-router';
import { forOrganization } from '../ahead.ts';
import {
  clientsQuery,
  ownScopesQuery,
  prefixesQuery,
  useClients,
  useOwnScopes,
  usePrefixes,
} from '../api/selfservice.ts';
import type { Scope } from '../api/types.ts';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { GoOnAs, SERVICE_OWNER } from '../components/go-on-as.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { Page } from '../components/page.tsx';
import { ScopeName } from '../components/scope-name.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { State } from '../components/state.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { useTexts } from './words.ts';

export const ahead = forOrganization(({ number }, { queries }) => [
  queries.prefetchQuery(prefixesQuery(number)),
  queries.prefetchQuery(clientsQuery(number)),
  queries.prefetchQuery(ownScopesQuery(number)),
]);

export const ScopesPage = () => (
  <WithOrganization>{(organization) => <Scopes organization={organization.number} />}</WithOrganization>
);

/** The organisation's own scopes; an organisation without a prefix can have none. */
function Scopes({ organization }: { readonly organization: string }) {
  const { t } = useTexts();
  const prefixes = usePrefixes(organization);
  const ownsPrefix = (prefixes.data ?? []).length > 0;
  const isFirst = useClients(organization).data?.length === 0;
  return (
    <Page
      title={t.scopes.title}
      {...((ownsPrefix || !prefixes.isSuccess) && { lead: t.scopes.lead })}
      actions={
        ownsPrefix && (
          <Button asChild>
            <RouterLink to="/scopes/new">
              <PlusIcon aria-hidden className="icon" />
              {t.scopes.new}
            </RouterLink>
          </Button>
        )
      }
    >
      {prefixes.isPending && <Loading as="table" />}
      {prefixes.isError && <NotLoaded what="scopes" error={prefixes.error} retry={prefixes.refetch} />}
      {prefixes.isSuccess && !ownsPrefix && (
        <Empty title={t.scopes.noPrefix} text={t.scopes.noPrefixHelp}>
          <Button asChild>
            <RouterLink to={isFirst ? '/clients/new' : '/clients'}>
              {isFirst ? t.scopeUse.useNew : t.scopeUse.use}
            </RouterLink>
          </Button>
          <GoOnAs name={SERVICE_OWNER} />
        </Empty>
      )}
      {prefixes.data && ownsPrefix && (
        <>
          <div className="row">
            <span className="subtle">{t.scopeUse.prefixes}</span>
            {prefixes.data.map(({ prefix }) => (
              <code key={prefix}>{prefix}</code>
            ))}
            <span className="subtle">{t.scopeUse.prefixesHelp}</span>
          </div>
          <OwnScopes key={organization} organization={organization} />
        </>
      )}
    </Page>
  );
}

function OwnScopes({ organization }: { readonly organization: string }) {
  const { t } = useTexts();
  const scopes = useOwnScopes(organization);
  const [words, setWords] = useInAddress('q');
  const wanted = words.trim().toLowerCase();
  const shown = (scopes.data ?? []).filter((scope) =>
    `${scope.name}\n${scope.description}`.toLowerCase().includes(wanted),
  );
  const active = shown.filter((scope) => scope.active);
  const inactive = shown.filter((scope) => !scope.active);
  if (scopes.isPending) return <Loading as="table" />;
  if (scopes.isLoadingError) return <NotLoaded what="scopes" error={scopes.error} retry={scopes.refetch} />;
  if (scopes.data.length === 0) return <Empty title={t.scopes.empty} text={t.scopes.emptyHelp} />;
  return (
    <>
      <SearchBox label={t.scopes.search} value={words} hits={shown.length} onChange={setWords} />
      {shown.length === 0 && <Paragraph>{t.scopePicker.noHits}</Paragraph>}
      {active.length > 0 && <ScopeTable caption={t.scopes.caption} scopes={active} />}
      {inactive.length > 0 && (
        <section className="stack tight">
          <Heading level={2} data-size="xs">
            {t.scopes.inactive}
          </Heading>
          <Paragraph data-size="sm">{t.scopes.inactiveLead}</Paragraph>
          <ScopeTable caption={t.scopes.inactive} scopes={inactive} />
        </section>
      )}
    </>
  );
}

function ScopeTable({ caption, scopes }: { readonly caption: string; readonly scopes: readonly Scope[] }) {
  const { t } = useTexts();
  return (
    <DataTable
      caption={caption}
      rows={scopes}
      keyOf={({ name }) => name}
      sorted={{ column: t.scopePicker.scope, down: false }}
      columns={[
        {
          name: t.scopePicker.scope,
          kind: 'row',
          sort: ({ name }) => name,
          cell: ({ name }) => (
            <Link asChild>
              <RouterLink to={`/scopes/details?scope=${encodeURIComponent(name)}`}>
                <ScopeName of={name} />
              </RouterLink>
            </Link>
          ),
        },
        {
          name: t.scopes.description,
          sort: ({ description }) => description,
          cell: ({ description }) => <Name of={description} />,
        },
        {
          name: t.clients.state,
          sort: ({ active }) => Number(!active),
          cell: ({ active }) =>
            active ? (
              <State kind="good">{t.scopes.active}</State>
            ) : (
              <State kind="idle">{t.clients.standing.inactive}</State>
            ),
        },
        {
          name: t.scopes.visibility,
          sort: ({ visibility }) => t.scopes[visibility],
          cell: ({ visibility }) => t.scopes[visibility],
        },
        {
          name: t.scopes.access,
          sort: ({ accessible_for_all: all }) => Number(!all),
          cell: ({ accessible_for_all: all }) => (all ? t.scopes.openToAll : t.scopes.byGrant),
        },
      ]}
    />
  );
}

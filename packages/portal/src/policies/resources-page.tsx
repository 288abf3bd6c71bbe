import { Button, Link, Paragraph } from '@digdir/designsystemet-react';
import { PlusIcon } from '@navikt/aksel-icons';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { forOrganization } from '../ahead.ts';
import { RESOURCES_QUERY, useResources } from '../api/authorization.ts';
import { serviceOwnerQuery, useServiceOwner } from '../api/resources.ts';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { GoOnAs, SERVICE_OWNER } from '../components/go-on-as.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { wordsOf } from '../system-users/words.ts';
import { useTexts } from './words.ts';

export const ahead = forOrganization(({ number }, { queries }) => [
  queries.prefetchQuery(RESOURCES_QUERY),
  queries.prefetchQuery(serviceOwnerQuery(number)),
]);

export const ResourcesPage = () => {
  const { t } = useTexts();
  return (
    <WithOrganization>
      {(organization) => (
        <Page title={t.resources.title} lead={t.resources.lead} actions={<Add organization={organization.number} />}>
          <OwnResources key={organization.number} organization={organization.number} />
        </Page>
      )}
    </WithOrganization>
  );
};

/** For service owners: others cannot add one. */
function Add({ organization }: { readonly organization: string }) {
  const { t } = useTexts();
  if (!useServiceOwner(organization).data) return null;
  return (
    <div className="row">
      <Button asChild variant="secondary">
        <RouterLink to="/resources/access-lists">{t.effect.lists}</RouterLink>
      </Button>
      <Button asChild>
        <RouterLink to="/resources/new">
          <PlusIcon aria-hidden className="icon" />
          {t.owned.newTitle}
        </RouterLink>
      </Button>
    </div>
  );
}

/** The resources of which the organisation is the competent authority. */
function OwnResources({ organization }: { readonly organization: string }) {
  const { t, language } = useTexts();
  const resources = useResources();
  const [words, setWords] = useState('');
  if (resources.isPending) return <Loading as="table" />;
  if (resources.isLoadingError) return <NotLoaded what="resources" error={resources.error} retry={resources.refetch} />;
  const own = resources.data
    .filter((one) => one.hasCompetentAuthority?.organization === organization)
    .map(({ identifier, title, resourceType = '' }) => ({
      identifier,
      name: wordsOf(title, language) ?? identifier,
      kind: t.resources.kinds[resourceType] ?? resourceType,
    }));
  if (own.length === 0)
    return (
      <Empty title={t.resources.empty} text={t.resources.emptyHelp}>
        <GoOnAs name={SERVICE_OWNER} />
      </Empty>
    );
  const wanted = words.trim().toLowerCase();
  const shown = own.filter(({ identifier, name }) => `${name}\n${identifier}`.toLowerCase().includes(wanted));
  return (
    <>
      <SearchBox label={t.resources.search} value={words} hits={shown.length} onChange={setWords} />
      {shown.length === 0 ? <Paragraph>{t.resources.noHits}</Paragraph> : <ResourceTable of={shown} />}
    </>
  );
}

function ResourceTable(props: {
  readonly of: readonly { readonly identifier: string; readonly name: string; readonly kind: string }[];
}) {
  const { t } = useTexts();
  return (
    <DataTable
      caption={t.resources.caption}
      rows={props.of}
      keyOf={({ identifier }) => identifier}
      sorted={{ column: t.common.name, down: false }}
      columns={[
        {
          name: t.common.name,
          kind: 'row',
          sort: ({ name }) => name,
          cell: ({ identifier, name }) => (
            <Link asChild>
              <RouterLink to={`/resources/policy?resource=${encodeURIComponent(identifier)}`}>{name}</RouterLink>
            </Link>
          ),
        },
        {
          name: t.resources.id,
          sort: ({ identifier }) => identifier,
          cell: ({ identifier }) => <code>{identifier}</code>,
        },
        { name: t.resources.kind, sort: ({ kind }) => kind, cell: ({ kind }) => kind },
      ]}
    />
  );
}

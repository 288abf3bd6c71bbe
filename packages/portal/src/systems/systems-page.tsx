import { Button, Link, Paragraph } from '@digdir/designsystemet-react';
import { PlusIcon } from '@navikt/aksel-icons';
import { Link as RouterLink } from 'react-router';
import { forOrganization } from '../ahead.ts';
import { pageSegment } from '../api/path.ts';
import { type OwnSystem, ownSystemsQuery, useOwnSystems } from '../api/vendor.ts';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { State } from '../components/state.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { resourceIds, wordsOf } from '../system-users/words.ts';
import { isolated } from '../texts/names.ts';
import { useTexts } from './words.ts';

export const ahead = forOrganization(({ number }, { queries }) => [queries.prefetchQuery(ownSystemsQuery(number))]);

export const SystemsPage = () => (
  <WithOrganization>
    {(organization) => <Systems key={organization.number} organization={organization} />}
  </WithOrganization>
);

/** The systems that the organisation delivers to its customers. */
function Systems({ organization }: { readonly organization: Organization }) {
  const { t } = useTexts();
  const systems = useOwnSystems(organization.number);
  const create = (
    <Button asChild>
      <RouterLink to="/systems/new">
        <PlusIcon aria-hidden className="icon" />
        {t.systems.new}
      </RouterLink>
    </Button>
  );
  const any = (systems.data ?? []).length > 0;
  return (
    <Page
      title={t.header.systems}
      lead={t.systems.lead(isolated(organization.name))}
      actions={(any || systems.isError) && create}
    >
      {systems.isPending && <Loading as="table" />}
      {systems.isError && <NotLoaded what="systems" error={systems.error} retry={systems.refetch} />}
      {systems.data?.length === 0 && (
        <Empty title={t.systems.empty} text={t.systems.emptyHelp}>
          {create}
        </Empty>
      )}
      {systems.data && any && <List systems={systems.data} />}
    </Page>
  );
}

/** Without a client nobody gets a token for the system. */
function ClientCount({ of }: { readonly of: number }) {
  const { t } = useTexts();
  return of === 0 ? <State kind="soon">{t.systems.noClient}</State> : of;
}

function List({ systems }: { readonly systems: readonly OwnSystem[] }) {
  const { t, language } = useTexts();
  const [words, setWords] = useInAddress('q');
  const wanted = words.trim().toLowerCase();
  const nameOf = (system: OwnSystem) => wordsOf(system.name, language) ?? system.id;
  const shown = systems.filter((one) =>
    `${Object.values(one.name).join('\n')}\n${one.id}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <SearchBox label={t.systems.search} value={words} hits={shown.length} onChange={setWords} />
      {shown.length === 0 && <Paragraph>{t.systems.noHits}</Paragraph>}
      {shown.length > 0 && (
        <DataTable
          caption={t.systems.caption}
          rows={shown}
          keyOf={({ id }) => id}
          sorted={{ column: t.common.name, down: false }}
          columns={[
            {
              name: t.common.name,
              kind: 'row',
              sort: nameOf,
              cell: (system) => (
                <Link asChild>
                  <RouterLink to={`/systems/${pageSegment(system.id)}`} className="long">
                    {nameOf(system)}
                  </RouterLink>
                </Link>
              ),
            },
            { name: t.systems.id, sort: ({ id }) => id, cell: ({ id }) => <code className="long">{id}</code> },
            { name: t.systems.rights, kind: 'count', cell: ({ rights }) => resourceIds(rights).length },
            { name: t.systems.packages, kind: 'count', cell: ({ accessPackages }) => accessPackages.length },
            { name: t.systems.clients, kind: 'count', cell: ({ clientId }) => <ClientCount of={clientId.length} /> },
            {
              name: t.systems.visibility,
              sort: ({ isVisible }) => Number(!isVisible),
              cell: ({ isVisible }) => (isVisible ? t.systems.visible : t.systems.hidden),
            },
          ]}
        />
      )}
    </>
  );
}

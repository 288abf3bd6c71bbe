import { Button, Link, Paragraph } from '@digdir/designsystemet-react';
import { PlusIcon } from '@navikt/aksel-icons';
import { Link as RouterLink } from 'react-router';
import { type AccessList, useAccessLists } from '../api/access-lists.ts';
import { pageSegment } from '../api/path.ts';
import { useServiceOwner } from '../api/resources.ts';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { Page } from '../components/page.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { Time } from '../components/time.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { ForOwner } from './owner.tsx';
import { LISTS, NEW_LIST } from './places.ts';
import { useTexts } from './words.ts';

/** The access lists of a service owner. */
export function AccessListsPage() {
  const { t } = useTexts();
  return (
    <WithOrganization>
      {({ number }) => (
        <Page title={t.accessLists.title} lead={t.accessLists.lead} actions={<New organization={number} />}>
          <ForOwner organization={number}>
            <Lists key={number} organization={number} />
          </ForOwner>
        </Page>
      )}
    </WithOrganization>
  );
}

function New({ organization }: { readonly organization: string }) {
  const { t } = useTexts();
  if (!useServiceOwner(organization).data) return null;
  return (
    <Button asChild>
      <RouterLink to={NEW_LIST}>
        <PlusIcon aria-hidden className="icon" />
        {t.accessLists.new}
      </RouterLink>
    </Button>
  );
}

function Lists({ organization }: { readonly organization: string }) {
  const { t } = useTexts();
  const lists = useAccessLists(organization);
  const [words, setWords] = useInAddress('q');
  if (lists.isPending) return <Loading as="table" />;
  if (lists.isLoadingError) return <NotLoaded what="accessLists" error={lists.error} retry={lists.refetch} />;
  const all = lists.data.lists;
  if (all.length === 0) return <Empty title={t.accessLists.empty} text={t.accessLists.emptyHelp} />;
  const wanted = words.trim().toLowerCase();
  const shown = all.filter(({ name, identifier }) => `${name}\n${identifier}`.toLowerCase().includes(wanted));
  return (
    <>
      <SearchBox label={t.accessLists.search} value={words} hits={shown.length} onChange={setWords} />
      {!lists.data.whole && <Paragraph data-size="sm">{t.accessLists.bounded}</Paragraph>}
      {shown.length === 0 ? <Paragraph>{t.accessLists.noHits}</Paragraph> : <ListTable of={shown} />}
    </>
  );
}

function ListTable({ of }: { readonly of: readonly AccessList[] }) {
  const { t } = useTexts();
  const words = t.accessLists;
  return (
    <DataTable
      caption={words.caption}
      rows={of}
      keyOf={({ identifier }) => identifier}
      sorted={{ column: words.name, down: false }}
      most={100}
      columns={[
        {
          name: words.name,
          kind: 'row',
          sort: ({ name }) => name,
          cell: ({ identifier, name }) => (
            <Link asChild>
              <RouterLink to={`${LISTS}/${pageSegment(identifier)}`}>
                <Name of={name} />
              </RouterLink>
            </Link>
          ),
        },
        {
          name: words.id,
          sort: ({ identifier }) => identifier,
          cell: ({ identifier }) => <code className="long">{identifier}</code>,
        },
        { name: words.members, kind: 'count', sort: ({ members }) => members, cell: ({ members }) => members },
        {
          name: words.resources,
          kind: 'count',
          sort: ({ resources }) => resources.length,
          cell: ({ resources }) => resources.length,
        },
        {
          name: words.changed,
          sort: ({ updatedAt }) => Date.parse(updatedAt),
          cell: ({ updatedAt }) => <Time of={updatedAt} />,
        },
      ]}
    />
  );
}

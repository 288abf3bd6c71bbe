import { Alert, Button, Link, Paragraph } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { type AccessList, useAccessLists } from '../api/access-lists.ts';
import { useResource } from '../api/altinn.ts';
import { pageSegment } from '../api/path.ts';
import { DataTable } from '../components/data-table.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { isolated } from '../texts/names.ts';
import { type Connection, Connections } from './connections.tsx';
import { LISTS, NEW_LIST } from './places.ts';
import { useTexts } from './words.ts';

interface OfResource {
  readonly organization: string;
  readonly resource: string;
}

interface Opening extends Connection {
  readonly members: number;
}

/** The lists that open a resource, seen from the resource. */
export function ResourceLists({ organization, resource }: OfResource) {
  const { t } = useTexts();
  const words = t.accessLists.ofResource;
  const lists = useAccessLists(organization);
  const record = useResource(resource);
  if (lists.isPending || record.isPending) return <Loading as="table" />;
  if (lists.isLoadingError) return <NotLoaded what="accessLists" error={lists.error} retry={lists.refetch} />;
  const applies = record.data?.accessListMode === 'Enabled';
  return (
    <div className="stack">
      {applies ? (
        <Paragraph className="prose">{words.lead}</Paragraph>
      ) : (
        <Alert data-color="warning" className="prose">
          <Paragraph>{words.off}</Paragraph>
          <Link asChild>
            <RouterLink to={`/resources/edit?resource=${encodeURIComponent(resource)}`}>{words.turnOn}</RouterLink>
          </Link>
        </Alert>
      )}
      <Openings organization={organization} resource={resource} lists={lists.data.lists} applies={applies} />
      <div className="row">
        <Link asChild>
          <RouterLink to={LISTS}>{words.all}</RouterLink>
        </Link>
        <Link asChild>
          <RouterLink to={NEW_LIST}>{t.accessLists.new}</RouterLink>
        </Link>
      </div>
    </div>
  );
}

function Openings(props: OfResource & { readonly lists: readonly AccessList[]; readonly applies: boolean }) {
  const { t } = useTexts();
  const { resource, lists } = props;
  const words = t.accessLists.ofResource;
  const rows = lists.flatMap(({ identifier, name, members, resources }): readonly Opening[] => {
    const found = resources.find((one) => one.identifier === resource);
    return found ? [{ id: identifier, name, members, actions: found.actions }] : [];
  });
  const table = (onDisconnect: (one: Opening) => void) =>
    rows.length === 0 ? (
      <Paragraph>{props.applies ? words.emptyOn : words.empty}</Paragraph>
    ) : (
      <OpeningTable of={rows} onDisconnect={onDisconnect} />
    );
  return (
    <Connections
      organization={props.organization}
      pairOf={(list) => ({ list, resource })}
      connected={rows}
      table={table}
      choices={lists.map(({ identifier, name }) => ({ id: identifier, name }))}
      none={words.none}
      form={{
        keptAs: `resource access list ${resource}`,
        title: t.accessLists.resource.connectListTitle,
        label: t.accessLists.resource.list,
        choose: t.accessLists.resource.chooseList,
        missing: t.accessLists.resource.chooseListFirst,
      }}
    />
  );
}

function OpeningTable(props: { readonly of: readonly Opening[]; readonly onDisconnect: (one: Opening) => void }) {
  const { t } = useTexts();
  const words = t.accessLists.resource;
  return (
    <DataTable
      caption={t.accessLists.ofResource.caption}
      rows={props.of}
      keyOf={({ id }) => id}
      sorted={{ column: words.list, down: false }}
      columns={[
        {
          name: words.list,
          kind: 'row',
          sort: ({ name }) => name,
          cell: ({ id, name }) => (
            <Link asChild>
              <RouterLink to={`${LISTS}/${pageSegment(id)}`}>
                <Name of={name} />
              </RouterLink>
            </Link>
          ),
        },
        {
          name: t.accessLists.members,
          kind: 'count',
          sort: ({ members }) => members,
          cell: ({ members }) => members,
        },
        {
          name: words.actions,
          cell: ({ actions }) => (actions.length === 0 ? words.all : <Name of={actions.join(', ')} />),
        },
        {
          name: words.disconnect,
          kind: 'action',
          cell: (one) => (
            <Button
              variant="tertiary"
              data-size="sm"
              data-color="danger"
              aria-label={words.disconnectLabel(isolated(one.name))}
              onClick={() => props.onDisconnect(one)}
            >
              {words.disconnect}
            </Button>
          ),
        },
      ]}
    />
  );
}

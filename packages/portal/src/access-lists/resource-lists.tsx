import { Alert, Button, Link, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { type AccessList, useAccessLists, useConnectList, useDisconnectList } from '../api/access-lists.ts';
import { useResource } from '../api/altinn.ts';
import { pageSegment } from '../api/path.ts';
import { DataTable } from '../components/data-table.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { type Done, Undo } from '../components/undo.tsx';
import { isolated } from '../texts/names.ts';
import { ConnectForm } from './connect.tsx';
import { LISTS } from './places.ts';
import { useTexts } from './words.ts';

interface OfResource {
  readonly organization: string;
  readonly resource: string;
}

interface Opening {
  readonly id: string;
  readonly name: string;
  readonly members: number;
  readonly actions: readonly string[];
}

/** The lists that open a resource, seen from the resource. */
export function ResourceLists({ organization, resource }: OfResource) {
  const { t } = useTexts();
  const words = t.accessLists.ofResource;
  const lists = useAccessLists(organization);
  const record = useResource(resource);
  if (lists.isPending || record.isPending) return <Loading as="table" />;
  if (lists.isError) return <Failure error={lists.error} retry={lists.refetch} />;
  const applies = record.data?.accessListMode === 'Enabled';
  return (
    <div className="stack">
      {applies ? (
        <Paragraph className="prose">{words.lead}</Paragraph>
      ) : (
        <Alert data-color="info" className="prose">
          {words.off}
        </Alert>
      )}
      <Openings organization={organization} resource={resource} lists={lists.data.lists} applies={applies} />
      <div className="row">
        <Link asChild>
          <RouterLink to={LISTS}>{words.all}</RouterLink>
        </Link>
      </div>
    </div>
  );
}

function Openings(props: OfResource & { readonly lists: readonly AccessList[]; readonly applies: boolean }) {
  const { t } = useTexts();
  const { resource, lists } = props;
  const words = t.accessLists.resource;
  const connect = useConnectList(props.organization);
  const disconnect = useDisconnectList(props.organization);
  const [done, setDone] = useState<Done<Opening>>();
  const rows = lists.flatMap(({ identifier, name, members, resources }): readonly Opening[] => {
    const found = resources.find((one) => one.identifier === resource);
    return found ? [{ id: identifier, name, members, actions: found.actions }] : [];
  });
  const free = lists
    .filter(({ identifier }) => !rows.some(({ id }) => id === identifier))
    .map(({ identifier, name }) => ({ id: identifier, name }));
  const part = (one: Opening) =>
    disconnect.mutateAsync({ list: one.id, resource }).then(
      () => setDone({ text: words.disconnected(isolated(one.name)), change: one }),
      // The mutation keeps the error, and it is shown below.
      () => undefined,
    );
  const join = async (one: Pick<Opening, 'id' | 'actions'>, text: string) => {
    await connect.mutateAsync({ list: one.id, resource, actions: one.actions });
    setDone({ text });
  };
  return (
    <>
      <Undo
        of={done}
        label={t.accessLists.undo}
        busy={connect.isPending}
        onUndo={(one) => void join(one, words.again(isolated(one.name))).catch(() => undefined)}
      />
      {disconnect.isError && <Failure error={disconnect.error} />}
      {rows.length === 0 ? (
        <Paragraph>{props.applies ? t.accessLists.ofResource.emptyOn : t.accessLists.ofResource.empty}</Paragraph>
      ) : (
        <OpeningTable of={rows} onDisconnect={(one) => void part(one)} />
      )}
      {free.length === 0 ? (
        <Paragraph>{t.accessLists.ofResource.none}</Paragraph>
      ) : (
        <ConnectForm
          form={`resource access list ${resource}`}
          label={words.chooseList}
          missing={words.chooseListFirst}
          choices={free}
          onConnect={(chosen, actions) => join({ ...chosen, actions }, words.connected(isolated(chosen.name)))}
        />
      )}
    </>
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
          kind: 'actions',
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

import { Button, Link, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { type AccessList, useConnectList, useDisconnectList } from '../api/access-lists.ts';
import { useResources } from '../api/authorization.ts';
import { DataTable } from '../components/data-table.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { State } from '../components/state.tsx';
import { type Done, Undo } from '../components/undo.tsx';
import { wordsOf } from '../system-users/words.ts';
import { ConnectForm } from './connect.tsx';
import { useTexts } from './words.ts';

/** What a list opens, of the resources that the organisation owns. */
export function ResourcesTab({ organization, list }: { readonly organization: string; readonly list: AccessList }) {
  const { t, language } = useTexts();
  const words = t.accessLists.resource;
  const resources = useResources();
  const connect = useConnectList(organization);
  const disconnect = useDisconnectList(organization);
  const [done, setDone] = useState<Done<Connected>>();
  if (resources.isPending) return <Loading as="table" />;
  if (resources.isError) return <Failure error={resources.error} retry={resources.refetch} />;
  const own = resources.data.filter((one) => one.hasCompetentAuthority.organization === organization);
  const rows = list.resources.map(({ identifier, actions }): Connected => {
    const known = resources.data.find((one) => one.identifier === identifier);
    const name = wordsOf(known?.title, language) ?? identifier;
    return { id: identifier, name, actions, applies: known?.accessListMode === 'Enabled' };
  });
  const free = own
    .filter(({ identifier }) => !rows.some(({ id }) => id === identifier))
    .map(({ identifier, title }) => ({ id: identifier, name: wordsOf(title, language) ?? identifier }));
  const part = (one: Connected) =>
    disconnect.mutateAsync({ list: list.identifier, resource: one.id }).then(
      () => setDone({ text: words.disconnected(one.name), change: one }),
      // The mutation keeps the error, and it is shown below.
      () => undefined,
    );
  const join = async (one: Omit<Connected, 'applies'>, text: string) => {
    await connect.mutateAsync({ list: list.identifier, resource: one.id, actions: one.actions });
    setDone({ text });
  };
  return (
    <div className="stack">
      <Paragraph className="prose">{rows.length === 0 ? words.empty : words.lead}</Paragraph>
      <Undo
        of={done}
        label={t.accessLists.undo}
        busy={connect.isPending}
        onUndo={(one) => void join(one, words.again(one.name)).catch(() => undefined)}
      />
      {disconnect.isError && <Failure error={disconnect.error} />}
      {rows.length > 0 && <ConnectedTable of={rows} onDisconnect={(one) => void part(one)} />}
      {free.length === 0 ? (
        <Paragraph>{words.none}</Paragraph>
      ) : (
        <ConnectForm
          form={`access list resource ${organization} ${list.identifier}`}
          label={words.choose}
          missing={words.chooseFirst}
          choices={free}
          onConnect={(chosen, actions) => join({ ...chosen, actions }, words.connected(chosen.name))}
        />
      )}
    </div>
  );
}

interface Connected {
  readonly id: string;
  readonly name: string;
  readonly actions: readonly string[];
  /** The resource takes access lists into account. */
  readonly applies: boolean;
}

function ConnectedTable(props: { readonly of: readonly Connected[]; readonly onDisconnect: (one: Connected) => void }) {
  const { t } = useTexts();
  const words = t.accessLists.resource;
  return (
    <DataTable
      caption={words.caption}
      rows={props.of}
      keyOf={({ id }) => id}
      sorted={{ column: words.resource, down: false }}
      columns={[
        {
          name: words.resource,
          kind: 'row',
          sort: ({ name }) => name,
          cell: ({ id, name }) => (
            <>
              <Link asChild>
                <RouterLink to={`/resources/policy?${new URLSearchParams({ resource: id, tab: 'lists' })}`}>
                  <Name of={name} />
                </RouterLink>
              </Link>
              <div className="subtle">
                <code className="long">{id}</code>
              </div>
            </>
          ),
        },
        {
          name: words.actions,
          cell: ({ actions }) => (actions.length === 0 ? words.all : <Name of={actions.join(', ')} />),
        },
        {
          name: words.mode,
          sort: ({ applies }) => Number(!applies),
          cell: ({ id, applies }) =>
            applies ? (
              <State kind="good">{words.on}</State>
            ) : (
              <>
                <State kind="soon">{words.idle}</State>
                <div className="subtle">{words.off}</div>
                <Link asChild>
                  <RouterLink to={`/resources/edit?resource=${encodeURIComponent(id)}`}>{words.change}</RouterLink>
                </Link>
              </>
            ),
        },
        {
          name: words.disconnect,
          kind: 'actions',
          cell: (one) => (
            <Button
              variant="tertiary"
              data-size="sm"
              data-color="danger"
              aria-label={words.disconnectLabel(one.name)}
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

import { Button, Link, Paragraph } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import type { AccessList } from '../api/access-lists.ts';
import { useResources } from '../api/authorization.ts';
import { DataTable } from '../components/data-table.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { State } from '../components/state.tsx';
import { wordsOf } from '../system-users/words.ts';
import { appliesTo } from './applies.ts';
import { type Connection, Connections } from './connections.tsx';
import { useTexts } from './words.ts';

/** What a list opens, of the resources that the organisation owns. */
export function ResourcesTab({ organization, list }: { readonly organization: string; readonly list: AccessList }) {
  const { t, language } = useTexts();
  const words = t.accessLists.resource;
  const resources = useResources();
  if (resources.isPending) return <Loading as="table" />;
  if (resources.isLoadingError)
    return <NotLoaded what="listResources" error={resources.error} retry={resources.refetch} />;
  const own = resources.data.filter((one) => one.hasCompetentAuthority.organization === organization);
  const rows = list.resources.map(({ identifier, actions }): Connected => {
    const known = resources.data.find((one) => one.identifier === identifier);
    const name = wordsOf(known?.title, language) ?? identifier;
    return { id: identifier, name, actions, applies: appliesTo(resources.data, identifier) };
  });
  return (
    <div className="stack">
      <Paragraph className="prose">{rows.length === 0 ? words.empty : words.lead}</Paragraph>
      <Connections
        organization={organization}
        pairOf={(resource) => ({ list: list.identifier, resource })}
        connected={rows}
        table={(onDisconnect) => rows.length > 0 && <ConnectedTable of={rows} onDisconnect={onDisconnect} />}
        choices={own.map(({ identifier, title }) => ({
          id: identifier,
          name: wordsOf(title, language) ?? identifier,
        }))}
        none={words.none}
        form={{
          keptAs: `access list resource ${organization} ${list.identifier}`,
          title: words.connectTitle,
          label: words.resource,
          choose: words.choose,
          missing: words.chooseFirst,
        }}
      />
    </div>
  );
}

interface Connected extends Connection {
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
          kind: 'action',
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

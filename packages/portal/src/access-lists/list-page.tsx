import { useParams } from 'react-router';
import { type AccessList, useAccessList, useKnownList } from '../api/access-lists.ts';
import { AddressTabs } from '../components/address-tabs.tsx';
import { Detail } from '../components/detail.tsx';
import { IdLine } from '../components/id-line.tsx';
import { Page } from '../components/page.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { DetailsTab } from './details-tab.tsx';
import { MembersTab } from './members-tab.tsx';
import { LISTS } from './places.ts';
import { ResourcesTab } from './resources-tab.tsx';
import { useTexts } from './words.ts';

const TABS = ['members', 'resources', 'details'] as const;

/** An access list: who is on it, what it opens, and what it is called. */
export function AccessListPage() {
  const { id = '' } = useParams();
  return (
    <WithOrganization>
      {({ number }) => <ById key={`${number} ${id}`} organization={number} id={id} />}
    </WithOrganization>
  );
}

function ById({ organization, id }: { readonly organization: string; readonly id: string }) {
  const { t } = useTexts();
  const list = useAccessList(organization, id);
  return (
    <Detail
      of={list}
      what="accessList"
      shape={(tab) => (tab === 'details' ? 'form' : 'table')}
      kind={t.common.kinds.accessList}
      known={useKnownList(organization, id)?.name}
      id={[t.accessLists.id, id]}
      above={{ to: LISTS, name: t.accessLists.title }}
      tabs={{ label: t.accessLists.tabs, tabs: TABS, name: (tab) => t.accessLists[tab] }}
    >
      {(found) => <View organization={organization} list={found} readAnew={list.refetch} />}
    </Detail>
  );
}

function View(props: {
  readonly organization: string;
  readonly list: AccessList;
  readonly readAnew: () => Promise<unknown>;
}) {
  const { t } = useTexts();
  const { organization, list } = props;
  const counts = { members: list.members, resources: list.resources.length, details: undefined };
  return (
    <Page title={list.name} above={{ to: LISTS, name: t.accessLists.title }}>
      <IdLine name={t.accessLists.id} value={list.identifier} />
      <AddressTabs
        label={t.accessLists.tabs}
        tabs={TABS}
        name={(tab) => (
          <>
            {t.accessLists[tab]} {counts[tab] !== undefined && <span className="number subtle">{counts[tab]}</span>}
          </>
        )}
        panel={(tab) => (
          <>
            {tab === 'members' && (
              <MembersTab organization={organization} list={list.identifier} resources={list.resources} />
            )}
            {tab === 'resources' && <ResourcesTab organization={organization} list={list} />}
            {tab === 'details' && <DetailsTab organization={organization} list={list} readAnew={props.readAnew} />}
          </>
        )}
      />
    </Page>
  );
}

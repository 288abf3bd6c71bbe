import { Tabs } from '@digdir/designsystemet-react';
import { useParams, useSearchParams } from 'react-router';
import { type AccessList, useAccessList } from '../api/access-lists.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
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
  if (list.isPending) return <Loading as="page" />;
  if (!list.data)
    return (
      <Page title={t.accessLists.title} above={{ to: LISTS, name: t.accessLists.title }}>
        <Failure error={list.error} retry={list.refetch} />
      </Page>
    );
  return <View organization={organization} list={list.data} readAnew={list.refetch} />;
}

function View(props: {
  readonly organization: string;
  readonly list: AccessList;
  readonly readAnew: () => Promise<unknown>;
}) {
  const { t } = useTexts();
  const { organization, list } = props;
  const [query, setQuery] = useSearchParams();
  const tab = TABS.find((one) => one === query.get('tab')) ?? 'members';
  const counts = { members: list.members, resources: list.resources.length, details: undefined };
  return (
    <Page title={list.name} above={{ to: LISTS, name: t.accessLists.title }}>
      <div className="row id-line">
        <span>{t.accessLists.id}</span>
        <code className="long">{list.identifier}</code>
        <CopyButton text={list.identifier} label={t.accessLists.id} />
      </div>
      <Tabs value={tab} onChange={(next) => setQuery({ tab: next }, { replace: true, preventScrollReset: true })}>
        <Tabs.List aria-label={t.accessLists.tabs}>
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t.accessLists[one]} {counts[one] !== undefined && <span className="number subtle">{counts[one]}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="members">
          {tab === 'members' && <MembersTab organization={organization} list={list.identifier} />}
        </Tabs.Panel>
        <Tabs.Panel value="resources">
          {tab === 'resources' && <ResourcesTab organization={organization} list={list} />}
        </Tabs.Panel>
        <Tabs.Panel value="details">
          {tab === 'details' && <DetailsTab organization={organization} list={list} readAnew={props.readAnew} />}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

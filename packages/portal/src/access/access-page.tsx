import { Tabs } from '@digdir/designsystemet-react';
import { useSearchParams } from 'react-router';
import { Page } from '../components/page.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { isolated } from '../texts/names.ts';
import { Connections } from './connections.tsx';
import { PackagesToGive } from './packages-to-give.tsx';
import { useTexts } from './words.ts';

const TABS = ['given', 'got', 'give'] as const;

/** Who has access for the organisation, for whom it has access, and what oneself may give away. */
export function AccessPage() {
  const { t } = useTexts();
  return (
    <WithOrganization>
      {(organization) => (
        <Page title={t.header.access} lead={t.access.lead(isolated(organization.name))}>
          <Parts key={organization.number} organization={organization} />
        </Page>
      )}
    </WithOrganization>
  );
}

function Parts({ organization }: { readonly organization: Organization }) {
  const { t } = useTexts();
  const [query, setQuery] = useSearchParams();
  const tab = TABS.find((candidate) => candidate === query.get('tab')) ?? 'given';
  return (
    <Tabs value={tab} onChange={(next) => setQuery({ tab: next }, { replace: true })}>
      <Tabs.List aria-label={t.header.access}>
        {TABS.map((candidate) => (
          <Tabs.Tab key={candidate} value={candidate}>
            {t.access.tabs[candidate]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {(['given', 'got'] as const).map((side) => (
        <Tabs.Panel key={side} value={side}>
          {tab === side && <Connections organization={organization} side={side} />}
        </Tabs.Panel>
      ))}
      <Tabs.Panel value="give">
        {tab === 'give' && <PackagesToGive organization={organization} start={query.get('package') ?? ''} />}
      </Tabs.Panel>
    </Tabs>
  );
}

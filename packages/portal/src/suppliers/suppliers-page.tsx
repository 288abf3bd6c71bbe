import { Tabs } from '@digdir/designsystemet-react';
import { useSearchParams } from 'react-router';
import { Page } from '../components/page.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { isolated } from '../texts/names.ts';
import { HeldTab } from './held-tab.tsx';
import { useTexts } from './words.ts';

const TABS = ['given', 'received'] as const;

/** Scopes that the organisation has given to its suppliers, and those that it has from its consumers, as in Altinn's own administration of Maskinporten. */
export function SuppliersPage() {
  const { t } = useTexts();
  return (
    <WithOrganization>
      {(organization) => (
        <Page title={t.suppliers.title} lead={t.suppliers.lead(isolated(organization.name))}>
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
      <Tabs.List aria-label={t.suppliers.title}>
        {TABS.map((candidate) => (
          <Tabs.Tab key={candidate} value={candidate}>
            {t.suppliers.tabs[candidate]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {TABS.map((side) => (
        <Tabs.Panel key={side} value={side}>
          {tab === side && <HeldTab organization={organization} side={side} />}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

import { forOrganization } from '../ahead.ts';
import { heldScopesQuery } from '../api/scope-holders.ts';
import { AddressTabs } from '../components/address-tabs.tsx';
import { Page } from '../components/page.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { isolated } from '../texts/names.ts';
import { HeldTab } from './held-tab.tsx';
import { useTexts } from './words.ts';

const TABS = ['given', 'received'] as const;

export const ahead = forOrganization(({ number }, { queries, query }) => [
  queries.prefetchQuery(heldScopesQuery(number, query.get('tab') === 'received' ? 'received' : 'given')),
]);

/** Scopes that the organisation has given to its suppliers, and those that it has from its consumers, as in Altinn's own administration of Maskinporten. */
export function SuppliersPage() {
  const { t } = useTexts();
  return (
    <WithOrganization>
      {(organization) => (
        <Page title={t.suppliers.title} lead={t.suppliers.lead(isolated(organization.name))}>
          <AddressTabs
            key={organization.number}
            label={t.suppliers.title}
            tabs={TABS}
            name={(side) => t.suppliers.tabs[side]}
            panel={(side) => <HeldTab organization={organization} side={side} />}
          />
        </Page>
      )}
    </WithOrganization>
  );
}

import { useSearchParams } from 'react-router';
import { forOrganization } from '../ahead.ts';
import { connectionsQuery } from '../api/access.ts';
import { AddressTabs } from '../components/address-tabs.tsx';
import { Page } from '../components/page.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { isolated } from '../texts/names.ts';
import { Connections } from './connections.tsx';
import { accessNamesAhead } from './names.ts';
import { PackagesToGive } from './packages-to-give.tsx';
import { Requests } from './requests.tsx';
import { useTexts } from './words.ts';

const TABS = ['given', 'got', 'give', 'requests'] as const;

export const ahead = forOrganization(({ partyUuid }, opened) => {
  const tab = opened.query.get('tab') ?? 'given';
  const shows = tab === 'given' || tab === 'got';
  return [
    ...accessNamesAhead(opened),
    ...(shows ? [opened.queries.prefetchInfiniteQuery(connectionsQuery(partyUuid, tab))] : []),
  ];
});

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
  const [query] = useSearchParams();
  return (
    <AddressTabs
      label={t.header.access}
      tabs={TABS}
      name={(tab) => t.access.tabs[tab]}
      panel={(tab) =>
        tab === 'requests' ? (
          <Requests organization={organization} />
        ) : tab === 'give' ? (
          <PackagesToGive organization={organization} start={query.get('package') ?? ''} />
        ) : (
          <Connections organization={organization} side={tab} />
        )
      }
    />
  );
}

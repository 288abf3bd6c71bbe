import { Button } from '@digdir/designsystemet-react';
import { Link as RouterLink, useSearchParams } from 'react-router';
import { forOrganization } from '../ahead.ts';
import { resourceQuery, useResource } from '../api/altinn.ts';
import { policyQuery, usePolicy } from '../api/policies.ts';
import { Detail } from '../components/detail.tsx';
import { IdLine } from '../components/id-line.tsx';
import { Page } from '../components/page.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { wordsOf } from '../system-users/words.ts';
import { PolicyDesk, TABS, TabName } from './policy-desk.tsx';
import { useTexts } from './words.ts';

export const ahead = forOrganization(({ number }, { queries, query }) => {
  const resource = query.get('resource') ?? '';
  return [queries.prefetchQuery(policyQuery(number, resource)), queries.prefetchQuery(resourceQuery(resource))];
});

export const PolicyPage = () => {
  const [query] = useSearchParams();
  const resource = query.get('resource') ?? '';
  return (
    <WithOrganization>
      {({ number }) => <OfResource key={`${number} ${resource}`} organization={number} resource={resource} />}
    </WithOrganization>
  );
};

function OfResource({ organization, resource }: { readonly organization: string; readonly resource: string }) {
  const { t, language } = useTexts();
  const stored = usePolicy(organization, resource);
  const title = wordsOf(useResource(resource).data?.title, language);
  return (
    <Detail
      of={stored}
      what="resource"
      shape={(tab) => (tab === 'xml' ? 'form' : 'table')}
      kind={t.common.kinds.resource}
      known={title}
      id={[t.resources.id, resource]}
      tabs={{ label: t.policy.tabs, tabs: TABS, keep: { resource }, name: (tab) => <TabName of={tab} /> }}
    >
      {(found) => (
        <Page title={title ?? resource} actions={<EditLink resource={resource} />}>
          <IdLine name={t.resources.id} value={resource} />
          <PolicyDesk organization={organization} resource={resource} stored={found} refetch={stored.refetch} />
        </Page>
      )}
    </Detail>
  );
}

/** Beside the policy: what the resource says of itself. */
function EditLink({ resource }: { readonly resource: string }) {
  const { t } = useTexts();
  return (
    <Button asChild variant="secondary">
      <RouterLink to={`/resources/edit?resource=${encodeURIComponent(resource)}`}>{t.owned.edit}</RouterLink>
    </Button>
  );
}

import { Button } from '@digdir/designsystemet-react';
import { Link as RouterLink, useSearchParams } from 'react-router';
import { useResource } from '../api/altinn.ts';
import { usePolicy } from '../api/policies.ts';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { wordsOf } from '../system-users/words.ts';
import { PolicyDesk } from './policy-desk.tsx';
import { useTexts } from './words.ts';

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
  const { language } = useTexts();
  const stored = usePolicy(organization, resource);
  const title = wordsOf(useResource(resource).data?.title, language) ?? resource;
  if (stored.isPending) return <Loading as="page" />;
  return (
    <Page title={title} actions={stored.data && <EditLink resource={resource} />}>
      {stored.isLoadingError ? (
        <Failure error={stored.error} retry={stored.refetch} />
      ) : (
        <PolicyDesk organization={organization} resource={resource} stored={stored.data} refetch={stored.refetch} />
      )}
    </Page>
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

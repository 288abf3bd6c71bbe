import { Button, Paragraph } from '@digdir/designsystemet-react';
import { Link, useNavigate } from 'react-router';
import { useCreateScope, usePrefixes } from '../api/selfservice.ts';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { useSay } from '../components/status.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { useTexts } from '../texts/index.tsx';
import { ScopeEditor } from './scope-editor.tsx';
import { newScope } from './scope-form.ts';

export const NewScopePage = () => (
  <WithOrganization>{(organization) => <NewScope organization={organization.number} />}</WithOrganization>
);

function NewScope({ organization }: { readonly organization: string }) {
  const { t } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const prefixes = usePrefixes(organization);
  const create = useCreateScope(organization);
  const names = (prefixes.data ?? []).map(({ prefix }) => prefix);
  return (
    <Page title={t.scopes.new} lead={t.scopes.newLead}>
      {prefixes.isPending && <Loading as="form" />}
      {prefixes.isError && <NotLoaded what="prefixes" error={prefixes.error} retry={prefixes.refetch} />}
      {prefixes.isSuccess && names.length === 0 && <Paragraph>{t.scopes.noPrefix}</Paragraph>}
      {names.length > 0 && (
        <ScopeEditor
          organization={organization}
          name=""
          prefixes={names}
          start={newScope(names[0] ?? '')}
          label={t.scopes.create}
          onSave={async (body) => {
            const { name } = await create.mutateAsync(body);
            const path = `/scopes/details?scope=${encodeURIComponent(name)}&tab=access`;
            say(t.scopes.created, path);
            navigate(path);
          }}
          actions={(forget) => (
            <Button asChild variant="secondary">
              <Link to="/scopes" onClick={forget}>
                {t.common.cancel}
              </Link>
            </Button>
          )}
        />
      )}
    </Page>
  );
}

import { Button } from '@digdir/designsystemet-react';
import { Link, useNavigate } from 'react-router';
import { pageSegment } from '../api/path.ts';
import { useRegisterSystem } from '../api/vendor.ts';
import { Page } from '../components/page.tsx';
import { useSay } from '../components/status.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { SystemEditor } from './system-editor.tsx';
import { EMPTY_SYSTEM } from './system-form.ts';
import { useTexts } from './words.ts';

export const NewSystemPage = () => (
  <WithOrganization>
    {(organization) => <NewSystem key={organization.number} vendor={organization.number} />}
  </WithOrganization>
);

function NewSystem({ vendor }: { readonly vendor: string }) {
  const { t } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const register = useRegisterSystem(vendor);
  return (
    <Page title={t.systems.new} lead={t.systems.newLead}>
      <SystemEditor
        vendor={vendor}
        systemId=""
        start={EMPTY_SYSTEM}
        label={t.systems.form.create}
        onSave={async (body) => {
          const { id } = await register.mutateAsync(body);
          const path = `/systems/${pageSegment(id)}?tab=requests`;
          say(t.systems.created, path);
          navigate(path);
        }}
        actions={(forget) => (
          <Button asChild variant="secondary">
            <Link to="/systems" onClick={forget}>
              {t.common.cancel}
            </Link>
          </Button>
        )}
      />
    </Page>
  );
}

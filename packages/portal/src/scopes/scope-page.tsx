import { Tabs } from '@digdir/designsystemet-react';
import { useNavigate, useSearchParams } from 'react-router';
import { useChangeScope, useDeactivateScope, useOwnScope } from '../api/selfservice.ts';
import type { NewScope, Scope } from '../api/types.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Deactivated } from '../components/deactivated.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { useSay } from '../components/status.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { AccessTab } from './access-tab.tsx';
import { DelegatesTab } from './delegates-tab.tsx';
import { ScopeEditor } from './scope-editor.tsx';
import { fieldsOf } from './scope-form.ts';
import { UseTab } from './use-tab.tsx';
import { useTexts } from './words.ts';

const TABS = ['details', 'access', 'delegates', 'use'] as const;

export const ScopePage = () => {
  const [query] = useSearchParams();
  const name = query.get('scope') ?? '';
  return (
    <WithOrganization>
      {(organization) => <ByName key={name} organization={organization.number} name={name} />}
    </WithOrganization>
  );
};

function ByName({ organization, name }: { readonly organization: string; readonly name: string }) {
  const { t } = useTexts();
  const [query, setQuery] = useSearchParams();
  const scope = useOwnScope(organization, name);
  const tab = TABS.find((candidate) => candidate === query.get('tab')) ?? 'details';
  const names = {
    details: t.scopes.details,
    access: t.scopes.access,
    delegates: t.suppliers.delegates.tab,
    use: t.scopeUse.tab,
  };
  if (scope.isPending) return <Loading as="page" />;
  if (scope.isError)
    return (
      <Page title={t.scopes.title}>
        <Failure error={scope.error} retry={scope.refetch} />
      </Page>
    );
  return (
    <Page title={scope.data.name}>
      {!scope.data.active && <OutOfUse organization={organization} scope={scope.data} />}
      <Tabs value={tab} onChange={(next) => setQuery({ scope: name, tab: next }, { replace: true })}>
        <Tabs.List aria-label={t.scopes.tabs}>
          {TABS.map((candidate) => (
            <Tabs.Tab key={candidate} value={candidate}>
              {names[candidate]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="details">
          {tab === 'details' && <DetailsTab organization={organization} scope={scope.data} />}
        </Tabs.Panel>
        <Tabs.Panel value="access">
          {tab === 'access' && <AccessTab organization={organization} scope={name} active={scope.data.active} />}
        </Tabs.Panel>
        <Tabs.Panel value="delegates">
          {tab === 'delegates' && <DelegatesTab organization={organization} scope={scope.data} />}
        </Tabs.Panel>
        <Tabs.Panel value="use">{tab === 'use' && <UseTab organization={organization} scope={name} />}</Tabs.Panel>
      </Tabs>
    </Page>
  );
}

/** The scope without what the API sets itself. */
const kept = ({ name, owner_orgno, created, last_updated, ...rest }: Scope): NewScope => rest;

function OutOfUse({ organization, scope }: { readonly organization: string; readonly scope: Scope }) {
  const { t } = useTexts();
  const say = useSay();
  const change = useChangeScope(organization, scope.name);
  return (
    <Deactivated
      text={t.scopes.inactiveText}
      label={t.scopes.activate}
      onActivate={async () => {
        await change.mutateAsync({ ...kept(scope), active: true });
        say(t.scopes.activated);
      }}
    />
  );
}

function DetailsTab({ organization, scope }: { readonly organization: string; readonly scope: Scope }) {
  const { t } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const change = useChangeScope(organization, scope.name);
  const deactivate = useDeactivateScope(organization, scope.name);
  return (
    <div className="stack">
      <ScopeEditor
        organization={organization}
        name={scope.name}
        start={fieldsOf(scope)}
        label={t.common.save}
        onSave={async (body) => {
          const { long_description, ...others } = kept(scope);
          await change.mutateAsync({ ...others, ...body });
          say(t.scopes.saved);
        }}
        actions={() =>
          scope.active && (
            <ConfirmButton
              label={t.scopes.deactivate}
              title={t.scopes.deactivateTitle}
              text={`${scope.name}. ${t.scopes.deactivateText}`}
              onConfirm={async () => {
                await deactivate.mutateAsync(undefined);
                say(t.scopes.deactivated, '/scopes');
                navigate('/scopes');
              }}
            />
          )
        }
      />
    </div>
  );
}

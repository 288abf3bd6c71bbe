import { useNavigate, useSearchParams } from 'react-router';
import { useScopeUse } from '../api/portal.ts';
import { useChangeScope, useDeactivateScope, useOwnScope } from '../api/selfservice.ts';
import type { NewScope, Scope } from '../api/types.ts';
import { AddressTabs } from '../components/address-tabs.tsx';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { Deactivated } from '../components/deactivated.tsx';
import { Detail } from '../components/detail.tsx';
import { LastPart } from '../components/last-part.tsx';
import { Page } from '../components/page.tsx';
import { State } from '../components/state.tsx';
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
  const scope = useOwnScope(organization, name);
  const names = {
    details: t.scopes.details,
    access: t.scopes.access,
    delegates: t.suppliers.delegates.tab,
    use: t.scopeUse.tab,
  };
  const tabs = {
    label: t.scopes.tabs,
    tabs: TABS,
    keep: { scope: name },
    name: (tab: (typeof TABS)[number]) => names[tab],
  };
  return (
    <Detail
      of={scope}
      what="scope"
      shape={(tab) => (tab === 'details' ? 'form' : 'table')}
      kind={t.common.kinds.scope}
      known={name === '' ? undefined : name}
      sought={[t.common.kinds.scope, name]}
      tabs={tabs}
    >
      {(found) => <ScopeView organization={organization} scope={found} tabs={tabs} />}
    </Detail>
  );
}

function ScopeView(props: {
  readonly organization: string;
  readonly scope: Scope;
  readonly tabs: Omit<Parameters<typeof AddressTabs<(typeof TABS)[number]>>[0], 'panel'>;
}) {
  const { t } = useTexts();
  const { organization, scope } = props;
  return (
    <Page title={scope.name}>
      <div className="row">
        <State kind={scope.active ? 'good' : 'idle'}>
          {scope.active ? t.scopes.active : t.clients.standing.inactive}
        </State>
        <CopyButton text={scope.name} shown={t.scopeUse.copy} label={t.scopeUse.copy} />
      </div>
      {!scope.active && <OutOfUse organization={organization} scope={scope} />}
      <AddressTabs
        {...props.tabs}
        panel={(tab) => (
          <>
            {tab === 'details' && <DetailsTab organization={organization} scope={scope} />}
            {tab === 'access' && <AccessTab organization={organization} scope={scope.name} active={scope.active} />}
            {tab === 'delegates' && <DelegatesTab organization={organization} scope={scope} />}
            {tab === 'use' && <UseTab organization={organization} scope={scope.name} />}
          </>
        )}
      />
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
  const clients = useScopeUse(organization, scope.name).data?.clients.length;
  return (
    <div className="stack">
      <ScopeEditor
        organization={organization}
        name={scope.name}
        start={fieldsOf(scope)}
        label={t.common.save(t.things.scope)}
        onSave={async (body) => {
          const { long_description, ...others } = kept(scope);
          await change.mutateAsync({ ...others, ...body });
          say(t.scopes.saved);
        }}
        last={() =>
          scope.active && (
            <LastPart>
              <ConfirmButton
                label={t.scopes.deactivate}
                title={t.scopes.deactivateTitle(scope.name)}
                text={`${clients === undefined ? '' : `${t.scopeUse.hits(clients)} `}${t.scopes.deactivateText}`}
                onConfirm={async () => {
                  await deactivate.mutateAsync(undefined);
                  say(t.scopes.deactivated, '/scopes');
                  navigate('/scopes');
                }}
              />
            </LastPart>
          )
        }
      />
    </div>
  );
}

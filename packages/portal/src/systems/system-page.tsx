import { Alert } from '@digdir/designsystemet-react';
import { useNavigate } from 'react-router';
import { type OwnSystem, useChangeSystem, useDeleteSystem } from '../api/vendor.ts';
import { AddressTabs } from '../components/address-tabs.tsx';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { IdLine } from '../components/id-line.tsx';
import { LastPart } from '../components/last-part.tsx';
import { Page } from '../components/page.tsx';
import { State } from '../components/state.tsx';
import { useSay } from '../components/status.tsx';
import { wordsOf } from '../system-users/words.ts';
import { RequestsTab } from './requests-tab.tsx';
import { SystemEditor } from './system-editor.tsx';
import { fieldsOf } from './system-form.ts';
import { UsersTab } from './users-tab.tsx';
import { WithSystem } from './with-system.tsx';
import { useTexts } from './words.ts';

export function SystemPage() {
  const { t } = useTexts();
  const tabs = { label: t.systems.tabs, tabs: TABS, name: (tab: (typeof TABS)[number]) => t.systems.tab[tab] };
  return (
    <WithSystem tabs={tabs}>
      {(vendor, system) => <SystemView vendor={vendor} system={system} tabs={tabs} />}
    </WithSystem>
  );
}

interface OfSystem {
  readonly vendor: string;
  readonly system: OwnSystem;
}

const TABS = ['details', 'requests', 'users'] as const;

/** A system: its id on top, and its parts in tabs. */
function SystemView({
  vendor,
  system,
  tabs,
}: OfSystem & { readonly tabs: Omit<Parameters<typeof AddressTabs<(typeof TABS)[number]>>[0], 'panel'> }) {
  const { t, language } = useTexts();
  return (
    <Page title={wordsOf(system.name, language) ?? system.id} lead={wordsOf(system.description, language)}>
      <IdLine name={t.systems.id} value={system.id}>
        <State kind={system.isVisible ? 'good' : 'idle'}>
          {system.isVisible ? t.systems.visible : t.systems.hidden}
        </State>
      </IdLine>
      {system.isDeleted && <Alert data-color="warning">{t.systems.deletedText}</Alert>}
      <AddressTabs
        {...tabs}
        panel={(tab) => (
          <>
            {tab === 'details' && !system.isDeleted && <Details vendor={vendor} system={system} />}
            {tab === 'requests' && <RequestsTab vendor={vendor} systemId={system.id} mayAsk={!system.isDeleted} />}
            {tab === 'users' && <UsersTab vendor={vendor} systemId={system.id} />}
          </>
        )}
      />
    </Page>
  );
}

function Details({ vendor, system }: OfSystem) {
  const { t, language } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const change = useChangeSystem(vendor, system.id);
  const remove = useDeleteSystem(vendor, system.id);
  const name = wordsOf(system.name, language) ?? system.id;
  return (
    <SystemEditor
      vendor={vendor}
      systemId={system.id}
      start={fieldsOf(system)}
      rights={system.rights}
      label={t.systems.form.save}
      onSave={async (body) => {
        // The id as it is registered, whatever it begins with.
        await change.mutateAsync({ ...body, id: system.id });
        say(t.systems.saved);
      }}
      last={(forget) => (
        <LastPart gone={t.systems.removeText(name)}>
          <ConfirmButton
            label={t.systems.remove}
            title={t.systems.removeTitle(name)}
            text={t.systems.removeText(name)}
            onConfirm={async () => {
              await remove.mutateAsync(undefined);
              forget();
              say(t.systems.removed(name), '/systems');
              navigate('/systems');
            }}
          />
        </LastPart>
      )}
    />
  );
}

import { Paragraph } from '@digdir/designsystemet-react';
import { useMemo, useState } from 'react';
import { useChangeClient, usePublicScopes, useUsableScopes } from '../api/selfservice.ts';
import type { Client } from '../api/types.ts';
import { Failure } from '../components/failure.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { type Done, Undo } from '../components/undo.tsx';
import { formOf } from './client-form.ts';
import { changeOf, type ScopeChange, scopeChoices, undone } from './scope-choice.ts';
import { ScopePicker } from './scope-picker.tsx';
import { ScopeTable } from './scope-table.tsx';
import { useTexts } from './words.ts';

/** From so many rows on there is a search (maskinporten.md 7). */
const SEARCH_FROM = 10;

/** The scopes of a client. One without access may stand there, marked. A change is one step, saved at once, and can be undone. */
export function ScopesTab({ organization, client }: { readonly organization: string; readonly client: Client }) {
  const { t } = useTexts();
  const usable = useUsableScopes(organization);
  const open = usePublicScopes();
  const change = useChangeClient(organization);
  const [words, setWords] = useState('');
  const [done, setDone] = useState<Done<ScopeChange>>();
  const known = useMemo(
    () => new Map(scopeChoices(usable.data ?? [], open.data ?? []).map((choice) => [choice.name, choice])),
    [usable.data, open.data],
  );
  const save = async (scopes: readonly string[], told: Done<ScopeChange>) => {
    await change.mutateAsync({ client, form: { ...formOf(client), scopes } });
    setDone(told);
  };
  /** What fails is told on the page. */
  const tried = (saving: Promise<void>) => void saving.catch(() => undefined);
  const remove = (scope: string) => {
    const scopes = client.scopes.filter((other) => other !== scope);
    tried(save(scopes, { text: t.scopePicker.removed(scope), change: { added: [], removed: [scope] } }));
  };
  const shown = client.scopes.filter((scope) => scope.toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <div className="stack">
      <Undo
        of={done}
        label={t.scopeDesk.undo}
        busy={change.isPending}
        onUndo={(taken) => tried(save(undone(client.scopes, taken), { text: t.scopeDesk.undone }))}
      />
      {change.isError && <Failure error={change.error} />}
      {usable.isError && <Failure error={usable.error} retry={usable.refetch} />}
      {client.scopes.length >= SEARCH_FROM && (
        <SearchBox label={t.scopePicker.filterTable} value={words} hits={shown.length} onChange={setWords} />
      )}
      {client.scopes.length === 0 ? (
        <Paragraph>{t.scopePicker.empty}</Paragraph>
      ) : (
        <ScopeTable
          organization={organization}
          scopes={shown}
          known={usable.isSuccess && open.isSuccess ? known : undefined}
          onRemove={remove}
        />
      )}
      <div className="row">
        <ScopePicker
          name={client.client_id}
          organization={organization}
          label={t.scopePicker.add}
          chosen={client.scopes}
          onChoose={(chosen) => {
            const taken = changeOf(client.scopes, chosen);
            const { length: added } = taken.added;
            return save(chosen, { text: t.scopeDesk.changed(added, taken.removed.length), change: taken });
          }}
        />
      </div>
    </div>
  );
}

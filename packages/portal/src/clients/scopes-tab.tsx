import { useState } from 'react';
import { useChangeClient } from '../api/selfservice.ts';
import type { Client } from '../api/types.ts';
import { Empty } from '../components/empty.tsx';
import { Failure, NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { type Done, Undo } from '../components/undo.tsx';
import { formOf } from './client-form.ts';
import { useKnownScopes } from './known-scopes.ts';
import { changeOf, type ScopeChange, undone } from './scope-choice.ts';
import { ScopePicker } from './scope-picker.tsx';
import { ScopeTable } from './scope-table.tsx';
import { useTexts } from './words.ts';

/** From so many rows on there is a search (maskinporten.md 7). */
const SEARCH_FROM = 10;

/** The scopes of a client. One without access may stand there, marked. A change is one step, saved at once, and can be undone. */
export function ScopesTab({ organization, client }: { readonly organization: string; readonly client: Client }) {
  const { t } = useTexts();
  const { usable, known, pending } = useKnownScopes(organization);
  const change = useChangeClient(organization);
  const [words, setWords] = useState('');
  const [done, setDone] = useState<Done<ScopeChange>>();
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
  const picker = (
    <ScopePicker
      name={client.client_id}
      organization={organization}
      label={t.scopePicker.add}
      isNext={client.scopes.length === 0}
      chosen={client.scopes}
      onChoose={(chosen) => {
        const taken = changeOf(client.scopes, chosen);
        const { length: added } = taken.added;
        return save(chosen, { text: t.scopeDesk.changed(added, taken.removed.length), change: taken });
      }}
    />
  );
  return (
    <div className="stack">
      <Undo
        of={done}
        label={t.scopeDesk.undo}
        busy={change.isPending}
        onUndo={(taken) => tried(save(undone(client.scopes, taken), { text: t.scopeDesk.undone }))}
      />
      {change.isError && <Failure error={change.error} />}
      {usable.isError && <NotLoaded what="scopes" error={usable.error} retry={usable.refetch} />}
      {client.scopes.length >= SEARCH_FROM && (
        <SearchBox label={t.scopePicker.filterTable} value={words} hits={shown.length} onChange={setWords} />
      )}
      {client.scopes.length === 0 ? (
        <Empty title={t.scopePicker.empty} text={t.scopePicker.emptyHelp}>
          {picker}
        </Empty>
      ) : (
        <>
          <div className="row at-end">{picker}</div>
          {pending ? (
            <Loading as="table" />
          ) : (
            <ScopeTable organization={organization} scopes={shown} known={known} onRemove={remove} />
          )}
        </>
      )}
    </div>
  );
}

import { Button, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useMemo, useState } from 'react';
import { useChangeClient, usePublicScopes, useUsableScopes } from '../api/selfservice.ts';
import type { Client } from '../api/types.ts';
import { DataTable } from '../components/data-table.tsx';
import { Failure } from '../components/failure.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { useSay } from '../components/status.tsx';
import { useTexts } from '../texts/index.tsx';
import { formOf } from './client-form.ts';
import { scopeChoices } from './scope-choice.ts';
import { ScopePicker } from './scope-picker.tsx';

/** From so many rows on there is a search (maskinporten.md 7). */
const SEARCH_FROM = 10;

/** The scopes of a client. One without access may stand there, marked. */
export function ScopesTab({ organization, client }: { readonly organization: string; readonly client: Client }) {
  const { t } = useTexts();
  const say = useSay();
  const usable = useUsableScopes(organization);
  const open = usePublicScopes();
  const change = useChangeClient(organization);
  const [words, setWords] = useState('');
  const known = useMemo(
    () => new Map(scopeChoices(usable.data ?? [], open.data ?? []).map((choice) => [choice.name, choice])),
    [usable.data, open.data],
  );
  const save = (scopes: readonly string[]) => change.mutateAsync({ client, form: { ...formOf(client), scopes } });
  const remove = (scope: string) =>
    save(client.scopes.filter((other) => other !== scope)).then(
      () => say(t.scopePicker.removed(scope)),
      () => undefined,
    );
  const shown = client.scopes.filter((scope) => scope.toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <div className="stack">
      {change.isError && <Failure error={change.error} />}
      {usable.isError && <Failure error={usable.error} retry={usable.refetch} />}
      {client.scopes.length >= SEARCH_FROM && (
        <SearchBox label={t.scopePicker.filterTable} value={words} hits={shown.length} onChange={setWords} />
      )}
      {client.scopes.length === 0 ? (
        <Paragraph>{t.scopePicker.empty}</Paragraph>
      ) : (
        <DataTable
          caption={t.scopePicker.caption}
          rows={shown}
          keyOf={(scope) => scope}
          columns={[
            { name: t.scopePicker.scope, kind: 'row', cell: (scope) => scope },
            { name: t.scopePicker.description, cell: (scope) => known.get(scope)?.description },
            {
              name: t.scopePicker.access,
              cell: (scope) =>
                usable.isSuccess && open.isSuccess && <Access granted={known.get(scope)?.access === true} />,
            },
            {
              name: t.common.remove,
              kind: 'actions',
              cell: (scope) => (
                <Button
                  variant="tertiary"
                  data-size="sm"
                  aria-label={t.scopePicker.removeLabel(scope)}
                  onClick={() => void remove(scope)}
                >
                  {t.common.remove}
                </Button>
              ),
            },
          ]}
        />
      )}
      <div className="row">
        <ScopePicker
          name={client.client_id}
          organization={organization}
          label={t.scopePicker.add}
          chosen={client.scopes}
          onChoose={async (chosen) => {
            await save(chosen);
            say(t.scopePicker.saved);
          }}
        />
      </div>
    </div>
  );
}

function Access({ granted }: { readonly granted: boolean }) {
  const { t } = useTexts();
  return granted ? (
    <Tag data-color="success">{t.scopePicker.hasAccess}</Tag>
  ) : (
    <Tag data-color="warning">{t.scopePicker.noAccess}</Tag>
  );
}

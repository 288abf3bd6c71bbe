import { Button, Paragraph, Table, Tag } from '@digdir/designsystemet-react';
import { useMemo, useState } from 'react';
import { useChangeClient, usePublicScopes, useUsableScopes } from '../api/selfservice.ts';
import type { Client } from '../api/types.ts';
import { Failure } from '../components/failure.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { useSay } from '../components/status.tsx';
import { useTexts } from '../texts/index.tsx';
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
  const save = (scopes: readonly string[]) =>
    change.mutateAsync({
      client,
      form: {
        name: client.client_name,
        description: client.description,
        lifetime: client.access_token_lifetime,
        scopes,
      },
    });
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
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className="scrolling" tabIndex={0} aria-label={t.scopePicker.caption}>
          <Table border>
            <caption className="ds-sr-only">{t.scopePicker.caption}</caption>
            <Table.Head>
              <Table.Row>
                <Table.HeaderCell scope="col">{t.scopePicker.scope}</Table.HeaderCell>
                <Table.HeaderCell scope="col">{t.scopePicker.description}</Table.HeaderCell>
                <Table.HeaderCell scope="col">{t.scopePicker.access}</Table.HeaderCell>
                <Table.HeaderCell scope="col">
                  <span className="ds-sr-only">{t.common.remove}</span>
                </Table.HeaderCell>
              </Table.Row>
            </Table.Head>
            <Table.Body>
              {shown.map((scope) => (
                <Table.Row key={scope}>
                  <Table.HeaderCell scope="row">{scope}</Table.HeaderCell>
                  <Table.Cell>{known.get(scope)?.description}</Table.Cell>
                  <Table.Cell>
                    {usable.isSuccess && open.isSuccess && <Access granted={known.get(scope)?.access === true} />}
                  </Table.Cell>
                  <Table.Cell>
                    <Button
                      variant="tertiary"
                      data-size="sm"
                      aria-label={t.scopePicker.removeLabel(scope)}
                      onClick={() => void remove(scope)}
                    >
                      {t.common.remove}
                    </Button>
                  </Table.Cell>
                </Table.Row>
              ))}
            </Table.Body>
          </Table>
        </section>
      )}
      <div className="row">
        <ScopePicker
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

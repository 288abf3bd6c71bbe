import { Button, Checkbox, Field, Fieldset, Label, Paragraph, Select, Tag } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Name } from '../components/name.tsx';
import { ScopeName } from '../components/scope-name.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { filtered, type ScopeChoice, type ScopeFilter } from './scope-choice.ts';
import { useTexts } from './words.ts';

const FILTERS = ['granted', 'open', 'delegated', 'all'] as const;
/** There may be thousands; so many are shown at a time. */
const WINDOW = 50;

/** The scopes that one may choose among, searched and filtered. */
export function ScopeList(props: {
  readonly choices: readonly ScopeChoice[];
  readonly ticked: ReadonlySet<string>;
  readonly onTick: (name: string, on: boolean) => void;
}) {
  const { t } = useTexts();
  const [filter, setFilter] = useState<ScopeFilter>('granted');
  const [words, setWords] = useState('');
  const [most, setMost] = useState(WINDOW);
  const found = filtered(props.choices, filter, words);
  const names: Readonly<Record<ScopeFilter, string>> = {
    granted: t.scopePicker.granted,
    open: t.scopePicker.openToAll,
    delegated: t.scopePicker.delegated,
    all: t.scopePicker.everything,
  };
  return (
    <div className="stack tight">
      <SearchBox label={t.scopePicker.search} value={words} hits={found.length} onChange={setWords} />
      <Field>
        <Label>{t.scopePicker.filter}</Label>
        <Select
          value={filter}
          onChange={(event) => setFilter(FILTERS.find((name) => name === event.target.value) ?? 'all')}
        >
          {FILTERS.map((name) => (
            <Select.Option key={name} value={name}>
              {names[name]}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Fieldset className="pane">
        <Fieldset.Legend>{t.scopePicker.list}</Fieldset.Legend>
        {found.length === 0 && <Paragraph>{t.scopePicker.noHits}</Paragraph>}
        {found.slice(0, most).map((choice) => (
          <Choice
            key={choice.name}
            choice={choice}
            ticked={props.ticked.has(choice.name)}
            onTick={(on) => props.onTick(choice.name, on)}
          />
        ))}
        {found.length > most && (
          <Button type="button" variant="tertiary" data-size="sm" onClick={() => setMost(most + WINDOW)}>
            {t.scopeDesk.more(Math.min(WINDOW, found.length - most))}
          </Button>
        )}
      </Fieldset>
    </div>
  );
}

function Choice(props: {
  readonly choice: ScopeChoice;
  readonly ticked: boolean;
  readonly onTick: (on: boolean) => void;
}) {
  const { t } = useTexts();
  const { name, description, access } = props.choice;
  return (
    <Checkbox
      label={
        <span className="long">
          <ScopeName of={name} />{' '}
          {!access && (
            <Tag data-color="warning" data-size="sm">
              {t.scopePicker.noAccess}
            </Tag>
          )}
        </span>
      }
      description={<Name of={description} />}
      value={name}
      checked={props.ticked}
      onChange={(event) => props.onTick(event.target.checked)}
    />
  );
}

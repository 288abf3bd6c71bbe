import { Field, Label, Search, Select, Switch } from '@digdir/designsystemet-react';
import { isolated } from '../texts/names.ts';
import { type Filter, KINDS } from './filter.ts';
import { useTexts } from './words.ts';

/** What one looks for in the log. @param names of the clients; undefined where there is but one @param seen those that have asked for something */
export function LogFilters(props: {
  readonly filter: Filter;
  readonly names: ReadonlyMap<string, string> | undefined;
  readonly seen: ReadonlySet<string | undefined>;
  readonly hits: number;
  readonly onChange: (change: Partial<Filter>) => void;
}) {
  const { filter, names, seen, hits, onChange } = props;
  const { t } = useTexts();
  const words = t.liveLog.filter;
  return (
    <search className="log-filters" aria-label={words.label} data-size="sm">
      <Field>
        <Label>{words.text}</Label>
        <Search>
          <Search.Input
            value={filter.text}
            maxLength={100}
            onChange={(event) => onChange({ text: event.target.value })}
          />
          <Search.Clear aria-label={t.common.clear} />
        </Search>
        <span role="status" className="ds-sr-only">
          {filter.text !== '' && t.common.results(hits)}
        </span>
      </Field>
      {names && (
        <Field>
          <Label>{words.client}</Label>
          <Select value={filter.client} onChange={(event) => onChange({ client: event.target.value })}>
            <Select.Option value="">{words.anyClient}</Select.Option>
            {filter.client !== '' && !names.has(filter.client) && (
              <Select.Option value={filter.client}>{filter.client}</Select.Option>
            )}
            {[...names]
              .filter(([id]) => seen.has(id) || id === filter.client)
              .map(([id, name]) => (
                <Select.Option key={id} value={id}>
                  {isolated(name)}
                </Select.Option>
              ))}
          </Select>
        </Field>
      )}
      <Field>
        <Label>{words.kind}</Label>
        <Select
          value={filter.kind}
          onChange={({ target: { value } }) => onChange({ kind: KINDS.find((kind) => kind === value) ?? '' })}
        >
          <Select.Option value="">{words.anyKind}</Select.Option>
          {KINDS.map((kind) => (
            <Select.Option key={kind} value={kind}>
              {t.liveLog.kinds[kind]}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Switch
        label={words.refusedOnly}
        checked={filter.outcome === 'refused'}
        onChange={(event) => onChange({ outcome: event.target.checked ? 'refused' : '' })}
      />
    </search>
  );
}

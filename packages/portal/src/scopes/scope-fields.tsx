import { Checkbox, Field, Fieldset, Label, Select, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { useTexts } from '../texts/index.tsx';
import { CLIENT_TYPES, type ScopeFaults, type ScopeFields, VISIBILITIES } from './scope-form.ts';

/** The fields of a scope. @param prefixes to choose from; none when the scope exists, for its name never changes */
export function ScopeFieldset(props: {
  readonly fields: ScopeFields;
  readonly faults: ScopeFaults;
  readonly prefixes?: readonly string[];
  readonly onChange: (fields: ScopeFields) => void;
}) {
  const { t } = useTexts();
  const { fields, faults, prefixes } = props;
  const change = (part: Partial<ScopeFields>) => props.onChange({ ...fields, ...part });
  return (
    <>
      {prefixes && (
        <>
          <Field>
            <Label>{t.scopes.prefix}</Label>
            <Select id="prefix" value={fields.prefix} onChange={(event) => change({ prefix: event.target.value })}>
              {prefixes.map((prefix) => (
                <Select.Option key={prefix} value={prefix}>
                  {prefix}
                </Select.Option>
              ))}
            </Select>
          </Field>
          <Textfield
            id="subscope"
            label={`${t.scopes.subscope} *`}
            description={t.scopes.subscopeHelp}
            prefix={`${fields.prefix}:`}
            value={fields.subscope}
            error={faults.subscope}
            aria-required="true"
            autoComplete="off"
            onChange={(event) => change({ subscope: event.target.value })}
          />
        </>
      )}
      <Textfield
        id="description"
        label={`${t.scopes.description} *`}
        value={fields.description}
        error={faults.description}
        aria-required="true"
        autoComplete="off"
        onChange={(event) => change({ description: event.target.value })}
      />
      <Fieldset id="types" tabIndex={-1}>
        <Fieldset.Legend>{`${t.scopes.types} *`}</Fieldset.Legend>
        {CLIENT_TYPES.map((type) => (
          <Checkbox
            key={type}
            label={type}
            value={type}
            checked={fields.types.includes(type)}
            onChange={(event) =>
              change({
                types: event.target.checked ? [...fields.types, type] : fields.types.filter((other) => other !== type),
              })
            }
          />
        ))}
        {faults.types !== undefined && <ValidationMessage>{faults.types}</ValidationMessage>}
      </Fieldset>
      <Field>
        <Label>{t.scopes.visibility}</Label>
        <Select
          value={fields.visibility}
          onChange={(event) =>
            change({ visibility: VISIBILITIES.find((one) => one === event.target.value) ?? fields.visibility })
          }
        >
          {VISIBILITIES.map((visibility) => (
            <Select.Option key={visibility} value={visibility}>
              {t.scopes[visibility]}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Checkbox
        label={t.scopes.openToAll}
        value="open"
        checked={fields.openToAll}
        onChange={(event) => change({ openToAll: event.target.checked })}
      />
      <Checkbox
        label={t.scopes.delegation}
        value="delegation"
        checked={fields.delegation}
        onChange={(event) => change({ delegation: event.target.checked })}
      />
      <Textfield
        id="atMaxAge"
        label={t.scopes.atMaxAge}
        value={fields.atMaxAge}
        error={faults.atMaxAge}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => change({ atMaxAge: event.target.value })}
      />
    </>
  );
}

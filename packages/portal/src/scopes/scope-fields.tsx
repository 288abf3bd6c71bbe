import { Checkbox, Field, Fieldset, Label, Select, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { CLIENT_TYPES, type ScopeFaults, type ScopeFields, type ScopeFieldsProps, VISIBILITIES } from './scope-form.ts';
import { MoreScopeFields } from './scope-more-fields.tsx';
import { useTexts } from './words.ts';

/**
 * The fields of a scope.
 * @param prefixes to choose from; none when the scope exists, for its name never changes
 * @param source issuer through which access is delegated
 */
export function ScopeFieldset(props: {
  readonly fields: ScopeFields;
  readonly faults: ScopeFaults;
  readonly prefixes?: readonly string[];
  readonly source: string;
  readonly onChange: (fields: ScopeFields) => void;
}) {
  const { t } = useTexts();
  const { fields, faults, prefixes } = props;
  const change = (part: Partial<ScopeFields>) => props.onChange({ ...fields, ...part });
  const each = { fields, faults, onChange: change };
  return (
    <>
      {prefixes && <Name {...each} prefixes={prefixes} />}
      <Textfield
        id="description"
        label={`${t.scopes.description} *`}
        value={fields.description}
        error={faults.description}
        aria-required="true"
        autoComplete="off"
        onChange={(event) => change({ description: event.target.value })}
      />
      <Types {...each} />
      <WhoMay {...each} source={props.source} />
      <Textfield
        id="atMaxAge"
        label={t.scopes.atMaxAge}
        description={t.scopes.atMaxAgeHelp}
        value={fields.atMaxAge}
        error={faults.atMaxAge}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => change({ atMaxAge: event.target.value })}
      />
      <MoreScopeFields {...each} />
    </>
  );
}

function Name({ fields, faults, prefixes, onChange }: ScopeFieldsProps & { readonly prefixes: readonly string[] }) {
  const { t } = useTexts();
  return (
    <>
      <Field>
        <Label>{t.scopes.prefix}</Label>
        <Select id="prefix" value={fields.prefix} onChange={(event) => onChange({ prefix: event.target.value })}>
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
        onChange={(event) => onChange({ subscope: event.target.value })}
      />
    </>
  );
}

function Types({ fields, faults, onChange }: ScopeFieldsProps) {
  const { t } = useTexts();
  const tick = (type: ScopeFields['types'][number], on: boolean) =>
    onChange({ types: on ? [...fields.types, type] : fields.types.filter((other) => other !== type) });
  return (
    <Fieldset id="types" tabIndex={-1}>
      <Fieldset.Legend>{`${t.scopes.types} *`}</Fieldset.Legend>
      {CLIENT_TYPES.map((type) => (
        <Checkbox
          key={type}
          label={t.scopeUse.types[type] ?? type}
          {...(t.scopeUse.types[type] !== undefined && { description: <code>{type}</code> })}
          value={type}
          checked={fields.types.includes(type)}
          onChange={(event) => tick(type, event.target.checked)}
        />
      ))}
      {faults.types !== undefined && <ValidationMessage>{faults.types}</ValidationMessage>}
    </Fieldset>
  );
}

function WhoMay({ fields, source, onChange }: ScopeFieldsProps & { readonly source: string }) {
  const { t } = useTexts();
  return (
    <>
      <Field>
        <Label>{t.scopes.visibility}</Label>
        <Field.Description>{t.scopeUse.visibilityHelp[fields.visibility]}</Field.Description>
        <Select
          value={fields.visibility}
          onChange={(event) =>
            onChange({ visibility: VISIBILITIES.find((one) => one === event.target.value) ?? fields.visibility })
          }
        >
          {/* One that is Digdir's own stays what it is until it is made another. */}
          {[...new Set([...VISIBILITIES, fields.visibility])].map((visibility) => (
            <Select.Option key={visibility} value={visibility}>
              {t.scopes[visibility]}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Checkbox
        label={t.scopes.openToAll}
        description={t.scopeUse.openToAllHelp}
        value="open"
        checked={fields.openToAll}
        onChange={(event) => onChange({ openToAll: event.target.checked })}
      />
      <Checkbox
        label={t.scopes.delegation}
        description={t.scopeUse.delegationHelp(source)}
        value="delegation"
        checked={fields.delegation}
        onChange={(event) => onChange({ delegation: event.target.checked })}
      />
    </>
  );
}

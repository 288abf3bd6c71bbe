import { Checkbox, Details, Field, Fieldset, Label, Select, Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { counterOf } from '../components/counter.ts';
import { INVOLVEMENTS, type Involvement, newScope, type ScopeFieldsProps, TOKEN_TYPES } from './scope-form.ts';
import { useTexts } from './words.ts';

const MAX_LONG = 1023;

/** Settings that most scopes do without; open from the start where one of them is used, or wrong. */
export function MoreScopeFields(props: ScopeFieldsProps) {
  const { t } = useTexts();
  const { fields, faults } = props;
  const plain = newScope('');
  const used = (['longDescription', 'tokenType', 'audience', 'maxLifetime'] as const).some(
    (name) => fields[name] !== plain[name],
  );
  const [open, setOpen] = useState(used || fields.involvement.length > 0);
  const wrong = faults.longDescription ?? faults.audience ?? faults.maxLifetime;
  return (
    <Details open={open || wrong !== undefined} onToggle={() => setOpen(!open)}>
      <Details.Summary>{t.scopeUse.more}</Details.Summary>
      <Details.Content>
        <div className="stack">
          <Token {...props} />
          <UserInvolvement {...props} />
        </div>
      </Details.Content>
    </Details>
  );
}

function Token({ fields, faults, onChange }: ScopeFieldsProps) {
  const { t } = useTexts();
  const words = t.scopeUse;
  return (
    <>
      <Textfield
        id="longDescription"
        multiline
        rows={3}
        label={words.longDescription}
        value={fields.longDescription}
        error={faults.longDescription}
        {...counterOf(t, MAX_LONG, faults.longDescription)}
        onChange={(event) => onChange({ longDescription: event.target.value })}
      />
      <Field>
        <Label>{words.tokenType}</Label>
        <Field.Description>{words.tokenTypeHelp}</Field.Description>
        <Select
          value={fields.tokenType}
          onChange={(event) =>
            onChange({ tokenType: TOKEN_TYPES.find((one) => one === event.target.value) ?? fields.tokenType })
          }
        >
          {TOKEN_TYPES.map((type) => (
            <Select.Option key={type} value={type}>
              {words.tokenTypes[type]}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Textfield
        id="audience"
        label={words.audience}
        description={words.audienceHelp}
        value={fields.audience}
        error={faults.audience}
        maxLength={500}
        autoComplete="off"
        onChange={(event) => onChange({ audience: event.target.value })}
      />
      <Textfield
        id="maxLifetime"
        label={words.maxLifetime}
        description={words.maxLifetimeHelp}
        value={fields.maxLifetime}
        error={faults.maxLifetime}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => onChange({ maxLifetime: event.target.value })}
      />
    </>
  );
}

function UserInvolvement({ fields, onChange }: ScopeFieldsProps) {
  const { t } = useTexts();
  const tick = (one: Involvement, on: boolean) =>
    onChange({ involvement: on ? [...fields.involvement, one] : fields.involvement.filter((other) => other !== one) });
  return (
    <Fieldset>
      <Fieldset.Legend>{t.scopeUse.involvement}</Fieldset.Legend>
      <Fieldset.Description>{t.scopeUse.involvementHelp}</Fieldset.Description>
      {INVOLVEMENTS.map((one) => (
        <Checkbox
          key={one}
          label={t.scopeUse.involvements[one]}
          value={one}
          checked={fields.involvement.includes(one)}
          onChange={(event) => tick(one, event.target.checked)}
        />
      ))}
    </Fieldset>
  );
}

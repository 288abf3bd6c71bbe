import { Fieldset, Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useFoundClients } from '../api/situations.ts';
import { Combobox } from '../components/combobox.tsx';
import { OrganizationPicker } from '../organizations/organization-field.tsx';
import { useSystemNames } from './names.ts';
import type { Scopes } from './scopes.ts';
import { useTexts } from './words.ts';

interface FieldsProps {
  readonly scopes: Scopes;
  readonly onChange: (next: Scopes) => void;
}

/** For whom a situation is to be started: who is known is found by name, and what nobody has registered is taken as it is written. */
export function ScopeFields({ scopes, onChange }: FieldsProps) {
  const { t } = useTexts();
  const words = t.situations;
  const field = (scope: keyof Scopes) => ({
    id: `for-${scope}`,
    label: words.scopes[scope],
    error: undefined,
    optional: true,
    value: scopes[scope],
    onChange: (value: string) => onChange({ ...scopes, [scope]: value }),
  });
  const systems = useSystemNames();
  return (
    <Fieldset data-size="sm">
      <Fieldset.Legend>{words.scope}</Fieldset.Legend>
      <Fieldset.Description>{words.scopeHelp}</Fieldset.Description>
      <div className="situation-scopes">
        <ClientPicker {...field('client')} />
        <Combobox
          {...field('system')}
          description={words.systemHelp}
          choices={[...systems].map(([id, name]) => ({ value: id, label: name, detail: id }))}
        />
        <OrganizationPicker {...field('customer')} />
        <Textfield
          id="for-externalRef"
          label={words.scopes.externalRef}
          description={words.referenceHelp}
          maxLength={255}
          autoComplete="off"
          spellCheck={false}
          value={scopes.externalRef}
          onChange={({ target }) => onChange({ ...scopes, externalRef: target.value })}
        />
      </div>
    </Fieldset>
  );
}

/** A client of any organisation: what is tested may be another's. */
function ClientPicker(props: {
  readonly id: string;
  readonly label: string;
  readonly error: string | undefined;
  readonly optional: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTexts();
  const [written, setWritten] = useState(props.value);
  const { data: found = [], isError: failed } = useFoundClients(written);
  const choices = found.map(({ clientId, name }) => ({ value: clientId, label: name, detail: clientId }));
  return (
    <Combobox {...props} description={t.situations.clientHelp} choices={choices} failed={failed} onWrite={setWritten} />
  );
}

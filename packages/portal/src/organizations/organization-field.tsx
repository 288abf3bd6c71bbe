import { Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useEnvironment } from '../api/portal.ts';
import { Combobox } from '../components/combobox.tsx';
import { useTexts } from '../texts/index.tsx';
import { useAllOrganizations } from './all-organizations.ts';

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly error: string | undefined;
  readonly optional?: boolean;
  /** What the field is for, where its label does not say all. */
  readonly help?: string;
  /** An organisation number, as it is written. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** An organisation by a part of its name or number; a number that is not in the list is taken too. */
export function OrganizationPicker({ help, ...props }: FieldProps) {
  const { t } = useTexts();
  const [written, setWritten] = useState(props.value);
  const found = useAllOrganizations(written);
  const { organizationHelp } = t.combobox;
  const description = help === undefined ? organizationHelp : `${help} ${organizationHelp}`;
  return <Combobox {...props} {...found} description={description} onWrite={setWritten} />;
}

/** Whether organisations can be searched by name: whose customers they are is nobody's to know outside a sandbox. */
export const useHasRegister = (): boolean => useEnvironment().data?.mode === 'sandbox';

/**
 * An organisation: searched by name or number where there is a sandbox, by its number alone elsewhere.
 * @param props.description what is to be written where the number is all there is
 */
export function OrganizationField(props: FieldProps & { readonly description?: string }) {
  const { id, label, help, description = help, error, optional, value, onChange } = props;
  if (useHasRegister())
    return (
      <OrganizationPicker
        id={id}
        label={label}
        error={error}
        {...(optional ? { optional } : {})}
        {...(help === undefined ? {} : { help })}
        value={value}
        onChange={onChange}
      />
    );
  return (
    <Textfield
      id={id}
      label={optional ? label : `${label} *`}
      description={description}
      value={value}
      error={error}
      maxLength={20}
      inputMode="numeric"
      aria-required={!optional}
      autoComplete="off"
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

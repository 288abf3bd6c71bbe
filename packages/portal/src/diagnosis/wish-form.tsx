import { Button, Field, Label, Paragraph, Select, Textfield } from '@digdir/designsystemet-react';
import { type FormEvent, useEffect, useState } from 'react';
import { RequiredNote } from '../components/required-note.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { OrganizationField } from '../organizations/organization-field.tsx';
import { KeyField } from '../try-it/key-field.tsx';
import type { OwnKey } from '../try-it/key-file.ts';
import { FOR, faultsOf, NO_WISH, tidied, type Wish, type WishFault } from './wish.ts';
import { useTexts } from './words.ts';

/** What is to be looked at beside the client itself. It is kept until it has been looked at, but for the key. */
export function WishForm(props: {
  readonly clientId: string;
  readonly keyName: string | undefined;
  readonly onKeys: (keys: readonly OwnKey[]) => void;
  readonly busy: boolean;
  /** What was asked for last has been looked at. */
  readonly isSeen: boolean;
  readonly onLook: (wish: Wish) => void;
}) {
  const { clientId, keyName, busy } = props;
  const kept = useKept(`diagnosis ${clientId}`, NO_WISH);
  const { t } = useTexts();
  const [faults, setFaults] = useState<readonly WishFault[]>([]);
  const { acts } = kept.value;
  const { isSeen } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each look; what is written after it is kept again
  useEffect(() => {
    if (isSeen) kept.clear();
  }, [isSeen]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wish = tidied(kept.value);
    const wrong = faultsOf(wish);
    setFaults(wrong);
    if (wrong.length === 0) return props.onLook(wish);
    const [first] = wrong;
    if (event.target instanceof HTMLFormElement && first !== undefined)
      event.target.querySelector<HTMLInputElement>(`#${idOf(first)}`)?.focus();
  };
  const faultOf = (name: keyof Wish): string | undefined => {
    const fault = faults.find((one) => one === name);
    return fault && t.diagnosis.faults[fault];
  };
  const field = (name: Exclude<keyof Wish, 'acts' | 'customer'>, more: { help?: string; required?: boolean } = {}) => (
    <Textfield
      id={idOf(name)}
      label={more.required ? `${t.diagnosis[name]} *` : t.diagnosis[name]}
      aria-required={more.required ?? false}
      {...(more.help === undefined ? {} : { description: more.help })}
      maxLength={MAX_FIELD}
      autoComplete="off"
      error={faultOf(name)}
      value={kept.value[name]}
      onChange={({ target }) => kept.set((before) => ({ ...before, [name]: target.value }))}
    />
  );
  return (
    <form className="stack" noValidate onSubmit={submit}>
      {(acts !== 'itself' || kept.value.resource !== '') && <RequiredNote />}
      <KeptNotice of={kept} />
      <Field>
        <Label>{t.diagnosis.acts}</Label>
        <Select
          value={acts}
          onChange={({ target }) =>
            kept.set((before) => ({ ...before, acts: FOR.find((one) => one === target.value) ?? 'itself' }))
          }
        >
          {FOR.map((one) => (
            <Select.Option key={one} value={one}>
              {t.diagnosis.actsFor[one]}
            </Select.Option>
          ))}
        </Select>
      </Field>
      {acts !== 'itself' && (
        <OrganizationField
          id={idOf('customer')}
          label={t.diagnosis.customer}
          error={faultOf('customer')}
          value={kept.value.customer}
          onChange={(customer) => kept.set((before) => ({ ...before, customer }))}
        />
      )}
      {acts === 'system-user' && field('reference', { help: t.diagnosis.referenceHelp })}
      {acts === 'system-user' && field('redirect', { help: t.diagnosis.redirectHelp })}
      {field('resource', { help: t.diagnosis.resourceHelp })}
      {kept.value.resource !== '' && field('action', { required: true })}
      <KeyField onKeys={props.onKeys} />
      <Paragraph data-size="sm" role="status">
        {keyName === undefined ? t.diagnosis.keyHelp : t.diagnosis.withKey(keyName)}
      </Paragraph>
      <div>
        <Button type="submit" loading={busy}>
          {t.diagnosis.again}
        </Button>
      </div>
    </form>
  );
}

const MAX_FIELD = 500;
const idOf = (name: keyof Wish): string => `wish-${name}`;

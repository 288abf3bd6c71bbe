import { Textfield } from '@digdir/designsystemet-react';
import { counterOf } from '../components/counter.ts';
import { type ListFaults, type ListFields, MAX_DESCRIPTION } from './list-form.ts';
import { useTexts } from './words.ts';

/** The fields of a list. @param isNew its identifier can still be chosen */
export function ListFieldset(props: {
  readonly fields: ListFields;
  readonly faults: ListFaults;
  readonly isNew: boolean;
  readonly onChange: (fields: ListFields) => void;
}) {
  const { t } = useTexts();
  const { fields, faults } = props;
  const words = t.accessLists;
  const change = (part: Partial<ListFields>) => props.onChange({ ...fields, ...part });
  return (
    <>
      <Textfield
        id="name"
        label={`${words.name} *`}
        description={words.nameHelp}
        value={fields.name}
        error={faults.name}
        aria-required="true"
        autoComplete="off"
        dir="auto"
        onChange={({ target }) => change({ name: target.value })}
      />
      {props.isNew && (
        <Textfield
          id="identifier"
          label={`${words.id} *`}
          description={words.idHelp}
          value={fields.identifier}
          error={faults.identifier}
          aria-required="true"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={({ target }) => change({ identifier: target.value })}
        />
      )}
      <Textfield
        id="description"
        multiline
        rows={4}
        label={words.description}
        description={words.descriptionHelp}
        value={fields.description}
        error={faults.description}
        dir="auto"
        {...counterOf(t, MAX_DESCRIPTION, faults.description)}
        onChange={({ target }) => change({ description: target.value })}
      />
    </>
  );
}

import { Textfield } from '@digdir/designsystemet-react';
import { counterOf } from '../components/counter.ts';
import { useTexts } from '../texts/index.tsx';
import { type ClientFaults, type ClientFields, MAX_DESCRIPTION } from './client-form.ts';

/** The fields that a person fills in, with what is wrong at each. */
export function ClientFieldset(props: {
  readonly fields: ClientFields;
  readonly faults: ClientFaults;
  readonly onChange: (fields: ClientFields) => void;
}) {
  const { t } = useTexts();
  const { fields, faults } = props;
  const change = (part: Partial<ClientFields>) => props.onChange({ ...fields, ...part });
  return (
    <>
      <Textfield
        id="name"
        label={`${t.client.name} *`}
        description={t.client.nameHelp}
        value={fields.name}
        error={faults.name}
        aria-required="true"
        autoComplete="off"
        onChange={(event) => change({ name: event.target.value })}
      />
      <Textfield
        id="description"
        multiline
        rows={3}
        label={`${t.client.description} *`}
        description={t.client.descriptionHelp}
        value={fields.description}
        error={faults.description}
        aria-required="true"
        {...counterOf(t, MAX_DESCRIPTION, faults.description)}
        onChange={(event) => change({ description: event.target.value })}
      />
      <Textfield
        id="lifetime"
        label={t.client.lifetime}
        description={t.clientDesk.lifetimeHelp}
        value={fields.lifetime}
        error={faults.lifetime}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => change({ lifetime: event.target.value })}
      />
    </>
  );
}

import { Button, Field, Heading, Label, Select, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { type FormEvent, useId, useState } from 'react';
import { useAttempt } from '../components/attempt.ts';
import { Failure } from '../components/failure.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { isolated } from '../texts/names.ts';
import { actionsIn } from './list-form.ts';
import { useTexts } from './words.ts';

export interface Choice {
  readonly id: string;
  readonly name: string;
}

/** Chooses what is connected, and for which actions. @param props.keptAs names what is kept of it */
export function ConnectForm(props: {
  readonly keptAs: string;
  readonly title: string;
  readonly label: string;
  /** In the place of a choice. */
  readonly choose: string;
  readonly missing: string;
  readonly choices: readonly Choice[];
  readonly onConnect: (chosen: Choice, actions: readonly string[]) => Promise<unknown>;
}) {
  const { t } = useTexts();
  const words = t.accessLists.resource;
  const id = useId();
  const kept = useKept(props.keptAs, { chosen: '', actions: '' });
  const { chosen, actions } = kept.value;
  const [faults, setFaults] = useState<{ readonly chosen?: string; readonly actions?: string }>({});
  const { busy, error, run } = useAttempt();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const choice = props.choices.find((one) => one.id === chosen);
    const listed = actionsIn(actions);
    setFaults({
      ...(choice ? {} : { chosen: props.missing }),
      ...(listed ? {} : { actions: words.actionsInvalid }),
    });
    if (!choice) document.getElementById(id)?.focus();
    void run(async () => {
      if (!choice || !listed) return;
      await props.onConnect(choice, listed);
      kept.reset();
    });
  };
  return (
    <form className="stack prose form-part" noValidate onSubmit={submit}>
      <Heading level={2} data-size="xs">
        {props.title}
      </Heading>
      <KeptNotice of={kept} />
      <RequiredNote />
      <Field>
        <Label htmlFor={id}>{props.label} *</Label>
        <Select
          id={id}
          value={chosen}
          aria-required="true"
          aria-invalid={faults.chosen !== undefined}
          onChange={({ target }) => kept.set({ chosen: target.value, actions })}
        >
          <Select.Option value="">{props.choose} …</Select.Option>
          {props.choices.map((one) => (
            <Select.Option key={one.id} value={one.id}>
              {isolated(one.name)} ({one.id})
            </Select.Option>
          ))}
        </Select>
        {faults.chosen !== undefined && <ValidationMessage>{faults.chosen}</ValidationMessage>}
      </Field>
      <Textfield
        label={words.actions}
        description={words.actionsHelp}
        value={actions}
        error={faults.actions}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={({ target }) => kept.set({ chosen, actions: target.value })}
      />
      {error !== undefined && <Failure error={error} />}
      <div className="row">
        <Button type="submit" loading={busy}>
          {words.connect}
        </Button>
      </div>
    </form>
  );
}

import { Button, Fieldset, Heading, Paragraph, Radio, Textfield } from '@digdir/designsystemet-react';
import { type FormEvent, useId, useState } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { FaultSummary } from '../components/fault-summary.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { useTexts } from '../texts/index.tsx';
import { ChosenList } from './chosen-list.tsx';
import type { RowWish } from './edit-policy.ts';
import { useActionName, useSubjectChoices, useSubjectName } from './names.ts';
import { type Term, termOf, urnOf } from './policy-table.ts';

/** A row being filled in. It is put into the policy's text when it is done. */
export function RowEditor(props: {
  readonly title: string;
  /** Which row of which policy, for what is kept of it. */
  readonly name: string;
  readonly start: RowWish;
  /** False: where the row holds is written in a way that cannot be changed here. */
  readonly isPlaceEditable: boolean;
  /** Actions that the policy names already. */
  readonly knownActions: readonly string[];
  readonly onDone: (wish: RowWish) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTexts();
  const heading = useId();
  const kept = useKept(props.name, props.start);
  const { value: wish, set: setWish } = kept;
  const [faults, setFaults] = useState<readonly { readonly field: string; readonly message: string }[]>([]);
  const [attempt, setAttempt] = useState(0);
  const nameOfSubject = useSubjectName();
  const nameOfAction = useActionName();
  const subjects = useSubjectChoices();
  const actions = [...new Set([...props.knownActions, ...Object.keys(t.playground.actions)])];
  const fault = (field: string) => faults.find((one) => one.field === field)?.message;
  const named = (urn: string) => nameOfSubject(termOf(urn) ?? { id: '', value: urn });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = [
      ...(wish.subjects.length === 0 ? [{ field: 'row-subjects', message: t.policy.subjectRequired }] : []),
      ...(wish.actions.length === 0 ? [{ field: 'row-actions', message: t.policy.actionRequired }] : []),
    ];
    setFaults(found);
    setAttempt(attempt + 1);
    if (found.length > 0) return;
    kept.clear();
    props.onDone(wish);
  };
  const close = () => {
    kept.clear();
    props.onClose();
  };
  const accept = (text: string) => (termOf(text) ? text : undefined);
  return (
    <Dialog open onClose={close} closeButton={t.common.close} aria-labelledby={heading} className="wide">
      <form className="stack" noValidate onSubmit={submit}>
        <Heading level={2} data-size="sm" id={heading}>
          {props.title}
        </Heading>
        <KeptNotice of={kept} />
        <FaultSummary faults={faults} attempt={attempt} />
        <RequiredNote />
        <Textfield
          label={t.policy.description}
          maxLength={500}
          value={wish.description}
          onChange={(event) => setWish({ ...wish, description: event.target.value })}
        />
        <Fieldset>
          <Fieldset.Legend>{t.policy.effect}</Fieldset.Legend>
          <div className="row wide-gap">
            {(['Permit', 'Deny'] as const).map((effect) => (
              <Radio
                key={effect}
                name="effect"
                label={t.policy[effect]}
                value={effect}
                checked={wish.effect === effect}
                onChange={() => setWish({ ...wish, effect })}
              />
            ))}
          </div>
        </Fieldset>
        <ChosenList
          id="row-subjects"
          required
          label={t.policy.subjects}
          add={t.policy.addTo.subjects}
          description={t.policy.subjectsHelp}
          error={fault('row-subjects')}
          chosen={wish.subjects.map(urnOf)}
          nameOf={named}
          choices={subjects}
          accept={accept}
          refusal={t.policy.termInvalid}
          onChange={(urns) => setWish({ ...wish, subjects: termsOf(urns) })}
        />
        <ChosenList
          id="row-actions"
          required
          label={t.policy.actions}
          add={t.policy.addTo.actions}
          description={t.policy.actionsHelp}
          error={fault('row-actions')}
          chosen={wish.actions}
          nameOf={nameOfAction}
          choices={actions.map((value) => ({ value, label: nameOfAction(value) }))}
          accept={(text) => (text === '' ? undefined : text)}
          refusal={t.policy.actionRequired}
          onChange={(chosen) => setWish({ ...wish, actions: chosen })}
        />
        {props.isPlaceEditable ? (
          <ChosenList
            id="row-within"
            label={t.policy.within}
            add={t.policy.addTo.within}
            description={t.policy.withinHelp}
            error={undefined}
            chosen={wish.within.map(urnOf)}
            nameOf={(urn) => urn}
            choices={[]}
            accept={accept}
            refusal={t.policy.termInvalid}
            onChange={(urns) => setWish({ ...wish, within: termsOf(urns) })}
          />
        ) : (
          <Paragraph>{t.policy.withinFixed}</Paragraph>
        )}
        <div className="row">
          <Button type="submit">{t.policy.done}</Button>
          <Button type="button" variant="secondary" onClick={close}>
            {t.common.cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const termsOf = (urns: readonly string[]): readonly Term[] => urns.flatMap((urn) => termOf(urn) ?? []);

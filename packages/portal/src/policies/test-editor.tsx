import { Button, Field, Heading, Label, Select, Textfield } from '@digdir/designsystemet-react';
import { type FormEvent, useId, useState } from 'react';
import { useFoundParties } from '../api/authorization.ts';
import type { PolicyTest, TestSubject } from '../api/types.ts';
import { Combobox } from '../components/combobox.tsx';
import { Dialog } from '../components/dialog.tsx';
import { FaultSummary } from '../components/fault-summary.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { useTexts } from '../texts/index.tsx';
import { useActionName } from './names.ts';
import { EMPTY_TEST, type TestField, testFaults, tidiedTest } from './test-form.ts';

const SUBJECTS: readonly TestSubject[] = ['person', 'organization', 'systemUser'];
const EXPECTED = ['Permit', 'Deny', 'NotApplicable'] as const;

/** A new test being filled in. */
export function TestEditor(props: {
  readonly resource: string;
  readonly actions: readonly string[];
  readonly onDone: (test: PolicyTest) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTexts();
  const heading = useId();
  const kept = useKept(`test ${props.resource}`, EMPTY_TEST);
  const test = kept.value;
  const change = (part: Partial<PolicyTest>) => kept.set((before) => ({ ...before, ...part }));
  const [faults, setFaults] = useState<ReturnType<typeof testFaults>>([]);
  const [attempt, setAttempt] = useState(0);
  const fault = (field: TestField) => faults.find((one) => one.field === field)?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = testFaults(test, t);
    setFaults(found);
    setAttempt(attempt + 1);
    if (found.length > 0) return;
    kept.clear();
    props.onDone(tidiedTest(test));
  };
  const close = () => {
    kept.clear();
    props.onClose();
  };
  return (
    <Dialog open onClose={close} closeButton={t.common.close} aria-labelledby={heading} className="wide">
      <form className="stack" noValidate onSubmit={submit}>
        <Heading level={2} data-size="sm" id={heading}>
          {t.policy.addTest}
        </Heading>
        <KeptNotice of={kept} />
        <FaultSummary faults={faults} attempt={attempt} />
        <RequiredNote />
        <Textfield
          id="test-name"
          label={`${t.policy.testName} *`}
          aria-required="true"
          maxLength={200}
          value={test.name}
          error={fault('test-name')}
          onChange={(event) => change({ name: event.target.value })}
        />
        <Who test={test} error={fault('test-subject')} onChange={change} />
        <Found
          id="test-party"
          type="organization"
          label={t.policy.party}
          description={t.policy.partyHelp}
          value={test.party}
          error={fault('test-party')}
          onChange={(party) => change({ party })}
        />
        <What test={test} actions={props.actions} error={fault('test-action')} onChange={change} />
        <Textfield
          id="test-within"
          label={t.policy.within}
          description={t.policy.withinHelp}
          maxLength={300}
          value={test.within ?? ''}
          error={fault('test-within')}
          onChange={(event) => change({ within: event.target.value })}
        />
        <Field>
          <Label>{t.policy.expected}</Label>
          <Select
            value={test.expected}
            onChange={({ target: { value } }) =>
              change({ expected: EXPECTED.find((one) => one === value) ?? 'Permit' })
            }
          >
            {EXPECTED.map((one) => (
              <Select.Option key={one} value={one}>
                {t.policy.decisions[one]}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <div className="row">
          <Button type="submit">{t.policy.doneTest}</Button>
          <Button type="button" variant="secondary" onClick={close}>
            {t.common.cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface PartProps {
  readonly test: PolicyTest;
  readonly error: string | undefined;
  readonly onChange: (part: Partial<PolicyTest>) => void;
}

function Who({ test, error, onChange }: PartProps) {
  const { t } = useTexts();
  const { type, id } = test.subject;
  const set = (value: string) => onChange({ subject: { type, id: value } });
  return (
    <>
      <Field>
        <Label>{t.policy.subjectKind}</Label>
        <Select
          value={type}
          onChange={({ target: { value } }) =>
            onChange({ subject: { type: SUBJECTS.find((one) => one === value) ?? 'person', id: '' } })
          }
        >
          {SUBJECTS.map((one) => (
            <Select.Option key={one} value={one}>
              {t.policy.kinds[one]}
            </Select.Option>
          ))}
        </Select>
      </Field>
      {type === 'systemUser' ? (
        <Textfield
          id="test-subject"
          label={`${t.policy.subjectId.systemUser} *`}
          aria-required="true"
          value={id}
          error={error}
          onChange={(event) => set(event.target.value)}
        />
      ) : (
        <Found
          key={type}
          id="test-subject"
          type={type}
          label={t.policy.subjectId[type]}
          description={t.policy.subjectHelp}
          value={id}
          error={error}
          onChange={set}
        />
      )}
    </>
  );
}

/** A person or an organisation by its number. */
function Found(props: {
  readonly id: string;
  readonly type: 'person' | 'organization';
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (number: string) => void;
}) {
  const [written, setWritten] = useState('');
  const { data: found = [], isError } = useFoundParties(props.type, written);
  const choices = found.flatMap(({ name, personNumber, organizationNumber }) => {
    const value = props.type === 'person' ? personNumber : organizationNumber;
    return value === undefined ? [] : [{ value, label: name, detail: value }];
  });
  const { type: _type, ...rest } = props;
  return <Combobox {...rest} choices={choices} failed={isError} onWrite={setWritten} />;
}

function What({ test, actions, error, onChange }: PartProps & { readonly actions: readonly string[] }) {
  const { t } = useTexts();
  const nameOf = useActionName();
  return (
    <Combobox
      id="test-action"
      label={t.policy.oneAction}
      description={t.policy.oneActionHelp}
      value={test.action}
      error={error}
      choices={actions.map((value) => ({ value, label: nameOf(value) }))}
      onChange={(action) => onChange({ action })}
    />
  );
}

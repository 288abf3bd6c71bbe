import { Fieldset, Textfield, ToggleGroup } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useActions, useFoundParties, useResources } from '../api/authorization.ts';
import { useSession } from '../api/session.ts';
import { type Choice, fitting, together } from '../components/choices.ts';
import { Combobox } from '../components/combobox.tsx';
import { OrganizationPicker } from '../organizations/organization-field.tsx';
import { wordsOf } from '../system-users/words.ts';
import { useTexts } from '../texts/index.tsx';
import { type Question, type QuestionField, SUBJECT_KINDS } from './question.ts';

/** What a list has, and whether it could not be had. */
interface Found {
  readonly choices: readonly Choice[];
  readonly failed: boolean;
}

/** Persons that are users of the sandbox; oneself first. */
function usePersons(written: string): Found {
  const { t } = useTexts();
  const profile = useSession().data;
  const { data: found = [], isError: failed } = useFoundParties('person', written);
  const own = profile
    ? [{ value: String(profile.userId), label: profile.party.name, detail: t.playground.user(profile.userId) }]
    : [];
  const choices = together(
    fitting(own, written),
    found.map(({ name, personNumber, userId }) => ({
      value: String(userId),
      label: name,
      detail: personNumber ?? t.playground.user(userId ?? 0),
    })),
  );
  return { choices, failed };
}

interface PartProps {
  readonly question: Question;
  readonly onChange: (part: Partial<Question>) => void;
  readonly field: (name: QuestionField) => {
    readonly id: string;
    readonly value: string;
    readonly error: string | undefined;
    readonly onChange: (value: string) => void;
  };
}

/**
 * What is asked about. Persons and organisations come from the sandbox's register, resources from the resource registry, actions from the chosen
 * resource's policy; anything else is taken too, for what nobody has registered is also worth asking about.
 */
export function QuestionFields(props: {
  readonly question: Question;
  readonly faults: readonly { readonly field: QuestionField; readonly message: string }[];
  readonly onChange: (part: Partial<Question>) => void;
}) {
  const { question, onChange } = props;
  const field: PartProps['field'] = (name) => ({
    id: name,
    value: question[name],
    error: props.faults.find((fault) => fault.field === name)?.message,
    onChange: (value) => onChange({ [name]: value }),
  });
  const parts = { question, onChange, field };
  return (
    <>
      <Who {...parts} />
      <Party {...parts} />
      <What {...parts} />
    </>
  );
}

function Who({ question, onChange, field }: PartProps) {
  const { t } = useTexts();
  const { kind } = question;
  return (
    <>
      <Fieldset>
        <Fieldset.Legend>{t.asking.kind}</Fieldset.Legend>
        <ToggleGroup
          value={kind}
          data-size="sm"
          onChange={(value) => {
            const next = SUBJECT_KINDS.find((one) => one === value) ?? 'user';
            onChange({ kind: next, subject: '' });
          }}
        >
          {SUBJECT_KINDS.map((one) => (
            <ToggleGroup.Item key={one} value={one}>
              {t.asking.kinds[one]}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      </Fieldset>
      {kind === 'user' && <Person question={question} onChange={onChange} field={field} />}
      {kind === 'organization' && <Asking question={question} onChange={onChange} field={field} />}
      {kind === 'system-user' && <SystemUser question={question} onChange={onChange} field={field} />}
    </>
  );
}

function Person({ question, field }: PartProps) {
  const { t } = useTexts();
  const [written, setWritten] = useState(question.subject);
  const found = usePersons(written);
  return (
    <Combobox
      {...field('subject')}
      label={t.playground.person}
      description={t.playground.personHelp}
      {...found}
      onWrite={setWritten}
    />
  );
}

function Asking({ field }: PartProps) {
  return <OrganizationPicker {...field('subject')} label={useTexts().t.asking.asking} />;
}

function SystemUser({ field }: PartProps) {
  const { t } = useTexts();
  const { onChange, ...rest } = field('subject');
  return (
    <Textfield
      {...rest}
      label={`${t.asking.systemUser} *`}
      aria-required="true"
      description={t.asking.systemUserHelp}
      maxLength={60}
      spellCheck={false}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

function Party({ field }: PartProps) {
  return <OrganizationPicker {...field('party')} label={useTexts().t.playground.organization} />;
}

function What({ question, field }: PartProps) {
  const { t, language } = useTexts();
  const registry = useResources();
  const resources = (registry.data ?? []).map(({ identifier, title }) => ({
    value: identifier,
    label: wordsOf(title, language) ?? identifier,
    detail: identifier,
  }));
  const known = resources.some(({ value }) => value === question.resource);
  const policy = useActions(question.resource, known);
  const actions = (policy.data ?? []).map((action) => {
    const label = t.playground.actions[action];
    return label === undefined ? { value: action, label: action } : { value: action, label, detail: action };
  });
  const { onChange, ...instance } = field('instance');
  return (
    <>
      <Combobox
        {...field('resource')}
        label={t.playground.resource}
        description={t.playground.resourceHelp}
        choices={resources}
        failed={registry.isError}
        waits={registry.isPending}
      />
      <Combobox
        {...field('action')}
        label={t.playground.action}
        description={t.playground.actionHelp}
        choices={actions}
        failed={policy.isError}
        waits={policy.isFetching}
      />
      <Textfield
        {...instance}
        label={t.asking.instance}
        description={t.asking.instanceHelp}
        maxLength={200}
        spellCheck={false}
        onChange={({ target }) => onChange(target.value)}
      />
    </>
  );
}

import { useState } from 'react';
import { useActions, useFoundParties, useResources } from '../api/authorization.ts';
import { useSession } from '../api/session.ts';
import { type Choice, fitting } from '../components/choices.ts';
import { Combobox } from '../components/combobox.tsx';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { wordsOf } from '../system-users/words.ts';
import { useTexts } from '../texts/index.tsx';
import type { Question, QuestionField } from './question.ts';

/** Choices that are one's own stand first; each value once. */
const together = (own: readonly Choice[], found: readonly Choice[]): readonly Choice[] => [
  ...new Map([...own, ...found].map((choice) => [choice.value, choice])).values(),
];

/** Persons that are users of the sandbox; oneself first. */
function usePersons(written: string): readonly Choice[] {
  const { t } = useTexts();
  const profile = useSession().data;
  const found = useFoundParties('person', written).data ?? [];
  const own = profile
    ? [{ value: String(profile.userId), label: profile.party.name, detail: t.playground.user(profile.userId) }]
    : [];
  return together(
    fitting(own, written),
    found.map(({ name, personNumber, userId }) => ({
      value: String(userId),
      label: name,
      detail: personNumber ?? t.playground.user(userId ?? 0),
    })),
  );
}

/** Organisations of the sandbox; those that one may act for first. */
function useAllOrganizations(written: string): readonly Choice[] {
  const { organizations } = useOrganizations();
  const found = useFoundParties('organization', written).data ?? [];
  const own = organizations.map(({ name, number }) => ({ value: number, label: name, detail: number }));
  return together(
    fitting(own, written),
    found.map(({ name, organizationNumber = '' }) => ({
      value: organizationNumber,
      label: name,
      detail: organizationNumber,
    })),
  );
}

/**
 * The four pickers. Persons and organisations come from the sandbox's register, resources from the resource registry, actions from the chosen
 * resource's policy; anything else is taken too, for what nobody has registered is also worth asking about.
 * @param onChange is told the value and, when it was chosen, its name
 */
export function QuestionFields(props: {
  readonly question: Question;
  readonly faults: readonly { readonly field: QuestionField; readonly message: string }[];
  readonly onChange: (field: QuestionField, value: string, name: string | undefined) => void;
}) {
  const { t, language } = useTexts();
  const { question } = props;
  const [person, setPerson] = useState('');
  const [organization, setOrganization] = useState('');
  const persons = usePersons(person);
  const organizations = useAllOrganizations(organization);
  const resources = (useResources().data ?? []).map(({ identifier, title }) => ({
    value: identifier,
    label: wordsOf(title, language) ?? identifier,
    detail: identifier,
  }));
  const known = resources.some(({ value }) => value === question.resource);
  const actions = (useActions(question.resource, known).data ?? []).map((action) => {
    const label = t.playground.actions[action];
    return label === undefined ? { value: action, label: action } : { value: action, label, detail: action };
  });
  const field = (name: QuestionField) => ({
    id: name,
    value: question[name],
    error: props.faults.find((fault) => fault.field === name)?.message,
    onChange: (value: string, choice: Choice | undefined) => props.onChange(name, value, choice?.label),
  });
  return (
    <>
      <Combobox
        {...field('person')}
        label={t.playground.person}
        description={t.playground.personHelp}
        choices={persons}
        onWrite={setPerson}
      />
      <Combobox
        {...field('organization')}
        label={t.playground.organization}
        description={t.playground.organizationHelp}
        choices={organizations}
        onWrite={setOrganization}
      />
      <Combobox
        {...field('resource')}
        label={t.playground.resource}
        description={t.playground.resourceHelp}
        choices={resources}
      />
      <Combobox
        {...field('action')}
        label={t.playground.action}
        description={t.playground.actionHelp}
        choices={actions}
      />
    </>
  );
}

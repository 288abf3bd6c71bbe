import { Textfield } from '@digdir/designsystemet-react';
import { useActions, useResources } from '../api/authorization.ts';
import { useSession } from '../api/session.ts';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { wordsOf } from '../system-users/words.ts';
import { useTexts } from '../texts/index.tsx';
import type { Question, QuestionField } from './question.ts';

/**
 * The four pickers. Each offers what is known (of persons, only oneself: nothing open lists users) in a list that the browser filters while one writes, and takes anything
 * else too: what nobody has registered is also worth asking about.
 */
export function QuestionFields(props: {
  readonly question: Question;
  readonly faults: readonly { readonly field: QuestionField; readonly message: string }[];
  readonly onChange: (question: Question) => void;
}) {
  const { t, language } = useTexts();
  const { question } = props;
  const { organizations } = useOrganizations();
  const profile = useSession().data;
  const resources = useResources().data ?? [];
  const known = resources.some(({ identifier }) => identifier === question.resource);
  const actions = useActions(question.resource, known).data ?? [];
  const field = (name: QuestionField) => ({
    id: name,
    value: question[name],
    error: props.faults.find((fault) => fault.field === name)?.message,
    'aria-required': 'true' as const,
    autoComplete: 'off',
    maxLength: 200,
    onChange: (event: { target: { value: string } }) => props.onChange({ ...question, [name]: event.target.value }),
  });
  return (
    <>
      <Textfield
        {...field('person')}
        label={t.playground.person}
        description={t.playground.personHelp}
        inputMode="numeric"
        list="persons"
      />
      <Textfield
        {...field('organization')}
        label={t.playground.organization}
        description={t.playground.organizationHelp}
        list="organizations"
      />
      <Textfield
        {...field('resource')}
        label={t.playground.resource}
        description={t.playground.resourceHelp}
        list="resources"
      />
      <Textfield
        {...field('action')}
        label={t.playground.action}
        description={t.playground.actionHelp}
        list="actions"
      />
      <datalist id="persons">
        {profile && <option value={String(profile.userId)} label={profile.party.name} />}
      </datalist>
      <datalist id="organizations">
        {organizations.map(({ number, name }) => (
          <option key={number} value={number} label={name} />
        ))}
      </datalist>
      <datalist id="resources">
        {resources.map(({ identifier, title }) => (
          <option key={identifier} value={identifier} label={wordsOf(title, language) ?? identifier} />
        ))}
      </datalist>
      <datalist id="actions">
        {actions.map((action) => (
          <option key={action} value={action} />
        ))}
      </datalist>
    </>
  );
}

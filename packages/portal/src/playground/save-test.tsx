import { Button, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { type FormEvent, useState } from 'react';
import { useResource } from '../api/altinn.ts';
import { usePolicy, useSaveTests } from '../api/policies.ts';
import type { Explained, PolicyTest } from '../api/types.ts';
import { Failure, NotLoaded } from '../components/failure.tsx';
import { useKept } from '../drafts.tsx';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { useTexts } from '../texts/index.tsx';
import { usePersonOf } from './names.ts';
import { instanceAttribute, type Question } from './question.ts';

const KINDS = { user: 'person', organization: 'organization', 'system-user': 'systemUser' } as const;

/**
 * Saves the question with its answer beside the policy, for who owns the resource. A test names a person by number, which the sandbox's register
 * tells of its own people only.
 */
export function SaveTest({
  question,
  decision,
}: {
  readonly question: Question;
  readonly decision: Explained['decision'];
}) {
  const { organization } = useOrganizations();
  const owner = useResource(question.resource).data?.hasCompetentAuthority?.organization;
  const person = usePersonOf(question)?.personNumber;
  const subject = question.kind === 'user' ? person : question.subject;
  if (organization === undefined || owner !== organization.number) return null;
  if (decision === 'Indeterminate' || subject === undefined) return null;
  const test: Omit<PolicyTest, 'name'> = {
    subject: { type: KINDS[question.kind], id: subject },
    party: question.party,
    action: question.action,
    ...(question.instance !== '' && { within: `${instanceAttribute(question.instance)}:${question.instance}` }),
    expected: decision,
  };
  return (
    <Form key={JSON.stringify(test)} organization={organization.number} resource={question.resource} test={test} />
  );
}

function Form(props: {
  readonly organization: string;
  readonly resource: string;
  readonly test: Omit<PolicyTest, 'name'>;
}) {
  const { t } = useTexts();
  const stored = usePolicy(props.organization, props.resource);
  const save = useSaveTests(props.organization, props.resource);
  const kept = useKept(`test of a question ${props.resource}`, { name: '' });
  const { name } = kept.value;
  const [isMissing, setMissing] = useState(false);
  if (stored.data === undefined)
    return stored.isError ? <NotLoaded what="tests" error={stored.error} retry={stored.refetch} /> : null;
  const { tests } = stored.data;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() !== '') save.mutate([...tests, { ...props.test, name: name.trim() }], { onSuccess: kept.clear });
  };
  return (
    <form className="stack tight prose" noValidate onSubmit={submit}>
      <Textfield
        label={t.asking.testName}
        description={t.asking.testHelp}
        maxLength={200}
        value={name}
        error={isMissing && t.policy.nameRequired}
        onChange={({ target }) => kept.set({ name: target.value })}
      />
      {save.isError && <Failure error={save.error} />}
      <div className="row">
        <Button type="submit" variant="secondary" data-size="sm" loading={save.isPending} disabled={save.isSuccess}>
          {t.asking.saveTest}
        </Button>
      </div>
      <Paragraph role="status">{save.isSuccess && t.asking.testSaved}</Paragraph>
    </form>
  );
}

import { Button } from '@digdir/designsystemet-react';
import { type FormEvent, useState } from 'react';
import { useAsk } from '../api/authorization.ts';
import { Failure } from '../components/failure.tsx';
import { FaultSummary } from '../components/fault-summary.tsx';
import { Page } from '../components/page.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { useTexts } from '../texts/index.tsx';
import { Answer } from './answer.tsx';
import { faultyFields, type Names, type Question, type QuestionField, tidied } from './question.ts';
import { QuestionFields } from './question-fields.tsx';

/** Ask the PDP on behalf of anyone in the sandbox, and see why it answers as it does. */
export function PlaygroundPage() {
  const { t } = useTexts();
  const { organization } = useOrganizations();
  const ask = useAsk();
  const kept = useKept<{ readonly question: Question; readonly names: Names }>('question', {
    question: { person: '', organization: organization?.number ?? '', resource: '', action: '' },
    names: organization ? { organization: organization.name } : {},
  });
  const { question, names } = kept.value;
  const [attempt, setAttempt] = useState(0);
  const faulty = attempt === 0 ? [] : faultyFields(tidied(question));
  const words: Readonly<Record<QuestionField, string>> = {
    person: t.playground.personInvalid,
    organization: t.playground.organizationInvalid,
    resource: t.playground.resourceInvalid,
    action: t.playground.actionInvalid,
  };
  const faults = faulty.map((field) => ({ field, message: words[field] }));
  const send = (event: FormEvent) => {
    event.preventDefault();
    setAttempt(attempt + 1);
    const asked = tidied(question);
    if (faultyFields(asked).length === 0) ask.mutate({ question: asked, names }, { onSuccess: kept.clear });
  };
  const change = (field: QuestionField, value: string, name: string | undefined) => {
    kept.set({ question: { ...question, [field]: value }, names: { ...names, [field]: name } });
  };
  return (
    <Page title={t.playground.title} lead={t.playground.lead}>
      <form className="stack prose" noValidate onSubmit={send}>
        <KeptNotice of={kept} />
        <QuestionFields question={question} faults={faults} onChange={change} />
        <FaultSummary faults={faults} attempt={attempt} />
        <div className="row">
          <Button type="submit" loading={ask.isPending}>
            {t.playground.ask}
          </Button>
        </div>
      </form>
      {ask.isError && <Failure error={ask.error} />}
      {ask.data && <Answer key={ask.submittedAt} answered={ask.data} />}
    </Page>
  );
}

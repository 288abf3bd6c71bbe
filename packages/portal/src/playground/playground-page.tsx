import { Alert, Button } from '@digdir/designsystemet-react';
import { type FormEvent, useEffect, useMemo, useState } from 'react';
import { useDecision } from '../api/authorization.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { Empty } from '../components/empty.tsx';
import { Failure } from '../components/failure.tsx';
import { FaultSummary } from '../components/fault-summary.tsx';
import { useAddress } from '../components/in-address.ts';
import { Page } from '../components/page.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { type Texts, useTexts } from '../texts/index.tsx';
import { addressOf, questionIn, withQuestion } from './address.ts';
import { Answer } from './answer.tsx';
import { faultyFields, mayKeep, NO_QUESTION, type Question, type QuestionField, tidied } from './question.ts';
import { QuestionFields } from './question-fields.tsx';
import './playground.css';

/** So long after the last key is what is written asked about. */
const FOLLOW_MS = 300;

const askable = (question: Question): Question | undefined => {
  const tidy = tidied(question);
  return faultyFields(tidy).length === 0 ? tidy : undefined;
};
const isSame = (one: Question | undefined, other: Question | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/**
 * The question that is being written, and the one that is asked: it follows what is written, and stands in the address. An address that changes
 * by a link or the browser's own buttons is asked in its turn.
 */
function useQuestion() {
  const { organization } = useOrganizations();
  const [query, change] = useAddress();
  const named = questionIn(query);
  const kept = useKept<Question>('question', { ...NO_QUESTION, party: organization?.number ?? '' }, mayKeep);
  const [addressed, setAddressed] = useState(named?.question);
  const [settled, settle] = useState(() => named && askable(named.question));
  const address = named && addressOf(named.question);
  const [seen, setSeen] = useState(address);
  if (address !== seen) {
    setSeen(address);
    if (named && !(settled && address === addressOf(settled))) {
      setAddressed(named.question);
      settle(askable(named.question));
    }
  }
  const question = addressed ?? kept.value;
  const next = useMemo(() => askable(question), [question]);
  useEffect(() => {
    if (next === undefined || isSame(next, settled)) return;
    const timer = setTimeout(() => settle(next), FOLLOW_MS);
    return () => clearTimeout(timer);
  }, [next, settled]);
  useEffect(() => {
    if (settled) change((before) => withQuestion(before, settled));
  }, [settled, change]);
  return {
    question,
    /** What is asked. */
    settled,
    /** Asks what is written, without waiting for more; false when it is asked already. */
    ask: (): boolean => {
      kept.clear();
      if (next === undefined || isSame(next, settled)) return false;
      settle(next);
      return true;
    },
    write: (part: Partial<Question>) => {
      setAddressed(undefined);
      kept.set((before) => ({ ...(addressed ?? before), ...part }));
    },
    kept: { ...kept, isKept: kept.isKept && addressed === undefined },
    isBroken: named?.isBroken === true,
  };
}

const wordsOfFaults = (t: Texts, { kind }: Question): Readonly<Record<QuestionField, string>> => ({
  subject: { user: t.playground.personInvalid, ...t.asking.subjectInvalid }[kind],
  party: t.playground.organizationInvalid,
  resource: t.playground.resourceInvalid,
  action: t.playground.actionInvalid,
  instance: t.asking.instanceInvalid,
});

/** Ask the PDP on behalf of anyone in the sandbox, and see why it answers as it does. */
export function PlaygroundPage() {
  const { t } = useTexts();
  const { question, settled, ask, write, kept, isBroken } = useQuestion();
  const decision = useDecision(settled);
  const [attempt, setAttempt] = useState(0);
  const [awaited, setAwaited] = useState(false);
  const faulty = attempt === 0 ? [] : faultyFields(tidied(question));
  const words = wordsOfFaults(t, question);
  const faults = faulty.map((field) => ({ field, message: words[field] }));
  const send = (event: FormEvent) => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (!askable(question)) return;
    setAwaited(true);
    if (!ask()) void decision.refetch();
  };
  return (
    <Page title={t.playground.title} lead={t.playground.lead}>
      <div className="playground">
        <form className="stack" noValidate onSubmit={send}>
          {isBroken && <Alert data-color="warning">{t.asking.broken}</Alert>}
          <KeptNotice of={kept} />
          <FaultSummary faults={faults} attempt={attempt} />
          <RequiredNote />
          <QuestionFields question={question} faults={faults} onChange={write} />
          <div className="row">
            <Button type="submit" loading={decision.isFetching && awaited}>
              {t.playground.ask}
            </Button>
            {settled && (
              <CopyButton text={location.origin + addressOf(settled)} label={t.asking.link} shown={t.asking.copyLink} />
            )}
          </div>
        </form>
        <div className="stack">
          {decision.isError && <Failure error={decision.error} />}
          {decision.data && !decision.isError && (
            <Answer
              answered={decision.data}
              isAwaited={awaited && !decision.isFetching}
              onRead={() => setAwaited(false)}
            />
          )}
          {!decision.data && !decision.isError && <Empty title={t.asking.before} />}
        </div>
      </div>
    </Page>
  );
}

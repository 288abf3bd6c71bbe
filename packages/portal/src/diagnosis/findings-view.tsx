import { Alert, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { GoOnAsOwner } from '../components/go-on-as.tsx';
import { State, type StateKind } from '../components/state.tsx';
import { Verbatim } from '../components/verbatim.tsx';
import { capital, inSentence } from '../texts/names.ts';
import { type Finding, type State as How, type ShownStep, verdictOf } from './finding.ts';
import { type Place, personOf, placeOf } from './places.ts';
import { causeWords, type Texts, useTexts } from './words.ts';

const KINDS: Readonly<Record<How, StateKind>> = { OK: 'good', WARN: 'soon', FAIL: 'bad', SKIP: 'idle', TODO: 'waits' };

export interface Checked {
  readonly findings: readonly Finding[];
  readonly clientId: string;
  readonly systemId: string | undefined;
  readonly resource: string;
  /** A key of one's own was used: tokens have been asked for. */
  readonly isWhole: boolean;
}

/** Every step, and what it has seen. */
export function StepList({ of: checked }: { readonly of: Checked }) {
  const { t } = useTexts();
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {t.diagnosis.stepsTitle}
      </Heading>
      <ol className="diagnosis-steps">
        {checked.findings.filter(isLooked).map((finding) => (
          <Step key={finding.step} of={finding} checked={checked} />
        ))}
      </ol>
      <Unasked of={checked.findings.filter((finding) => !isLooked(finding))} />
    </section>
  );
}

const isLooked = ({ state, skipped }: Finding): boolean => state !== 'SKIP' || (skipped ?? 'unasked') !== 'unasked';

/** What nobody has asked about, in one line, and how it is asked. */
function Unasked({ of }: { readonly of: readonly Finding[] }) {
  const { t } = useTexts();
  if (of.length === 0) return null;
  return (
    <div className="subtle">
      <Paragraph data-size="sm">{t.diagnosis.skipped.unasked}:</Paragraph>
      <ul className="plain">
        {[...Map.groupBy(of, ({ step }) => wayTo(step))].map(([way, steps]) => (
          <li key={way}>
            <Paragraph data-size="sm">
              {capital(steps.map(({ step }) => inSentence(t.diagnosis.steps[step])).join(', '))}:{' '}
              {t.diagnosis.toInclude[way]}
            </Paragraph>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Which fields of the form a step wants. */
function wayTo(step: ShownStep): 'delegation' | 'redirect' | 'resource' | 'system-user' {
  if (step === 'delegation' || step === 'redirect') return step;
  return step === 'rights' || step === 'decision' ? 'resource' : 'system-user';
}

/** What is wrong and what to do, in the page's language. */
function sentencesOf({ cause, told }: Finding, t: Texts): { readonly what: string; readonly next: string } {
  return told ? { what: told.why, next: told.remedy } : causeWords(cause, t);
}

/** The one thing to do next. */
export function Verdict({ of: checked }: { readonly of: Checked }) {
  const { t } = useTexts();
  const verdict = verdictOf(checked.findings);
  if (!verdict)
    return (
      <Alert data-color="success" data-testid="verdict">
        <Heading level={3} data-size="2xs">
          {t.diagnosis.healthy}
        </Heading>
        <Paragraph>{checked.isWhole ? t.diagnosis.healthyWhole : t.diagnosis.healthyText}</Paragraph>
      </Alert>
    );
  const { what, next } = sentencesOf(verdict, t);
  const person = personOf(verdict);
  return (
    <Alert data-color={verdict.state === 'TODO' ? 'info' : 'danger'} data-testid="verdict">
      <div className="stack tight">
        <Heading level={3} data-size="2xs">
          {t.diagnosis.first(t.diagnosis.steps[verdict.step])}
        </Heading>
        <Paragraph>
          {what} <code className="long">{verdict.names?.join(', ')}</code>
        </Paragraph>
        <Paragraph>
          {t.diagnosis.next}: {next} {!verdict.owned && <ToMend of={verdict} checked={checked} />}
        </Paragraph>
        {person !== undefined && (
          <Paragraph>
            {t.diagnosis.who}: {t.diagnosis.persons[person]}
          </Paragraph>
        )}
        {verdict.owned && <GoOnAsOwner {...verdict.owned} />}
      </div>
    </Alert>
  );
}

function ToMend({ of: finding, checked }: { readonly of: Finding; readonly checked: Checked }) {
  const { t } = useTexts();
  const words: Readonly<Record<Place, string>> = t.diagnosis.places;
  const place = placeOf(finding, checked);
  if (!place) return null;
  return (
    <Link asChild>
      <RouterLink to={place.to}>{words[place.place]}</RouterLink>
    </Link>
  );
}

function Step({ of: finding, checked }: { readonly of: Finding; readonly checked: Checked }) {
  const { t } = useTexts();
  const { step, state } = finding;
  return (
    <li className="diagnosis-step" data-testid={`step-${step}`} data-state={state}>
      <strong>{t.diagnosis.steps[step]}</strong>
      {state === 'SKIP' ? (
        <State kind={KINDS[state]}>{t.diagnosis.skipped[finding.skipped ?? 'unasked']}</State>
      ) : (
        <>
          <State kind={KINDS[state]}>{t.diagnosis.states[state]}</State>
          <div className="stack tight diagnosis-seen">
            <Seen of={finding} checked={checked} />
          </div>
        </>
      )}
    </li>
  );
}

function Seen({ of: finding, checked }: { readonly of: Finding; readonly checked: Checked }) {
  const { t } = useTexts();
  const { step, state, names = [], verbatim } = finding;
  if (state === 'OK') return <Paragraph className="long">{t.diagnosis.fine[step](names)}</Paragraph>;
  const { what, next } = sentencesOf(finding, t);
  // What to do about the first is said with the verdict.
  const isFirst = verdictOf(checked.findings) === finding;
  return (
    <>
      <Paragraph>{what}</Paragraph>
      {names.length > 0 && (
        <ul className="plain">
          {names.map((name, place) => (
            <li key={name}>
              {place === 1 && (step === 'age' || step === 'registered') ? (
                t.diagnosis.dates[step](name)
              ) : (
                <code className="long">{name}</code>
              )}
            </li>
          ))}
        </ul>
      )}
      <Paragraph>
        {isFirst ? t.diagnosis.seeFirst : next} {!finding.owned && <ToMend of={finding} checked={checked} />}
      </Paragraph>
      {finding.owned && !isFirst && <GoOnAsOwner {...finding.owned} />}
      {verbatim !== undefined && (
        <Verbatim title={t.diagnosis.verbatim}>
          <code className="long">{verbatim}</code>
        </Verbatim>
      )}
    </>
  );
}

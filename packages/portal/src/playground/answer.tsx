import { Details, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { CheckmarkCircleFillIcon, ExclamationmarkTriangleFillIcon, XMarkOctagonFillIcon } from '@navikt/aksel-icons';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link as RouterLink } from 'react-router';
import { useResource } from '../api/altinn.ts';
import type { Answered } from '../api/authorization.ts';
import type { Explained } from '../api/types.ts';
import { DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { Verbatim } from '../components/verbatim.tsx';
import { ACCESS, SYSTEM_USERS } from '../frame/places.ts';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { LEVELS } from '../policies/policy-table.ts';
import { useTexts } from '../texts/index.tsx';
import { AsCall } from './as-call.tsx';
import { AskForIt } from './ask-for-it.tsx';
import { useQuestionNames } from './names.ts';
import { OtherActions } from './other-actions.tsx';
import { PolicyText } from './policy-text.tsx';
import type { Question } from './question.ts';
import { markRule } from './rule-place.ts';
import { SaveTest } from './save-test.tsx';
import { SubjectList } from './subject-list.tsx';
import { subjectsOf } from './subjects.ts';
import { whyOf } from './why.ts';

const LOOKS = {
  Permit: ['success', CheckmarkCircleFillIcon],
  Deny: ['danger', XMarkOctagonFillIcon],
  NotApplicable: ['danger', XMarkOctagonFillIcon],
  Indeterminate: ['warning', ExclamationmarkTriangleFillIcon],
} as const;

/**
 * What the PDP answered and why.
 * @param isAwaited somebody has pressed the button and waits: the heading takes the focus, so that the answer is read at once
 */
export function Answer(props: {
  readonly answered: Answered;
  readonly isAwaited: boolean;
  readonly onRead: () => void;
}) {
  const { t } = useTexts();
  const { question, result, policy } = props.answered;
  // When no rule applies none has decided, though the explanation may name one that was tried.
  const rule = result.decision === 'NotApplicable' ? undefined : result.explanation.rule;
  const marked = rule && policy !== null ? markRule(policy, rule.id, rule.line) : undefined;
  const place = rule && (marked ? t.playground.ruleAt(rule.id, String(marked.from), String(marked.to)) : rule.id);
  return (
    <>
      <Verdict {...props} />
      {result.decision !== 'Permit' && <Missing explanation={result.explanation} question={question} />}
      <Decided result={result} place={place} />
      <AsCall question={question} />
      <SaveTest question={question} decision={result.decision} />
      <Part title={t.playground.policy}>
        {policy === null ? (
          <Paragraph>{t.playground.noPolicy}</Paragraph>
        ) : (
          <>
            <PolicyText key={`${marked?.from} ${policy}`} xml={policy} marked={marked} place={place} />
            <PolicyLink resource={question.resource} />
          </>
        )}
      </Part>
      <Obligations of={result.obligations ?? []} />
      <Added of={result.explanation.added} />
      <Trace of={result.explanation.trace} />
    </>
  );
}

/** Permit or not, in large; who asked what; and the sentence why. */
function Verdict({ answered, isAwaited, onRead }: Parameters<typeof Answer>[0]) {
  const { t } = useTexts();
  const { question, result, policy } = answered;
  const names = useQuestionNames(question);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isAwaited) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'nearest' });
    onRead();
  }, [isAwaited, onRead]);
  const [color, Icon] = LOOKS[result.decision];
  const why = whyOf(result, policy !== null);
  return (
    <section className="verdict" data-color={color} aria-label={t.playground.answer}>
      <Heading level={2} data-size="md" ref={heading} tabIndex={-1}>
        <Icon aria-hidden fontSize="1.25em" />
        {t.playground.answer}: {t.playground[result.decision]}
      </Heading>
      <Paragraph className="long">
        {t.playground.question(
          names.subject ?? t.asking.subject[question.kind](question.subject),
          question.action,
          names.resource ?? question.resource,
          names.party ?? question.party,
        )}
      </Paragraph>
      <Paragraph className="long">{t.playground.reasons[why]}</Paragraph>
      {why === 'noRule' && <OtherActions question={question} />}
      <Levels of={result.obligations ?? []} />
      <span role="status" className="ds-sr-only">
        {t.playground.answer}: {t.playground[result.decision]}
      </span>
    </section>
  );
}

function Decided({ result, place }: { readonly result: Explained; readonly place: string | undefined }) {
  const { t } = useTexts();
  const { decidedBy } = result.explanation;
  return (
    <Facts
      of={[
        [t.playground.decision, <code key="decision">{result.decision}</code>],
        [t.playground.decidedBy, t.playground.deciders[decidedBy] ?? decidedBy],
        [t.playground.rule, place ?? t.playground.noRule],
        [t.playground.status, <code key="status">{result.status.statusCode.value}</code>],
      ]}
    />
  );
}

/** For who owns the resource: where its policy is written. */
function PolicyLink({ resource }: { readonly resource: string }) {
  const { t } = useTexts();
  const { organization } = useOrganizations();
  const owner = useResource(resource).data?.hasCompetentAuthority?.organization;
  if (organization === undefined || owner !== organization.number) return null;
  return (
    <Link asChild>
      <RouterLink to={`/resources/policy?resource=${encodeURIComponent(resource)}`}>{t.asking.changePolicy}</RouterLink>
    </Link>
  );
}

function Trace({ of }: { readonly of: string | undefined }) {
  const { t } = useTexts();
  if (of === undefined) return null;
  return (
    <Verbatim title={t.playground.trace}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="scrolling" tabIndex={0} aria-label={t.playground.trace}>
        <pre>{of}</pre>
      </section>
    </Verbatim>
  );
}

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div className="stack tight">
    <Heading level={3} data-size="xs">
      {title}
    </Heading>
    {children}
  </div>
);

/** Where one sees who may give the access packages that would have been enough, for whom one acts for. */
function GivePackage({ accepts, question }: { readonly accepts: readonly string[]; readonly question: Question }) {
  const { t } = useTexts();
  const { organization } = useOrganizations();
  const packages = accepts.flatMap(subjectsOf).flatMap((one) => (one.kind === 'package' ? [one.id] : []));
  if (organization?.number !== question.party) return null;
  return (
    <>
      {[...new Set(packages)].map((id) => (
        <Paragraph key={id}>
          <Link asChild>
            <RouterLink to={`${ACCESS}?tab=give&package=${encodeURIComponent(id)}`}>
              {t.asking.whoGives} ({id})
            </RouterLink>
          </Link>
        </Paragraph>
      ))}
    </>
  );
}

/** So much stands folded, so that what is missing is not lost in it. */
const MANY = 6;

/** What would have been enough, beside what the person has. */
function Missing({
  explanation,
  question,
}: {
  readonly explanation: Explained['explanation'];
  readonly question: Question;
}) {
  const { t } = useTexts();
  const { accepts, has } = explanation;
  if (accepts === undefined || has === undefined) return null;
  return (
    <>
      <Part title={t.playground.missing}>
        <Paragraph>{accepts.length === 0 ? t.playground.nothingAccepted : t.playground.missingText}</Paragraph>
        {accepts.length > 0 && <SubjectList of={accepts} />}
        <GivePackage accepts={accepts} question={question} />
        {accepts.length > 0 && <AskForIt question={question} />}
        {question.kind === 'system-user' && accepts.length > 0 && (
          <Paragraph>
            {t.asking.systemUserGets}{' '}
            <Link asChild>
              <RouterLink to={`${SYSTEM_USERS}/overview`}>{t.header.systemUsers}</RouterLink>
            </Link>
          </Paragraph>
        )}
      </Part>
      {has.length > MANY ? (
        <Details>
          <Details.Summary>{t.asking.hasMany(t.playground.has, has.length)}</Details.Summary>
          <Details.Content>
            <SubjectList of={has} />
          </Details.Content>
        </Details>
      ) : (
        <Part title={t.playground.has}>
          {has.length === 0 ? <Paragraph>{t.playground.hasNothing}</Paragraph> : <SubjectList of={has} />}
        </Part>
      )}
    </>
  );
}

type Obliged = NonNullable<Explained['obligations']>;

/** What a permission asks of the program that has got it, in words: who does not read XACML must not miss it. */
function Levels({ of }: { readonly of: Obliged }) {
  const { t } = useTexts();
  const assigned = of.flatMap(({ attributeAssignment }) => attributeAssignment);
  return (Object.keys(LEVELS) as (keyof typeof LEVELS)[]).map((which) => {
    const value = assigned.find(({ category }) => category === LEVELS[which].category)?.value;
    return value !== undefined && <Paragraph key={which}>{t.asking.levels[which](value)}</Paragraph>;
  });
}

function Obligations({ of }: { readonly of: Obliged }) {
  const { t } = useTexts();
  return (
    <Part title={t.playground.obligations}>
      {of.length === 0 && <Paragraph>{t.playground.noObligations}</Paragraph>}
      {of.map(({ id, attributeAssignment }) => (
        <div key={id} className="stack tight">
          <Paragraph className="long">{id}</Paragraph>
          <Facts of={attributeAssignment.map(({ attributeId, value }) => [attributeId, value])} />
        </div>
      ))}
    </Part>
  );
}

function Added({ of }: { readonly of: Explained['explanation']['added'] }) {
  const { t } = useTexts();
  if (of.length === 0)
    return (
      <Part title={t.playground.added}>
        <Paragraph>{t.playground.addedNothing}</Paragraph>
      </Part>
    );
  return (
    <Part title={t.playground.added}>
      <DataTable
        caption={t.playground.added}
        rows={of}
        keyOf={({ category, attributeId, from }) => `${category} ${attributeId} ${from}`}
        columns={[
          { name: t.playground.attribute, cell: ({ attributeId }) => attributeId },
          { name: t.playground.value, cell: ({ values }) => values.join(', ') },
          { name: t.playground.from, cell: ({ from }) => t.playground.sources[from] ?? from },
        ]}
      />
    </Part>
  );
}

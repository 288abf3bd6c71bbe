import { Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Answered } from '../api/authorization.ts';
import type { Explained } from '../api/types.ts';
import { DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { Verbatim } from '../components/verbatim.tsx';
import { useTexts } from '../texts/index.tsx';
import { PolicyText } from './policy-text.tsx';
import { markRule } from './rule-place.ts';
import { SubjectList } from './subject-list.tsx';
import { whyOf } from './why.ts';

const COLOURS = { Permit: 'success', Deny: 'danger', NotApplicable: 'warning', Indeterminate: 'danger' } as const;

/** What the PDP answered and why. Its heading takes the focus, so that the answer is read at once. */
export function Answer({ answered }: { readonly answered: Answered }) {
  const { t } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const { question, names, result, policy } = answered;
  const { decidedBy, trace } = result.explanation;
  // When no rule applies none has decided, though the explanation may name one that was tried.
  const rule = result.decision === 'NotApplicable' ? undefined : result.explanation.rule;
  const marked = rule && policy !== null ? markRule(policy, rule.id, rule.line) : undefined;
  const place = rule && (marked ? t.playground.ruleAt(rule.id, String(marked.from), String(marked.to)) : rule.id);
  return (
    <div className="stack">
      <div className="row">
        <Heading level={2} data-size="sm" ref={heading} tabIndex={-1}>
          {t.playground.answer}: {t.playground[result.decision]}
        </Heading>
        <Tag data-color={COLOURS[result.decision]}>{result.decision}</Tag>
      </div>
      <Facts
        of={[
          [
            t.playground.asked,
            t.playground.question(
              names.person ?? t.playground.user(question.person),
              question.action,
              names.resource ?? question.resource,
              names.organization ?? question.organization,
            ),
          ],
          [t.playground.decidedBy, t.playground.deciders[decidedBy] ?? decidedBy],
          [t.playground.rule, place ?? t.playground.noRule],
          [t.playground.why, t.playground.reasons[whyOf(result, policy !== null)]],
          [t.playground.status, result.status.statusCode.value],
        ]}
      />
      {result.decision !== 'Permit' && <Missing explanation={result.explanation} />}
      <Obligations of={result.obligations ?? []} />
      <Added of={result.explanation.added} />
      <Part title={t.playground.policy}>
        {policy === null ? (
          <Paragraph>{t.playground.noPolicy}</Paragraph>
        ) : (
          <PolicyText xml={policy} marked={marked} place={place} />
        )}
      </Part>
      {trace !== undefined && (
        <Verbatim title={t.playground.trace}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <section className="scrolling" tabIndex={0} aria-label={t.playground.trace}>
            <pre>{trace}</pre>
          </section>
        </Verbatim>
      )}
    </div>
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

/** What would have been enough, beside what the person has. */
function Missing({ explanation: { accepts, has } }: { readonly explanation: Explained['explanation'] }) {
  const { t } = useTexts();
  if (accepts === undefined || has === undefined) return null;
  return (
    <>
      <Part title={t.playground.missing}>
        <Paragraph>{accepts.length === 0 ? t.playground.nothingAccepted : t.playground.missingText}</Paragraph>
        {accepts.length > 0 && <SubjectList of={accepts} />}
      </Part>
      <Part title={t.playground.has}>
        {has.length === 0 ? <Paragraph>{t.playground.hasNothing}</Paragraph> : <SubjectList of={has} />}
      </Part>
    </>
  );
}

function Obligations({ of }: { readonly of: NonNullable<Explained['obligations']> }) {
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

import { Alert, Heading, Paragraph } from '@digdir/designsystemet-react';
import type { PolicyEffect } from '../api/types.ts';
import { DataTable } from '../components/data-table.tsx';
import { State } from '../components/state.tsx';
import { useActionName, useSubjectName } from './names.ts';
import { urnOf } from './policy-table.ts';
import { useTexts } from './words.ts';

type Change = PolicyEffect['changes'][number];

/** What saving does to who may do what: each request whose answer changes, with both answers. */
export function EffectList({ effect }: { readonly effect: PolicyEffect }) {
  const { t } = useTexts();
  const { total, asked, changes } = effect;
  return (
    <section className="stack tight">
      <Heading level={3} data-size="xs">
        {t.effect.title}
      </Heading>
      <Paragraph>{total === 0 ? t.effect.none(asked) : t.effect.some(total, asked)}</Paragraph>
      {changes.length > 0 && <Changes of={changes} />}
      {total > changes.length && <Paragraph>{t.effect.more(total - changes.length)}</Paragraph>}
      {effect.isCut && <Alert data-color="warning">{t.effect.cut(asked)}</Alert>}
      {effect.conditions > 0 && <Alert data-color="info">{t.effect.conditions(effect.conditions)}</Alert>}
    </section>
  );
}

function Changes({ of }: { readonly of: readonly Change[] }) {
  const { t } = useTexts();
  const nameOfSubject = useSubjectName();
  const nameOfAction = useActionName();
  return (
    <DataTable
      caption={t.effect.title}
      rows={of}
      keyOf={({ subject, action, within }) => JSON.stringify([subject, action, within])}
      columns={[
        {
          name: t.policy.who,
          kind: 'row',
          cell: ({ subject }) =>
            subject.length === 0 ? t.effect.anybody : subject.map(nameOfSubject).join(` ${t.playground.with} `),
        },
        { name: t.policy.oneAction, cell: ({ action }) => nameOfAction(action) },
        {
          name: t.policy.where,
          cell: ({ within }) => (within.length === 0 ? t.policy.whole : within.map(urnOf).join(' + ')),
        },
        { name: t.effect.before, cell: ({ before }) => <Decision of={before} /> },
        { name: t.effect.after, cell: ({ after }) => <Decision of={after} /> },
      ]}
    />
  );
}

const KINDS = { Permit: 'good', Deny: 'bad', NotApplicable: 'idle', Indeterminate: 'soon' } as const;

function Decision({ of }: { readonly of: Change['before'] }) {
  const { t } = useTexts();
  return <State kind={KINDS[of]}>{t.effect.decisions[of]}</State>;
}

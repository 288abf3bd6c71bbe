import { Button, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useFoundParties } from '../api/authorization.ts';
import type { PolicyTest, Tried } from '../api/types.ts';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { Failure } from '../components/failure.tsx';
import { Name } from '../components/name.tsx';
import { WhyLink } from '../playground/why-link.tsx';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { Coverage } from './coverage.tsx';
import { useActionName } from './names.ts';
import { TestEditor } from './test-editor.tsx';
import { PolicyFailure } from './xml-tab.tsx';

/** The tests beside the policy, and what the text being written answers. */
export function TestsTab(props: {
  readonly resource: string;
  readonly isDraft: boolean;
  readonly tests: readonly PolicyTest[];
  readonly actions: readonly string[];
  /** Of these very tests; undefined until they have run. */
  readonly tried: Tried | undefined;
  readonly error: unknown;
  readonly busy: boolean;
  readonly isDirty: boolean;
  readonly saving: boolean;
  readonly saveError: unknown;
  readonly onRun: () => void;
  readonly onChange: (tests: readonly PolicyTest[]) => void;
  readonly onSave: () => void;
}) {
  const { t } = useTexts();
  const [adding, setAdding] = useState(false);
  const { tests, tried } = props;
  return (
    <div className="stack">
      {tests.length === 0 ? (
        <Empty title={t.policy.noTests} text={t.policy.testsLead} />
      ) : (
        <>
          <Paragraph>{t.policy.testsLead}</Paragraph>
          <TestTable {...props} />
        </>
      )}
      <PolicyFailure error={props.error} />
      {props.saveError !== undefined && props.saveError !== null && <Failure error={props.saveError} />}
      <Paragraph role="status">
        {tried && tests.length > 0 && t.policy.ran(passed(tests, tried), tests.length)}
      </Paragraph>
      {tried && tests.length > 0 && <Coverage of={tried} />}
      <div className="row">
        {tests.length > 0 && (
          <Button loading={props.busy} onClick={props.onRun}>
            {t.policy.run}
          </Button>
        )}
        <Button
          variant={tests.length > 0 ? 'secondary' : 'primary'}
          aria-haspopup="dialog"
          onClick={() => setAdding(true)}
        >
          {t.policy.addTest}
        </Button>
        {props.isDirty && (
          <Button variant="secondary" loading={props.saving} onClick={props.onSave}>
            {t.policy.saveTests}
          </Button>
        )}
      </div>
      {adding && (
        <TestEditor
          resource={props.resource}
          actions={props.actions}
          onClose={() => setAdding(false)}
          onDone={(test) => {
            props.onChange([...tests, test]);
            setAdding(false);
          }}
        />
      )}
    </div>
  );
}

/** How many tests were answered as expected. */
export const passed = (tests: readonly PolicyTest[], { results }: Tried): number =>
  tests.filter((test, index) => results[index]?.decision === test.expected).length;

function TestTable(props: {
  readonly resource: string;
  /** The text that was tried is not stored, so that the PDP does not decide by it. */
  readonly isDraft: boolean;
  readonly tests: readonly PolicyTest[];
  readonly tried: Tried | undefined;
  readonly onChange: (tests: readonly PolicyTest[]) => void;
}) {
  const { t } = useTexts();
  const nameOfAction = useActionName();
  const { tests, tried } = props;
  const rows = tests.map((test, index) => ({ test, result: tried?.results[index] }));
  return (
    <DataTable
      caption={t.policy.testsCaption}
      rows={rows}
      // Two tests may be alike.
      keyOf={(_, index) => String(index)}
      columns={[
        { name: t.policy.test, cell: ({ test }) => <Name of={test.name} /> },
        {
          name: t.policy.question,
          cell: ({ test }) =>
            `${t.policy.kinds[test.subject.type]} ${test.subject.id}: ${nameOfAction(test.action)}${
              test.within === undefined ? '' : `, ${test.within}`
            } (${t.policy.party.toLowerCase()} ${test.party})`,
        },
        { name: t.policy.expected, cell: ({ test }) => t.policy.decisions[test.expected] },
        {
          name: t.policy.answer,
          cell: ({ test, result }) => (
            <>
              {result && (t.policy.decisions[result.decision] ?? result.decision)}
              {result?.rule && <Paragraph data-size="sm">{t.policy.byRule(result.rule.id)}</Paragraph>}
              {result && !props.isDraft && <WhyOfTest test={test} resource={props.resource} />}
            </>
          ),
        },
        {
          name: t.policy.result,
          cell: ({ test, result }) => <Outcome passes={result && result.decision === test.expected} />,
        },
        {
          name: t.common.remove,
          kind: 'action',
          cell: ({ test }, index) => (
            <Button
              variant="tertiary"
              data-size="sm"
              data-color="danger"
              aria-label={t.policy.removeTest(isolated(test.name))}
              onClick={() => props.onChange(tests.filter((_, place) => place !== index))}
            >
              {t.common.remove}
            </Button>
          ),
        },
      ]}
    />
  );
}

function Outcome({ passes }: { readonly passes: boolean | undefined }) {
  const { t } = useTexts();
  if (passes === undefined) return <Tag data-color="neutral">{t.policy.notRun}</Tag>;
  return <Tag data-color={passes ? 'success' : 'danger'}>{passes ? t.policy.passes : t.policy.fails}</Tag>;
}

const SUBJECTS = { person: 'user', organization: 'organization', systemUser: 'system-user' } as const;

/** Leads to why the PDP answers so; a person goes there by user number. */
function WhyOfTest({ test, resource }: { readonly test: Omit<PolicyTest, 'expected'>; readonly resource: string }) {
  const { type, id } = test.subject;
  const person = useFoundParties('person', type === 'person' ? id : '').data?.find(
    ({ personNumber }) => personNumber === id,
  );
  const subject = type === 'person' ? String(person?.userId ?? '') : id;
  // A place within the resource is no part of the playground's question, unless it is an instance.
  const [, instance = ''] = /^urn:altinn:(?:resource:)?instance-id:(.+)$/.exec(test.within ?? '') ?? [];
  if (test.within !== undefined && instance === '') return null;
  const of = { kind: SUBJECTS[type], subject, party: test.party, resource, action: test.action, instance };
  return <WhyLink of={of} about={isolated(test.name)} />;
}

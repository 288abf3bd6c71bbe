import { Alert, Checkbox, Paragraph } from '@digdir/designsystemet-react';
import { DataTable } from '../components/data-table.tsx';
import { matrixOf, withCell } from './matrix.ts';
import { useActionName, useSubjectName } from './names.ts';
import { type PolicyTable, urnOf } from './policy-table.ts';
import { useTexts } from './words.ts';

/** Who × action: a cell is a checkbox where it can be one. Every change is a change of the text, given to `onChange`. */
export function PolicyMatrix(props: {
  readonly resource: string;
  readonly xml: string;
  readonly table: PolicyTable;
  /** Of the policy that is stored, where it can be read. */
  readonly stored: PolicyTable | undefined;
  readonly onChange: (xml: string) => void;
}) {
  const { t } = useTexts();
  const nameOfSubject = useSubjectName();
  const nameOfAction = useActionName();
  const { resource, xml, table } = props;
  const { subjects, actions, cell, kept } = matrixOf(table, resource, props.stored);
  return (
    <div className="stack">
      <Paragraph className="prose">{t.effect.matrixLead}</Paragraph>
      {kept > 0 && <Alert data-color="info">{t.effect.keptRules(kept)}</Alert>}
      {subjects.length === 0 ? (
        <Paragraph>{t.effect.matrixEmpty}</Paragraph>
      ) : (
        <DataTable
          caption={t.effect.matrix}
          rows={subjects}
          keyOf={urnOf}
          columns={[
            { name: t.policy.who, kind: 'row', cell: nameOfSubject },
            ...actions.map((action) => ({
              name: nameOfAction(action),
              cell: (subject: (typeof subjects)[number]) => {
                const state = cell(subject, action);
                if (state === 'part') return t.effect.part;
                if (state === 'denied') return t.effect.decisions.Deny;
                return (
                  <Checkbox
                    data-color="accent"
                    aria-label={t.effect.cell(nameOfSubject(subject), nameOfAction(action))}
                    value={action}
                    checked={state === 'may'}
                    onChange={({ target }) =>
                      props.onChange(withCell(xml, table, resource, { subject, action, may: target.checked }))
                    }
                  />
                );
              },
            })),
          ]}
        />
      )}
    </div>
  );
}

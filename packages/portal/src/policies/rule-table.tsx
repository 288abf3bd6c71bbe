import { Button, Details, Field, Label, List, Paragraph, Select, Tag } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { DataTable } from '../components/data-table.tsx';
import { useTexts } from '../texts/index.tsx';
import { addRow, changeRow, isPlaceEditable, type RowWish, removeRule, setLevel, wishOf } from './edit-policy.ts';
import { useActionName, useSubjectName } from './names.ts';
import { type KeptRule, type PolicyTable, type RuleRow, termsOfResource, urnOf } from './policy-table.ts';
import { RowEditor } from './row-editor.tsx';

const LEVELS = [0, 1, 2, 3, 4];
const NEW_ROW: RowWish = { effect: 'Permit', description: '', subjects: [], actions: [], within: [] };

/** The policy as a table. Every change is a change of the text, given to `onChange`. */
export function RuleTable(props: {
  readonly resource: string;
  readonly xml: string;
  readonly table: PolicyTable;
  readonly onChange: (xml: string) => void;
}) {
  const { t } = useTexts();
  const { resource, xml, table, onChange } = props;
  const [editing, setEditing] = useState<RuleRow | 'new'>();
  const named = termsOfResource(resource);
  const rows = table.rules.flatMap((one) => (one.kind === 'row' ? [one] : []));
  const knownActions = [...new Set(rows.flatMap((row) => wishOf(row, named).actions))];
  return (
    <div className="stack">
      <Paragraph>{t.policy.tableLead}</Paragraph>
      {table.rules.length === 0 ? (
        <Paragraph>{t.policy.emptyTable}</Paragraph>
      ) : (
        <DataTable
          caption={t.policy.caption}
          rows={table.rules}
          keyOf={(rule) => `${rule.id} ${rule.element.start}`}
          whole={(rule) => (rule.kind === 'kept' ? <Kept rule={rule} xml={xml} /> : undefined)}
          columns={[
            { name: t.policy.who, cell: (rule) => rule.kind === 'row' && <Who row={rule} resource={resource} /> },
            {
              name: t.policy.effect,
              cell: (rule) =>
                rule.kind === 'row' && (
                  <Tag data-color={rule.effect === 'Permit' ? 'success' : 'danger'}>{t.policy[rule.effect]}</Tag>
                ),
            },
            { name: t.policy.what, cell: (rule) => rule.kind === 'row' && <What row={rule} resource={resource} /> },
            { name: t.policy.where, cell: (rule) => rule.kind === 'row' && <Where row={rule} resource={resource} /> },
            {
              name: t.policy.change,
              kind: 'actions',
              cell: (rule, index) => (
                <div className="row whole">
                  {rule.kind === 'row' && (
                    <Button
                      variant="secondary"
                      data-size="sm"
                      aria-haspopup="dialog"
                      aria-label={t.policy.changeRow(index + 1)}
                      onClick={() => setEditing(rule)}
                    >
                      {t.policy.change}
                    </Button>
                  )}
                  <Remove
                    rule={rule}
                    number={index + 1}
                    resource={resource}
                    onConfirm={async () => onChange(removeRule(xml, rule))}
                  />
                </div>
              ),
            },
          ]}
        />
      )}
      <div className="row">
        <Button variant="secondary" aria-haspopup="dialog" onClick={() => setEditing('new')}>
          {t.policy.add}
        </Button>
      </div>
      <div className="halves">
        {(['level', 'levelOrg'] as const).map((which) => (
          <Field key={which}>
            <Label>{t.policy[which]}</Label>
            <Select
              value={table[which]?.value ?? ''}
              onChange={({ target: { value } }) =>
                onChange(setLevel(xml, table, which, value === '' ? undefined : Number(value)))
              }
            >
              <Select.Option value="">{t.policy.noLevel}</Select.Option>
              {LEVELS.map((level) => (
                <Select.Option key={level} value={level}>
                  {t.policy.levelValue(level)}
                </Select.Option>
              ))}
            </Select>
          </Field>
        ))}
      </div>
      {editing !== undefined && (
        <RowEditor
          name={`row ${resource} ${editing === 'new' ? '' : editing.id}`}
          title={editing === 'new' ? t.policy.addTitle : t.policy.editTitle}
          start={editing === 'new' ? NEW_ROW : wishOf(editing, named)}
          isPlaceEditable={editing === 'new' || isPlaceEditable(editing, named)}
          knownActions={knownActions}
          onClose={() => setEditing(undefined)}
          onDone={(wish) => {
            onChange(editing === 'new' ? addRow(xml, table, wish, resource) : changeRow(xml, editing, wish, resource));
            setEditing(undefined);
          }}
        />
      )}
    </div>
  );
}

/** The dialog lies over the table, on a telephone over all of it: so it says itself which rule it is about. */
function Remove(props: {
  readonly rule: RuleRow | KeptRule;
  readonly number: number;
  readonly resource: string;
  readonly onConfirm: () => Promise<void>;
}) {
  const { t } = useTexts();
  const nameOfSubject = useSubjectName();
  const nameOfAction = useActionName();
  const { rule, number } = props;
  const told = (row: RuleRow) => {
    const { subjects, actions } = wishOf(row, termsOfResource(props.resource));
    return `${t.policy[row.effect]}: ${actions.map(nameOfAction).join(', ')} – ${subjects.map(nameOfSubject).join(', ')}`;
  };
  return (
    <ConfirmButton
      size="sm"
      label={t.common.remove}
      ariaLabel={t.policy.removeRow(number)}
      confirm={t.policy.removeIt}
      title={t.policy.removeTitle(number)}
      text={t.policy.removeText(rule.kind === 'row' ? told(rule) : rule.id)}
      onConfirm={props.onConfirm}
    />
  );
}

interface OfRow {
  readonly row: RuleRow;
  readonly resource: string;
}

function Who({ row, resource }: OfRow) {
  const nameOfSubject = useSubjectName();
  return (
    <div className="stack tight">
      <Several of={wishOf(row, termsOfResource(resource)).subjects.map((term) => nameOfSubject(term))} />
      {row.description !== '' && (
        <Paragraph data-size="sm" className="subtle">
          {row.description}
        </Paragraph>
      )}
    </div>
  );
}

function What({ row, resource }: OfRow) {
  const nameOfAction = useActionName();
  return <Several of={wishOf(row, termsOfResource(resource)).actions.map((action) => nameOfAction(action))} />;
}

function Where({ row, resource }: OfRow) {
  const { t } = useTexts();
  const named = termsOfResource(resource);
  const places = row.resources.alternatives.map(({ terms }) => terms.map(urnOf).join(' + '));
  const where = isPlaceEditable(row, named) ? wishOf(row, named).within.map(urnOf) : places;
  return where.length === 0 ? t.policy.whole : <Several of={where} />;
}

const Several = ({ of }: { readonly of: readonly string[] }) => (
  <List.Unordered>
    {[...new Set(of)].map((one) => (
      <List.Item key={one} className="long">
        {one}
      </List.Item>
    ))}
  </List.Unordered>
);

function Kept({ rule, xml }: { readonly rule: KeptRule; readonly xml: string }) {
  const { t } = useTexts();
  return (
    <div className="stack tight">
      <div className="row">
        <Tag data-color="neutral">{t.policy.kept}</Tag>
        <span className="long">{rule.id}</span>
      </div>
      <Paragraph>{t.policy.reasons[rule.reason]}</Paragraph>
      <Details>
        <Details.Summary>{t.policy.showXml}</Details.Summary>
        <Details.Content>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className="policy" tabIndex={0}>
            {xml.slice(rule.element.start, rule.element.end)}
          </pre>
        </Details.Content>
      </Details>
    </div>
  );
}

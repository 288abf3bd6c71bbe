/** A policy as a matrix of who × action: what each may do, and the change of the text that lets or stops it. */
import { addRow, changeRow, isPlaceEditable, removeRule, wishOf } from './edit-policy.ts';
import { type PolicyTable, type RuleRow, readPolicy, type Term, termsOfResource } from './policy-table.ts';

/** `part`: only somewhere in the resource. `other`: a rule that the matrix cannot show decides too, or one that refuses. */
export type Cell = 'may' | 'may not' | 'part' | 'denied';

export interface Matrix {
  readonly subjects: readonly Term[];
  readonly actions: readonly string[];
  readonly cell: (subject: Term, action: string) => Cell;
  /** Rules that a matrix cannot show. */
  readonly kept: number;
}

const CASELESS: ReadonlySet<string> = new Set(['urn:altinn:rolecode', 'urn:altinn:accesspackage']);
const keyOf = ({ id, value }: Term): string => `${id}:${CASELESS.has(id) ? value.toLowerCase() : value}`;
const isSame = (one: Term, other: Term): boolean => keyOf(one) === keyOf(other);

const rowsOf = (table: PolicyTable): readonly RuleRow[] =>
  table.rules.flatMap((rule) => (rule.kind === 'row' ? [rule] : []));

const isWhole = (row: RuleRow, named: readonly Term[]): boolean =>
  isPlaceEditable(row, named) && wishOf(row, named).within.length === 0;

/** The rows that are about the subject and the action. */
function rowsAbout(table: PolicyTable, named: readonly Term[], subject: Term, action: string): readonly RuleRow[] {
  return rowsOf(table).filter((row) => {
    const { subjects, actions } = wishOf(row, named);
    return subjects.some((one) => isSame(one, subject)) && actions.includes(action);
  });
}

/**
 * Reads the matrix of a policy.
 * @param stored of the policy before it was changed: whom and what it names stay, so that what is unticked can be ticked again
 */
export function matrixOf(table: PolicyTable, resource: string, stored?: PolicyTable): Matrix {
  const named = termsOfResource(resource);
  const wishes = [...(stored ? rowsOf(stored) : []), ...rowsOf(table)].map((row) => wishOf(row, named));
  const subjects = new Map(wishes.flatMap((wish) => wish.subjects.map((one) => [keyOf(one), one])));
  return {
    subjects: [...subjects.values()],
    actions: [...new Set(wishes.flatMap((wish) => wish.actions))],
    kept: table.rules.filter(({ kind }) => kind === 'kept').length,
    cell(subject, action) {
      const rows = rowsAbout(table, named, subject, action);
      if (rows.some(({ effect }) => effect === 'Deny')) return 'denied';
      if (rows.some((row) => isWhole(row, named))) return 'may';
      return rows.length > 0 ? 'part' : 'may not';
    },
  };
}

/**
 * Lets somebody do something to the whole resource, or stops it. Only the cell changes: a row that says more is split.
 * @param table of the text
 * @returns the text with the change; the same where the cell is as it is wished already
 */
export function withCell(
  xml: string,
  table: PolicyTable,
  resource: string,
  cell: { readonly subject: Term; readonly action: string; readonly may: boolean },
): string {
  const named = termsOfResource(resource);
  const { subject, action, may } = cell;
  const row = rowsAbout(table, named, subject, action).find((one) => one.effect === 'Permit' && isWhole(one, named));
  if (may) {
    if (row) return xml;
    const wish = { effect: 'Permit', description: '', subjects: [subject], actions: [action], within: [] } as const;
    return addRow(xml, table, wish, resource);
  }
  if (!row) return xml;
  const next = without(xml, table, row, cell, resource);
  const read = readPolicy(next);
  // Another row may let them too.
  return read ? withCell(next, read, resource, cell) : next;
}

function without(
  xml: string,
  table: PolicyTable,
  row: RuleRow,
  { subject, action }: { readonly subject: Term; readonly action: string },
  resource: string,
): string {
  const named = termsOfResource(resource);
  const wish = wishOf(row, named);
  const subjects = wish.subjects.filter((one) => !isSame(one, subject));
  const actions = wish.actions.filter((one) => one !== action);
  if (subjects.length === 0 && actions.length === 0) return removeRule(xml, row);
  if (subjects.length === 0) return changeRow(xml, row, { ...wish, actions }, resource);
  if (actions.length === 0) return changeRow(xml, row, { ...wish, subjects }, resource);
  // The rest of the row stays, and what the subject keeps comes in one of its own.
  const own = wish.subjects.filter((one) => isSame(one, subject));
  const added = addRow(xml, table, { ...wish, subjects: own, actions }, resource);
  return changeRow(added, row, { ...wish, subjects }, resource);
}

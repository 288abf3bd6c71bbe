import { describe, expect, it } from 'vitest';
import { addRow, emptyPolicy, type RowWish } from './edit-policy.ts';
import { type Cell, matrixOf, withCell } from './matrix.ts';
import { type PolicyTable, readPolicy, termOf } from './policy-table.ts';

const RESOURCE = 'skogdir-felling';

function tableOf(xml: string): PolicyTable {
  const table = readPolicy(xml);
  if (!table) throw new Error('not a policy');
  return table;
}
const policy = (...wishes: readonly Partial<RowWish>[]) =>
  wishes.reduce((xml, wish) => {
    const whole: RowWish = { effect: 'Permit', description: '', subjects: [], actions: [], within: [], ...wish };
    return addRow(xml, tableOf(xml), whole, RESOURCE);
  }, emptyPolicy(RESOURCE));
const term = (urn: string) => {
  const found = termOf(urn);
  if (!found) throw new Error(urn);
  return found;
};
const [A, B] = [term('urn:altinn:rolecode:DAGL'), term('urn:altinn:accesspackage:skogbruk')] as const;
const cells = (xml: string): Record<string, Cell> => {
  const { subjects, actions, cell } = matrixOf(tableOf(xml), RESOURCE);
  return Object.fromEntries(
    subjects.flatMap((subject) => actions.map((action) => [`${subject.value} ${action}`, cell(subject, action)])),
  );
};

describe('a policy as a matrix', () => {
  it('tells what each may do, may not, or may in a part', () => {
    const xml = policy(
      { subjects: [A, B], actions: ['read'] },
      { subjects: [A], actions: ['write'], within: [term('urn:altinn:task:Task_1')] },
      { effect: 'Deny', subjects: [B], actions: ['sign'] },
    );
    expect(cells(xml)).toEqual({
      'DAGL read': 'may',
      'DAGL write': 'part',
      'DAGL sign': 'may not',
      'skogbruk read': 'may',
      'skogbruk write': 'may not',
      'skogbruk sign': 'denied',
    });
  });

  it('changes one cell and no other, whichever rows say it', () => {
    const both = policy(
      { subjects: [A, B], actions: ['read', 'write'], description: 'All' },
      { subjects: [term('urn:altinn:rolecode:dagl')], actions: ['read'] },
    );
    for (const subject of [A, B])
      for (const action of ['read', 'write']) {
        const changed = withCell(both, tableOf(both), RESOURCE, { subject, action, may: false });
        const name = `${subject.value} ${action}`;
        const wanted = { 'DAGL read': 'may', 'DAGL write': 'may', 'skogbruk read': 'may', 'skogbruk write': 'may' };
        const after = Object.fromEntries(
          Object.entries(cells(changed)).map(([cell, state]) => [cell.replace('dagl', 'DAGL'), state]),
        );
        expect(after).toEqual({ ...wanted, [name]: 'may not' });
        const back = withCell(changed, tableOf(changed), RESOURCE, { subject, action, may: true });
        expect(new Set(Object.values(cells(back)))).toEqual(new Set(['may']));
      }
  });

  it('takes a row away with its last cell, and leaves the text where nothing changes', () => {
    const one = policy({ subjects: [A], actions: ['read'] });
    expect(withCell(one, tableOf(one), RESOURCE, { subject: A, action: 'read', may: true })).toBe(one);
    expect(withCell(one, tableOf(one), RESOURCE, { subject: B, action: 'read', may: false })).toBe(one);
    const none = withCell(one, tableOf(one), RESOURCE, { subject: A, action: 'read', may: false });
    expect(none).toBe(emptyPolicy(RESOURCE));
    const { subjects, actions, cell } = matrixOf(tableOf(none), RESOURCE, tableOf(one));
    expect([subjects, actions, cell(A, 'read')]).toEqual([[A], ['read'], 'may not']);
  });
});

import { DatabaseSync, StatementSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SQLITE_SCHEMA } from '../database/index.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const PARTY = 50020008;
const S = '/storage/api/v1/instances';
const ENDED = { ended: '2030-01-05T08:20:11Z' };
const OWNER = ['altinn:serviceowner/instances.read', 'altinn:serviceowner/instances.write'];

/** What SQLite is asked while something runs. */
async function statementsOf(run: () => Promise<unknown>): Promise<readonly string[]> {
  const asked: string[] = [];
  for (const method of ['all', 'run'] as const) {
    const real = StatementSync.prototype[method] as (this: StatementSync, ...values: unknown[]) => never;
    vi.spyOn(StatementSync.prototype, method).mockImplementation(function (this: StatementSync, ...values: unknown[]) {
      asked.push(this.sourceSQL);
      return real.apply(this, values);
    });
  }
  await run();
  vi.restoreAllMocks();
  return asked;
}

describe.skipIf(process.env['PORTVAKT_TEST_DATABASE_URL'] !== undefined)('a list of instances', () => {
  let box: Sandbox;
  let owner: string;
  beforeAll(async () => {
    box = await startSandbox();
    owner = await box.altinnToken('310001236', OWNER);
  });
  afterAll(() => box.stop());

  /** By the managing director: the service owner may not. */
  const remove = async (id: string, hard: boolean) => {
    const token = await box.personToken('01816010027');
    expect((await box.call('DELETE', `${S}/${id}?hard=${hard}`, { token })).status).toBe(200);
  };

  /** Some with a process, and some that Storage was given without one: what task these are in only the database knows. */
  async function make(count: number): Promise<void> {
    const body = { instanceOwner: { partyId: String(PARTY) } };
    for (let made = 0; made < count; made += 1) {
      const path = made % 2 === 0 ? '/ttd/demo/instances' : `${S}?appId=ttd/demo`;
      expect((await box.call('POST', path, { token: owner, body })).status).toBe(201);
    }
  }

  it('asks the database no more for many rows than for a few, decided anew or not (altinn-instances#94)', async () => {
    const listed = async (token: string, rows: number) => {
      const list = () =>
        box.call<{ count: number }>('GET', `${S}?instanceOwner.partyId=${PARTY}&appId=ttd/demo`, { token });
      const anew = await statementsOf(list);
      expect((await list()).body.count).toBe(rows);
      return [anew.length, (await statementsOf(list)).length];
    };
    const director = await box.personToken('01816010027');
    await make(4);
    await listed(owner, 4);
    const few = [await listed(director, 4), await listed(owner, 4)];
    // Nothing is held of what has been decided before.
    await box.call('POST', '/sandbox/reset');
    await make(64);
    const many = [await listed(await box.personToken('01816010027'), 64), await listed(owner, 64)];
    // Fewer may be: what is written now and then falls into one of them.
    for (const [index, count] of many.flat().entries()) expect(count).toBeLessThanOrEqual(few.flat()[index] ?? 0);
    expect(Math.max(...many.flat())).toBeLessThan(25);
  });

  /** How SQLite finds what a statement asks for. */
  function planOf(statement: string): string {
    const sqlite = new DatabaseSync(':memory:');
    sqlite.exec(SQLITE_SCHEMA.join(';\n'));
    const rows = sqlite.prepare(`explain query plan ${statement}`).all() as { readonly detail: string }[];
    sqlite.close();
    return rows.map(({ detail }) => detail).join('; ');
  }

  it.each([
    ['org=ttd', 'instance_of_org'],
    ['org=ttd&order=asc:lastChanged', 'instance_of_org'],
    ['appId=ttd/demo', 'instance_of_app'],
    ['org=ttd&process.currentTask=Task_1', 'instance_in_task'],
    ['org=ttd&process.isComplete=true', 'instance_complete'],
    ['org=ttd&process.isComplete=true&excludeConfirmedBy=ttd', 'instance_(complete|to_fetch)'],
    ['org=ttd&process.isComplete=false', 'instance_under_way'],
    ['org=ttd&status.isSoftDeleted=true', 'instance_soft_deleted'],
    ['org=ttd&status.isHardDeleted=true', 'instance_hard_deleted'],
  ])(
    'of %s is read where a page begins, by an index that has its order (altinn-instances#95)',
    async (query, index) => {
      const body = { instanceOwner: { partyId: String(PARTY) } };
      for (let made = 0; made < 3; made += 1) {
        const { id } = (await box.call<{ id: string }>('POST', '/ttd/demo/instances', { token: owner, body })).body;
        if (/Complete=true/.test(query)) await box.call('PUT', `${S}/${id}/process`, { token: owner, body: ENDED });
        if (/Deleted/.test(query)) await remove(id, /Hard/.test(query));
      }
      const first = await box.call<{ next: string | null }>('GET', `${S}?${query}&size=1`, { token: owner });
      const { pathname, search } = new URL(first.body.next ?? 'none:');
      const asked = await statementsOf(() => box.call('GET', `${pathname}${search}`, { token: owner }));
      const list = asked.find((one) => /from "instance" where .*limit/.test(one)) ?? '';
      const plan = planOf(list);
      expect(plan).toMatch(
        new RegExp(`^SEARCH instance USING (COVERING )?INDEX ${index} \\(.*\\(last_changed,id\\)[<>]`),
      );
      expect(plan).not.toMatch(/TEMP B-TREE/);
    },
  );
});

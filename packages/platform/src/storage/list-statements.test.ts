import { StatementSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const PARTY = 50020008;
const S = '/storage/api/v1/instances';
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
    expect(many).toEqual(few);
    expect(Math.max(...many.flat())).toBeLessThan(25);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { createDelegations } from '../delegations/index.ts';
import { createRegister } from '../register/index.ts';
import { createResources, writePolicy } from '../resources/index.ts';
import { AttributeSet, type DecisionRequest } from './attributes.ts';
import type { Outcome } from './decide.ts';
import { type Harness, startHarness } from './harness.ts';
import { createAuthorization } from './index.ts';
import * as name from './names.ts';

const GUID = '11111111-2222-4333-8444-555555555555';
const DIRECTOR = [name.PERSON_NUMBER, '01816010027'] as const;
const BAKERY = [name.ORGANIZATION_NUMBER, '310044423'] as const;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ stored: true });
});
afterAll(() => harness.close());

type Pair = readonly [id: string, value: string];
const set = (...pairs: readonly Pair[]): AttributeSet => {
  const made = new AttributeSet();
  for (const [id, value] of pairs) made.add(id, value);
  return made;
};
const request = (subject: Pair, ...resource: readonly Pair[]): DecisionRequest => ({
  subject: set(subject),
  action: set([name.ACTION_ID, 'read']),
  resource: set(...resource),
  others: new Map(),
});

type Plugin = Parameters<Database['db']['withPlugin']>[0];

/**
 * The same database, and the longest row of statements each of which may have waited for the one before: one that begins when another has
 * been answered counts as later than that.
 */
function watched(database: Database): { database: Database; trips: { longest: number; statements: number } } {
  const trips = { longest: 0, statements: 0 };
  const begun = new WeakMap<object, number>();
  const plugin: Plugin = {
    transformQuery({ node, queryId }) {
      begun.set(queryId, trips.longest + 1);
      trips.statements += 1;
      return node;
    },
    async transformResult({ result, queryId }) {
      trips.longest = Math.max(trips.longest, begun.get(queryId) ?? 0);
      return result;
    },
  };
  const read: Database['read'] = async (...asked) => {
    const trip = trips.longest + 1;
    trips.statements += 1;
    const rows = await database.read(...asked);
    trips.longest = Math.max(trips.longest, trip);
    return rows;
  };
  return { database: { ...database, db: database.db.withPlugin(plugin), read }, trips };
}

/** Decides on a node that has just begun, and so knows nobody. */
async function decideCold(
  asked: DecisionRequest,
): Promise<{ outcome: Outcome; trips: number; statements: number; again: number }> {
  const { database, trips } = watched(harness.database);
  const { clock, instances } = harness;
  const register = await createRegister({ database, clock });
  const resources = await createResources({ database, clock });
  const delegations = createDelegations({ database, clock, register, resources });
  const { decider } = createAuthorization({
    database,
    clock,
    register,
    resources,
    delegations,
    instances: async (id) => instances.get(id),
  });
  Object.assign(trips, { longest: 0, statements: 0 });
  const outcome = await decider.decide(asked, 'external');
  const { longest, statements } = trips;
  await decider.decide(asked, 'external');
  return { outcome, trips: longest, statements, again: trips.statements - statements };
}

describe('a decision about parties never seen before', () => {
  it('takes two round trips for a person with a role, and none when it is asked for again', async () => {
    const found = await decideCold(request(DIRECTOR, [name.RESOURCE_ID, 'skogdir-felling'], BAKERY));
    expect(found).toMatchObject({ outcome: { decision: 'Permit' }, trips: 2, statements: 10, again: 0 });
  });

  it('takes two where the policy asks for packages, and those that were given count', async () => {
    const found = await decideCold(request(DIRECTOR, [name.RESOURCE_ID, 'ttd-lonnsrapport'], BAKERY));
    expect(found).toMatchObject({ outcome: { decision: 'Permit' }, trips: 2, again: 0 });
  });

  it('takes two for a sub-unit, whose main unit counts too', async () => {
    const { db } = harness.database;
    const unit = await db
      .selectFrom('party')
      .select('party_id')
      .where('parent_uuid', 'is not', null)
      .executeTakeFirstOrThrow();
    const party = [name.PARTY_ID, String(unit.party_id)] as const;
    const found = await decideCold(request(DIRECTOR, [name.RESOURCE_ID, 'ttd-lonnsrapport'], party));
    expect(found.outcome.decision).not.toBe('Indeterminate');
    expect(found.trips).toBe(2);
  });

  it('takes three for a person named by its UUID, which may be that of an organisation too', async () => {
    const director = [name.PARTY_UUID, '10000000-0000-4000-8000-000000000001'] as const;
    const found = await decideCold(request(director, [name.RESOURCE_ID, 'skogdir-felling'], BAKERY));
    expect(found).toMatchObject({ outcome: { decision: 'Permit' }, trips: 3, again: 0 });
  });

  it('takes two for a system user, and one where nobody is known', async () => {
    const systemUser = [name.SYSTEM_USER, '5f8f1e0a-8e8f-4b5a-9f0e-0a4b5c6d7e8f'] as const;
    const found = await decideCold(request(systemUser, [name.RESOURCE_ID, 'ttd-lonnsrapport'], BAKERY));
    expect(found).toMatchObject({ outcome: { decision: 'NotApplicable' }, trips: 2 });
    const nobody = [name.PARTY_ID, '1'] as const;
    expect(await decideCold(request(DIRECTOR, [name.RESOURCE_ID, 'skogdir-felling'], nobody))).toMatchObject({
      outcome: { decision: 'NotApplicable' },
      trips: 1,
    });
  });

  it('takes three where only the instance tells which app it is', async () => {
    const resourceId = 'app_ttd_demo';
    const rules = [{ subjects: ['urn:altinn:rolecode:DAGL'], actions: ['read'], within: ['urn:altinn:task:Task_1'] }];
    await harness.database.transaction(
      async (trx, announce) =>
        void (await harness.resources.savePolicy(trx, announce, resourceId, writePolicy({ resourceId, rules }))),
    );
    const id = `50020008/${GUID}`;
    harness.instances.set(id, { org: 'ttd', app: 'demo', partyId: 50020008, task: 'Task_1' });
    const found = await decideCold(request(DIRECTOR, [name.INSTANCE_ID, id]));
    expect(found.outcome.decision).toBe('Permit');
    expect(found.trips).toBeLessThanOrEqual(3);
  });
});

describe('requests that belong together', () => {
  it('see one answer to each question, each of which is asked once', async () => {
    const { database, trips } = watched(harness.database);
    const { clock } = harness;
    const register = await createRegister({ database, clock });
    const resources = await createResources({ database, clock });
    const delegations = createDelegations({ database, clock, register, resources });
    const asked: string[] = [];
    const { decider } = createAuthorization({
      database,
      clock,
      register,
      resources,
      delegations,
      instances: async (id) => {
        asked.push(id);
        return { org: 'ttd', app: 'demo', partyId: 50020008, task: `Task_${asked.length}` };
      },
    });
    const one = () => request(DIRECTOR, [name.INSTANCE_ID, `50020008/${GUID}`]);
    const together = decider.together();
    // At the same time, too.
    const outcomes = await Promise.all([together.decide(one(), 'external'), together.decide(one(), 'external')]);
    const { statements } = trips;
    outcomes.push(await together.decide(one(), 'external'));
    expect(outcomes.map(({ decision }) => decision)).toEqual(['Permit', 'Permit', 'Permit']);
    expect([asked.length, trips.statements]).toEqual([1, statements]);
    expect((await decider.decide(one(), 'external')).decision).toBe('NotApplicable');
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePolicy } from '../resources/index.ts';
import { AttributeSet, type DecisionRequest } from './attributes.ts';
import type { Outcome } from './decide.ts';
import { keyOf } from './decision-memory.ts';
import { type Harness, startHarness } from './harness.ts';
import * as name from './names.ts';

type Pair = readonly [id: string, value: string];
interface Asked {
  readonly subject: readonly Pair[];
  readonly action: readonly Pair[];
  readonly resource: readonly Pair[];
}

const setOf = (pairs: readonly Pair[]): AttributeSet => {
  const set = new AttributeSet();
  for (const [id, value] of pairs) set.add(id, value);
  return set;
};
/** A new one each time: deciding changes it. */
const requestOf = ({ subject, action, resource }: Asked): DecisionRequest => ({
  subject: setOf(subject),
  action: setOf(action),
  resource: setOf(resource),
  others: new Map(),
});

describe('the key of a request', () => {
  const id = fc.constantFrom(name.USER_ID, name.PARTY_ID, name.RESOURCE_ID, 'a', 'aa', '1:a', '=', '');
  const value = fc.oneof(fc.constantFrom('', '1', '1:', '1:1', '=1:1', '2;', 'ā'), fc.string({ maxLength: 4 }));
  const pairs = fc.array(fc.tuple(id, value), { maxLength: 3 });
  const asked: fc.Arbitrary<Asked> = fc.record({ subject: pairs, action: pairs, resource: pairs });
  /** What is in a request, in full. */
  const whole = (one: Asked) =>
    JSON.stringify([one.subject, one.action, one.resource].map((part) => setOf(part).attributes));

  it('is the same for equal requests only', () => {
    fc.assert(
      fc.property(asked, asked, (one, other) => {
        const same = whole(one) === whole(other);
        expect(keyOf(requestOf(one), 'external') === keyOf(requestOf(other), 'external')).toBe(same);
      }),
      { numRuns: 20_000 },
    );
  });

  it('tells the two endpoints apart, and is missing for what is not remembered', () => {
    const plain = { subject: [[name.USER_ID, '1']], action: [], resource: [] } as const;
    expect(keyOf(requestOf(plain), 'external')).not.toBe(keyOf(requestOf(plain), 'internal'));
    const echoing = requestOf(plain);
    echoing.action.add(name.ACTION_ID, 'read', true);
    const typed = requestOf(plain);
    typed.action.add(name.ACTION_ID, '1', false, name.INTEGER_TYPE);
    const long = requestOf({ ...plain, resource: [[name.RESOURCE_ID, 'x'.repeat(1_000)]] });
    const more = { ...requestOf(plain), others: new Map([[name.ENVIRONMENT_CATEGORY, setOf([])]]) };
    const instances = [name.INSTANCE_ID, name.RESOURCE_INSTANCE_ID].map((one) =>
      requestOf({ ...plain, resource: [[one, '1/2']] }),
    );
    for (const one of [echoing, typed, long, more, ...instances]) expect(keyOf(one, 'external')).toBeUndefined();
  });
});

describe('a decision that was made before', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ stored: true, memory: { decisions: 400 } });
  });
  afterAll(() => harness.close());

  const SYSTEM_USER = '5f8f1e0a-8e8f-4b5a-9f0e-0a4b5c6d7e8f';
  const HOLDERS = ['10000000-0000-4000-8000-000000000011', '10000000-0000-4000-8000-000000000001'];
  const PARTIES = ['20000000-0000-4000-8000-000000000008', '20000000-0000-4000-8000-000000000010'];
  const RESOURCES = ['skogdir-felling', 'ttd-lonnsrapport', 'app_ttd_demo', 'not-there'];
  const subjects: readonly (readonly Pair[])[] = [
    [[name.USER_ID, '20001']],
    [[name.USER_ID, '20011']],
    [[name.PERSON_NUMBER, '11918010779']],
    [[name.PARTY_ID, '50020010']],
    [[name.SYSTEM_USER, SYSTEM_USER]],
    [[name.ORG, 'ttd']],
    [
      [name.USER_ID, '20001'],
      [name.SCOPE, 'a'],
    ],
    [],
  ];
  const parties: readonly Pair[] = [
    [name.ORGANIZATION_NUMBER, '310044423'],
    [name.PARTY_ID, '50020010'],
    [name.PARTY_UUID, PARTIES[0] ?? ''],
  ];
  const asked: fc.Arbitrary<Asked> = fc.record({
    subject: fc.constantFrom(...subjects),
    action: fc.constantFrom<readonly Pair[]>([[name.ACTION_ID, 'read']], [[name.ACTION_ID, 'write']], []),
    resource: fc
      .tuple(fc.constantFrom(...RESOURCES), fc.constantFrom(...parties))
      .map(([resource, party]): readonly Pair[] => [[name.RESOURCE_ID, resource], party]),
  });
  const change = fc.record({
    kind: fc.constantFrom('give', 'take', 'policy', 'delegate', 'withdraw', 'lists'),
    holder: fc.constantFrom(...HOLDERS),
    of: fc.constantFrom(...PARTIES),
    role: fc.constantFrom('DAGL', 'LEDE'),
    resource: fc.constantFrom('skogdir-felling', 'ttd-lonnsrapport'),
    on: fc.boolean(),
  });

  type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;
  const make = async ({ kind, holder, of, role, resource, on }: Change) => {
    const { register, resources, stored, database } = harness;
    const [from, record] = [await register.party({ uuid: of }), await resources.resource(resource)];
    if (!from || !record) throw new Error('missing');
    await database.transaction(async (trx, announce) => {
      if (kind === 'give') await register.giveRoles(trx, announce, [{ holder, role, of }]);
      else if (kind === 'take') await register.takeRoles(trx, announce, { holder, of });
      else if (kind === 'policy') {
        const rules = [{ subjects: [`urn:altinn:rolecode:${role}`], actions: on ? ['read'] : ['read', 'write'] }];
        await resources.savePolicy(trx, announce, resource, writePolicy({ resourceId: resource, rules }));
      } else if (kind === 'delegate') {
        const rights = [{ resourceId: resource, action: 'read' }];
        const grant = { to: SYSTEM_USER, from, by: holder, rights, packages: [] };
        await stored.grantToSystemUser(trx, announce, grant);
      } else if (kind === 'withdraw') await stored.revokeAll(trx, announce, { to: SYSTEM_USER });
      else await resources.saveResource(trx, announce, { ...record, accessListMode: on ? 'Enabled' : 'Disabled' });
    });
  };
  const shown = ({ decision, status, decidedBy, obligations }: Outcome) => ({
    decision,
    status,
    decidedBy,
    obligations,
  });

  it('is what would be decided now, whatever has changed in between', { timeout: 60_000 }, async () => {
    let remembered = 0;
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(change, fc.array(asked, { minLength: 30, maxLength: 60 }), async (wish, questions) => {
        for (let round = 0; round < 6; round += 1) {
          if (round === 1) await make(wish);
          for (const one of questions)
            for (const side of ['external', 'internal'] as const) {
              const given = await harness.authorization.answer(requestOf(one), side);
              const now = await harness.authorization.evaluate(requestOf(one), side);
              if (given.remembered) remembered += 1;
              seen.add(`${now.decision} by ${now.decidedBy}`);
              expect(shown(given), JSON.stringify(one)).toEqual(shown(now));
            }
        }
      }),
      { numRuns: 40 },
    );
    expect(remembered).toBeGreaterThan(1_000);
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'Permit by policy',
        'NotApplicable by policy',
        'Deny by access list',
        'Permit by delegation',
      ]),
    );
  });

  it('is counted each time', async () => {
    const total = async () => {
      const [metric] = await harness.authorization.metrics();
      return (metric?.samples ?? []).reduce((sum, { value }) => sum + value, 0);
    };
    const one = {
      subject: subjects[0] ?? [],
      action: [],
      resource: [[name.RESOURCE_ID, 'skogdir-felling'], parties[0] as Pair],
    };
    const before = await total();
    for (let n = 0; n < 5; n += 1) await harness.authorization.answer(requestOf(one as Asked), 'external');
    expect((await total()) - before).toBe(5);
  });
});

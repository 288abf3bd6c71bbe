import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePolicy } from '../resources/index.ts';
import { AttributeSet, type DecisionRequest } from './attributes.ts';
import type { Outcome } from './decide.ts';
import { type Harness, startHarness } from './harness.ts';
import { multiRequest } from './json-request.ts';
import * as name from './names.ts';
import { keyOf } from './request-key.ts';

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

  it('is the same for two multi requests only when they ask the same, and as that of a single one that does', () => {
    const parts = (one: Asked): DecisionRequest => {
      const attributes = (list: readonly Pair[]) =>
        list.map(([attribute, text]) => ({
          id: attribute,
          value: text,
          dataType: undefined,
          includeInResult: false,
        }));
      const category = (Id: string, list: readonly Pair[]) => ({
        categoryId: undefined,
        id: Id,
        attributes: attributes(list),
      });
      const [part] = multiRequest({
        subjects: [category('s', one.subject)],
        actions: [category('a', one.action)],
        resources: [category('r', one.resource)],
        categories: [],
        references: [['s', 'a', 'r'], ['s']],
      });
      if (!part) throw new Error('no part');
      return part;
    };
    fc.assert(
      fc.property(asked, asked, (one, other) => {
        const [key, otherKey] = [keyOf(parts(one), 'external'), keyOf(parts(other), 'external')];
        expect(key === otherKey).toBe(JSON.stringify(one) === JSON.stringify(other));
        // The sets are made of the same, and equal keys of both forms mean equal sets.
        expect(whole(one)).toBe(
          JSON.stringify([parts(one).subject, parts(one).action, parts(one).resource].map((set) => set.attributes)),
        );
        if (key === keyOf(requestOf(other), 'external')) expect(whole(one)).toBe(whole(other));
      }),
      { numRuns: 10_000 },
    );
  });

  it('is not taken from a list where a category says that it is another, or a value that it is no text', () => {
    const value = { id: name.USER_ID, value: '1', includeInResult: false };
    const category = (categoryId: string | undefined, dataType: string | undefined) => ({
      categoryId,
      id: 's',
      attributes: [{ ...value, dataType }],
    });
    const keyFor = (one: ReturnType<typeof category>) => {
      const read = { subjects: [one], actions: [], resources: [], categories: [], references: [['s'], ['s']] };
      const [part] = multiRequest(read);
      return part && keyOf(part, 'external');
    };
    const plain = keyFor(category(undefined, undefined));
    expect(plain).toBeDefined();
    expect(keyFor(category(name.SUBJECT_CATEGORY, name.STRING_TYPE))).toBe(plain);
    expect(keyFor(category(name.RESOURCE_CATEGORY, undefined))).not.toBe(plain);
    expect(keyFor(category('urn:more', undefined))).toBeUndefined();
    expect(keyFor(category(undefined, name.INTEGER_TYPE))).toBeUndefined();
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
    harness = await startHarness({ stored: true, memory: { decisions: 2_000 } });
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
  const actions: readonly (readonly Pair[])[] = [[[name.ACTION_ID, 'read']], [[name.ACTION_ID, 'write']], []];
  const questions: readonly Asked[] = subjects.flatMap((subject) =>
    actions.flatMap((action) =>
      RESOURCES.flatMap((resource) =>
        parties.map((party): Asked => ({ subject, action, resource: [[name.RESOURCE_ID, resource], party] })),
      ),
    ),
  );

  type Work = (...trx: Parameters<Parameters<Harness['database']['transaction']>[0]>) => Promise<unknown>;
  const inside = (work: Work) => () =>
    harness.database.transaction(async (trx, announce) => void (await work(trx, announce)));
  const [STRANGER = '', BAKERY = '', FELLING = ''] = [HOLDERS[0], PARTIES[0], RESOURCES[0]];
  const policy = (subject: string, actions: readonly string[]) =>
    inside((trx, announce) =>
      harness.resources.savePolicy(
        trx,
        announce,
        FELLING,
        writePolicy({ resourceId: FELLING, rules: [{ subjects: [subject], actions: [...actions] }] }),
      ),
    );
  const lists = (accessListMode: 'Enabled' | 'Disabled') => async () => {
    const record = await harness.resources.resource(FELLING);
    if (!record) throw new Error('missing');
    await inside((trx, announce) => harness.resources.saveResource(trx, announce, { ...record, accessListMode }))();
  };
  const CHANGES: Readonly<Record<string, () => Promise<void>>> = {
    'a role given': inside((trx, announce) =>
      harness.register.giveRoles(trx, announce, [{ holder: STRANGER, role: 'DAGL', of: BAKERY }]),
    ),
    'a policy': policy('urn:altinn:rolecode:DAGL', ['read']),
    'a role taken': inside((trx, announce) =>
      harness.register.takeRoles(trx, announce, { holder: STRANGER, of: BAKERY }),
    ),
    'a delegation given': async () => {
      const from = await harness.register.party({ uuid: BAKERY });
      if (!from) throw new Error('missing');
      const rights = [{ resourceId: FELLING, action: 'read' }];
      const grant = { to: SYSTEM_USER, from, by: STRANGER, rights, packages: [] };
      await inside((trx, announce) => harness.stored.grantPlanned(trx, announce, grant))();
    },
    'access lists': lists('Enabled'),
    'no access lists': lists('Disabled'),
    'a delegation taken': inside((trx, announce) => harness.stored.revokeAll(trx, announce, { to: SYSTEM_USER })),
    'another policy': policy('urn:altinn:org:ttd', ['read', 'write']),
  };
  const shown = ({ decision, status, decidedBy, obligations }: Outcome) => ({
    decision,
    status,
    decidedBy,
    obligations,
  });

  it('is what would be decided now, whatever has changed in between', async () => {
    const seen = new Set<string>();
    let remembered = 0;
    const compareAll = async (what: string): Promise<readonly string[]> => {
      const all: string[] = [];
      for (const one of questions)
        for (const side of ['external', 'internal'] as const) {
          const given = await harness.authorization.remembering.decide(requestOf(one), side);
          const now = shown(await harness.authorization.decider.decide(requestOf(one), side));
          if (!given.context && given.decidedBy !== 'error') remembered += 1;
          seen.add(`${now.decision} by ${now.decidedBy}`);
          expect(shown(given), `${what}: ${JSON.stringify(one)}`).toEqual(now);
          all.push(JSON.stringify(now));
        }
      return all;
    };
    let before = await compareAll('at first');
    for (const [what, make] of Object.entries(CHANGES)) {
      for (let again = 0; again < 2; again += 1) before = await compareAll(`before ${what}`);
      await make();
      // A change that changes nothing would prove nothing.
      expect(await compareAll(what), what).not.toEqual(before);
    }
    expect(remembered).toBeGreaterThan(5_000);
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
      const { counts, lookups } = harness.authorization;
      return (await counts.sums(lookups.resources)).reduce((sum, { value }) => sum + value, 0);
    };
    const one = {
      subject: subjects[0] ?? [],
      action: [],
      resource: [[name.RESOURCE_ID, 'skogdir-felling'], parties[0] as Pair],
    };
    const before = await total();
    for (let n = 0; n < 5; n += 1) await harness.authorization.remembering.decide(requestOf(one as Asked), 'external');
    expect((await total()) - before).toBe(5);
  });
});

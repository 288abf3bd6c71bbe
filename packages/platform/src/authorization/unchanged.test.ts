import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DecisionCounts } from './decision-counts.ts';
import { type Harness, requestBody, startHarness } from './harness.ts';

const ORGANIZATIONS = ['310044423', '310019747', '310001236', '310056766', '000000000'];
const RESOURCES = ['skogdir-felling', 'ttd-lonnsrapport', 'not-there'];
const AUTHORIZE = '/authorization/api/v1/authorize';
const DECISION = '/authorization/api/v1/decision';

let harness: Harness;
let token: string;
beforeAll(async () => {
  harness = await startHarness({ stored: true });
  token = await harness.token('altinn:authorization/authorize');
});
afterAll(() => harness.close());

const post = (url: string, payload: unknown, type = 'application/json') =>
  harness.app.inject({
    method: 'POST',
    url,
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });

/** Every row of every table, as text. */
async function dump(): Promise<Record<string, readonly string[]>> {
  const { db } = harness.database;
  const found: Record<string, readonly string[]> = {};
  for (const { name } of await db.introspection.getTables()) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db);
    found[name] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return found;
}

const people = ['20001', '20002', '20011', '99999999', 'x'];
const questions = people.flatMap((userId) =>
  ORGANIZATIONS.flatMap((organization) =>
    RESOURCES.flatMap((resource) =>
      ['read', 'write', 'sign'].map((action) =>
        requestBody({ 'urn:altinn:userid': userId }, action, {
          'urn:altinn:resource': resource,
          'urn:altinn:organization:identifier-no': organization,
        }),
      ),
    ),
  ),
);
const contradictory = [
  { 'urn:altinn:userid': '20001', 'urn:altinn:person:identifier-no': '01816010027' },
  { 'urn:altinn:userid': '20001', 'urn:altinn:organization:identifier-no': '310044423' },
  { 'urn:altinn:userid': '20001', 'urn:altinn:systemuser:uuid': '5f8f1e0a-8e8f-4b5a-9f0e-0a4b5c6d7e8f' },
  { 'urn:altinn:person:identifier-no': '01816010027', 'urn:altinn:organization:identifier-no': '310044423' },
  { 'urn:altinn:userid': ['20001', '20002'] },
  { 'urn:altinn:party:uuid': 'not-a-uuid' },
  { 'urn:altinn:unheard-of': 'x' },
].map((subject) =>
  requestBody(subject, 'read', { 'urn:altinn:resource': 'skogdir-felling', 'urn:altinn:partyid': '50020008' }),
);
const malformed = ['', '{', 'null', '[]', '{"Request":[]}', '{"Request":{"Resource":7}}', '<Request/>', '<a><b></a>'];

describe('deciding', () => {
  it('never changes a row of any table, whatever is asked, and is never answered with a 5xx', async () => {
    const before = await dump();
    expect(Object.keys(before).length).toBeGreaterThan(30);
    expect(before['party']?.length).toBeGreaterThan(10);
    const seen = new Map<number, number>();
    const decided = new Set<string>();
    const send = async (url: string, payload: unknown, type?: string): Promise<void> => {
      const { statusCode, body } = await post(url, payload, type);
      seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1);
      for (const [, decision] of body.matchAll(/"decision":"(\w+)"/g)) decided.add(decision ?? '');
    };
    for (let round = 0; round < 4; round += 1)
      for (const body of [...questions, ...contradictory])
        for (const url of [AUTHORIZE, DECISION]) await send(url, body);
    for (const body of questions.slice(0, 50)) await send(`${AUTHORIZE}?explain=true`, body);
    for (const body of malformed) {
      await send(AUTHORIZE, body);
      await send(DECISION, body);
      await send(DECISION, body, 'application/xml');
    }
    const [one] = questions;
    const references = Array.from({ length: 3_000 }, () => ({ ReferenceId: ['s', 'a', 'r'] }));
    const withId = (list: readonly object[] | undefined, Id: string) => list?.map((part) => ({ Id, ...part }));
    await send(AUTHORIZE, {
      Request: {
        AccessSubject: withId(one?.Request.AccessSubject, 's'),
        Action: withId(one?.Request.Action, 'a'),
        Resource: withId(one?.Request.Resource, 'r'),
        MultiRequests: { RequestReference: references },
      },
    });
    expect([...seen.keys()].sort()).toEqual([200, 400]);
    expect(seen.get(200)).toBeGreaterThan(1_500);
    expect([...decided].sort()).toEqual(expect.arrayContaining(['Indeterminate', 'NotApplicable', 'Permit']));
    expect(await dump()).toEqual(before);
  });

  it('answers 10,000 references, thousands of categories and contradictory subjects by the contract, and stays at hand', async () => {
    for (const body of contradictory.slice(0, 4)) {
      const answer = await post(AUTHORIZE, body);
      expect(answer.statusCode).toBe(200);
      expect(answer.json().response).toHaveLength(1);
      expect(answer.json().response[0].decision).toBe('Indeterminate');
    }
    expect((await post(AUTHORIZE, questions[0])).json().response[0].decision).toBe('Permit');
  });

  it('answers Indeterminate while a stored policy cannot be loaded, others as always, and decides again when it can', async () => {
    const broken = await startHarness({ stored: true });
    const headers = { authorization: `Bearer ${await broken.token('altinn:authorization/authorize')}` };
    const decision = async (resource: string): Promise<readonly [number, string]> => {
      const payload = requestBody({ 'urn:altinn:userid': '20001' }, 'read', {
        'urn:altinn:resource': resource,
        'urn:altinn:organization:identifier-no': '310044423',
      });
      const answer = await broken.app.inject({ method: 'POST', url: AUTHORIZE, headers, payload });
      return [answer.statusCode, answer.json().response[0].decision];
    };
    const { db } = broken.database;
    const stored = () => db.selectFrom('resource_policy').select('xml').where('resource_id', '=', 'skogdir-felling');
    const { xml } = await stored().executeTakeFirstOrThrow();
    const store = async (text: string): Promise<void> => {
      await db.updateTable('resource_policy').set({ xml: text }).where('resource_id', '=', 'skogdir-felling').execute();
      await broken.database.announce({ topic: 'policy', key: 'skogdir-felling' });
    };
    for (const text of ['<Policy', '', '<a/>', xml.replaceAll('function:string-equal', 'function:unheard-of')]) {
      await store(text);
      expect(await decision('skogdir-felling')).toEqual([200, 'Indeterminate']);
      expect(await decision('ttd-lonnsrapport')).toEqual([200, 'Permit']);
    }
    await store(xml);
    expect(await decision('skogdir-felling')).toEqual([200, 'Permit']);
    await broken.close();
  });

  it('holds no more than it may under a flood of different questions', async () => {
    const bounded = await startHarness({
      stored: true,
      memory: { parties: 50, pairs: 60, policies: 2, answers: 40 },
    });
    const headers = { authorization: `Bearer ${await bounded.token('altinn:authorization/authorize')}` };
    for (let index = 0; index < 1_500; index += 1) {
      const payload = requestBody({ 'urn:altinn:userid': String(20_001 + (index % 12)) }, 'read', {
        'urn:altinn:resource': index % 2 === 0 ? 'skogdir-felling' : `not-there-${index}`,
        'urn:altinn:partyid': String(50_020_001 + index),
      });
      await bounded.app.inject({ method: 'POST', url: AUTHORIZE, headers, payload });
    }
    const { sizes } = bounded.authorization.recall;
    expect(sizes['parties']).toBeLessThanOrEqual(5 * 50);
    expect(sizes['pairs']).toBeLessThanOrEqual(60);
    expect(sizes['policies']).toBeLessThanOrEqual(2);
    expect(sizes['resources']).toBeLessThanOrEqual(2);
    await bounded.close();
  });

  it('counts resources beyond its bound together, as unknown', async () => {
    const counts = new DecisionCounts(2);
    for (const id of ['a', 'b', 'c', 'd', 'a', 'app_ttd_x']) counts.add({ resourceId: id }, 'external');
    const sums = await counts.sums({ resource: async () => undefined });
    expect(sums.map(({ labels, value }) => [labels.resource_id, value])).toEqual([
      ['a', 2],
      ['b', 1],
      ['unknown', 3],
    ]);
  });
});

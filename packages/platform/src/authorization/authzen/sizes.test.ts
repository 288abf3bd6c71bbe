/** Two sizes of one AuthZEN request must not multiply: what is done stays in proportion to what was sent, and others have their turn. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countTurns, countWork } from '../../testing/work.ts';
import { type Harness, startHarness } from '../harness.ts';
import { readXacmlDomain } from '../index.ts';

const SAMPLE = fileURLToPath(new URL('../../../../../examples/authzen-certification/domain.json', import.meta.url));
/** Blocks and elements for each character of a body: reading it and deciding takes a third of this at most. */
const PER_CHARACTER = 60;

let harness: Harness;
let token: string;
beforeAll(async () => {
  harness = await startHarness({ domains: [await readXacmlDomain(SAMPLE)] });
  token = await harness.token('altinn:authorization/authorize');
});
afterAll(() => harness.close());

const post = (path: string, payload: string) =>
  harness.app.inject({
    method: 'POST',
    url: `/access/v1/${path}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    payload,
  });

const list = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));
const members = (count: number, prefix = 'k') =>
  Object.fromEntries(list(count, (index) => [`${prefix}${index}`, index]));

const alice = { type: 'user', id: 'alice' };
const record = { type: 'record', id: 'record-1' };
const person = { type: 'person', id: '01816010027' };
const felling = { type: 'resource', id: 'skogdir-felling', properties: { organization: '310044423' } };
const action = { name: 'read' };
const whole = { subject: alice, action, resource: record };
const altinn = { subject: person, action, resource: felling };
const empty = list(1_000, () => ({}));
const urns = (count: number) => members(count, 'urn:altinn:x:');

/** Name, path, body. */
const BODIES: readonly (readonly [string, string, object])[] = [
  ['a list of 40,000 in the context', 'evaluation', { ...whole, context: { k: list(40_000, (index) => index) } }],
  ['40,000 members in the context', 'evaluation', { ...whole, context: members(40_000) }],
  ['the same for Altinn', 'evaluation', { ...altinn, context: urns(30_000) }],
  ['a long list for Altinn', 'evaluation', { ...altinn, context: { 'urn:k': list(60_000, String) } }],
  ['a large subject', 'evaluation', { ...whole, subject: { ...alice, properties: members(40_000) } }],
  ['a large context and 1,000 questions', 'evaluations', { ...whole, context: members(10_000), evaluations: empty }],
  ['the same for Altinn', 'evaluations', { ...altinn, context: urns(10_000), evaluations: empty }],
  [
    'a long list and 1,000 questions',
    'evaluations',
    { ...whole, context: { k: list(40_000, String) }, evaluations: empty },
  ],
  [
    'a long list for Altinn and 1,000 questions',
    'evaluations',
    { ...altinn, context: { 'urn:k': list(40_000, String) }, evaluations: empty },
  ],
  [
    'a large subject and 1,000 questions',
    'evaluations',
    { ...whole, subject: { ...alice, properties: members(40_000) }, evaluations: empty },
  ],
  [
    'a large subject for Altinn and 1,000 questions',
    'evaluations',
    { ...altinn, subject: { ...person, properties: urns(10_000) }, evaluations: empty },
  ],
  [
    'many actions',
    'evaluations',
    {
      ...altinn,
      action: { name: 'x', properties: { 'urn:oasis:names:tc:xacml:1.0:action:action-id': list(20_000, String) } },
      evaluations: list(20, () => ({})),
    },
  ],
  [
    'a search for subjects with large properties',
    'search/subject',
    { ...whole, context: members(20_000), resource: { ...record, properties: members(20_000) } },
  ],
  [
    'a search for resources of Altinn with large properties',
    'search/resource',
    { ...altinn, context: urns(10_000), resource: { ...felling, properties: urns(10_000) } },
  ],
  [
    'a search for actions with large properties',
    'search/action',
    { ...altinn, subject: { ...person, properties: urns(20_000) } },
  ],
];

describe('one AuthZEN request', () => {
  it.each(BODIES)('takes no more than its size: %s (%s)', async (_name, path, body) => {
    const payload = JSON.stringify(body);
    const { result, work } = await countWork(() => post(path, payload));
    expect([200, 400]).toContain(result.statusCode);
    expect(work / payload.length, `${work} steps for ${payload.length} characters`).toBeLessThan(PER_CHARACTER);
  });

  it('answers a large context with 1,000 questions, and lets others have their turn meanwhile', async () => {
    const payload = JSON.stringify({ ...whole, context: members(10_000), evaluations: empty });
    const alone = await countTurns(() => post('evaluation', JSON.stringify(whole)));
    const { result, turns } = await countTurns(() => post('evaluations', payload));
    expect(result.json().evaluations).toEqual(list(1_000, () => ({ decision: true })));
    expect(turns - alone.turns).toBeGreaterThanOrEqual(4);
  });

  it('refuses questions whose properties are too many together', async () => {
    const payload = JSON.stringify({ ...altinn, subject: { ...person, properties: urns(1_000) }, evaluations: empty });
    const answer = await post('evaluations', payload);
    expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining('at most 500000')]);
  });
});

/**
 * The public certification scenario of the AuthZEN working group, walked over HTTP against a platform that has its fixture loaded as
 * `portvakt up --authzen examples/authzen-certification` loads it. Requests go where discovery says. Every step of the scenario has a
 * row here, under its own number.
 */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Sandbox, startSandbox } from '../../testing/sandbox.ts';
import { readXacmlDomains } from '../index.ts';
import { metadata as metadataOf } from './routes.ts';

const SAMPLE = fileURLToPath(new URL('../../../../../examples/authzen-certification', import.meta.url));
type Endpoint = 'evaluation' | 'evaluations' | 'subject' | 'resource' | 'action';
const MEMBERS: Readonly<Record<Endpoint, string>> = {
  evaluation: 'access_evaluation_endpoint',
  evaluations: 'access_evaluations_endpoint',
  subject: 'search_subject_endpoint',
  resource: 'search_resource_endpoint',
  action: 'search_action_endpoint',
};

let box: Sandbox;
let token: string;
let metadata: Record<string, string>;
beforeAll(async () => {
  box = await startSandbox({ authzen: await readXacmlDomains([SAMPLE]) });
  token = await box.altinnToken('310001236', ['altinn:authorization/authorize']);
  metadata = (await box.call<Record<string, string>>('GET', '/.well-known/authzen-configuration')).body;
});
afterAll(() => box.stop());

const post = (endpoint: Endpoint, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  box.call('POST', metadata[MEMBERS[endpoint]] ?? '', { token, body, headers });

const user = (id: string, properties?: object) => ({ type: 'user', id, ...(properties ? { properties } : {}) });
const record = (id: string, properties?: object) => ({ type: 'record', id, ...(properties ? { properties } : {}) });
const action = (name: string, properties?: object) => ({ action: { name, ...(properties ? { properties } : {}) } });
const [alice, bob, admin] = [user('alice'), user('bob'), user('bob', { role: 'admin' })];
const [one, two] = [record('record-1'), record('record-2')];
const [active, archived] = [record('record-1', { status: 'active' }), record('record-2', { status: 'archived' })];
const context = { time: '2025-06-27T18:03-07:00', ip: '192.168.1.1' };
const permitted = { subject: alice, ...action('read'), resource: one };

/** Step, request, decision (undefined: the scenario does not check it). */
const EVALUATIONS: readonly (readonly [step: string, body: object, decision: boolean])[] = [
  ['c-2-2-1', permitted, true],
  ['c-1-4 rule 2', { subject: alice, ...action('write'), resource: one }, true],
  ['c-1-4 rule 3', { subject: bob, ...action('read'), resource: one }, true],
  ['c-2-2-2', { subject: bob, ...action('write'), resource: one }, false],
  ['c-2-2-3', { ...permitted, context }, true],
  ['c-2-2-4', { subject: alice, ...action('write'), resource: archived }, false],
  ['c-2-2-5', { subject: admin, ...action('write'), resource: archived }, true],
  ['c-2-2-6', { subject: alice, ...action('delete', { soft: true }), resource: one }, true],
  ['c-2-2-7', { subject: alice, ...action('delete', { soft: false }), resource: one }, false],
  [
    'c-2-2-8',
    {
      subject: user('alice', { department: 'Sales', role: 'manager' }),
      ...action('read', { method: 'GET' }),
      resource: record('record-1', { status: 'active', owner: 'bob' }),
    },
    true,
  ],
  ['c-2-2-9', { ...permitted, foo: 'bar', futureField: { nested: true } }, true],
];

describe('AuthZEN certification over HTTP: Basic', () => {
  it.each(EVALUATIONS)('%s', async (_step, body, decision) => {
    const answer = await post('evaluation', body);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.body['decision']).toBe(decision);
    if (answer.body['context'] !== undefined) expect(answer.body['context']).toBeTypeOf('object');
  });

  const whole = { subject: alice, action: { name: 'read' }, resource: one };
  it.each([
    ['c-2-4-1 subject', { ...whole, subject: undefined }],
    ['c-2-4-1 action', { ...whole, action: undefined }],
    ['c-2-4-1 resource', { ...whole, resource: undefined }],
    ['c-2-4-2 subject.type', { ...whole, subject: { id: 'alice' } }],
    ['c-2-4-2 subject.id', { ...whole, subject: { type: 'user' } }],
    ['c-2-4-2 action.name', { ...whole, action: {} }],
    ['c-2-4-2 resource.type', { ...whole, resource: { id: 'record-1' } }],
    ['c-2-4-2 resource.id', { ...whole, resource: { type: 'record' } }],
    ['c-2-4-6 subject as text', { ...whole, subject: 'alice' }],
    ['c-2-4-6 action.name as number', { ...whole, action: { name: 123 } }],
  ])('%s is missing or of a wrong type: 400', async (_step, body) => {
    expect((await post('evaluation', body)).status).toBe(400);
  });

  it.each([
    ['c-2-4-3', JSON.stringify(whole), 'text/plain'],
    ['c-2-4-4', '{"subject":', 'application/json'],
    ['c-2-4-5', '', 'application/json'],
  ])('%s: another content type, malformed JSON and no body are 400', async (_step, raw, type) => {
    const headers = { 'content-type': type };
    const answer = await box.call('POST', metadata[MEMBERS.evaluation] ?? '', { token, raw, headers });
    expect(answer.status).toBe(400);
  });

  it.each(['evaluation', 'evaluations'] as const)('c-2-5: %s echoes X-Request-ID, also in errors', async (endpoint) => {
    const headers = { 'x-request-id': 'bfe9eb29-ab87-4ca3-be83-a1d5d8305716' };
    for (const body of [permitted, {}])
      expect((await post(endpoint, body, headers)).headers.get('x-request-id')).toBe(headers['x-request-id']);
    expect((await post(endpoint, permitted)).status).toBe(200);
  });

  it('c-2-6: the same question has the same answer', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('evaluation', permitted)));
    expect(answers.map((answer) => answer.body)).toEqual(Array.from({ length: 10 }, () => ({ decision: true })));
  });
});

/** Step, request, decisions in order (undefined: not checked, as in the scenario). */
const BATCHES: readonly (readonly [string, object, readonly (boolean | undefined)[]])[] = [
  [
    'c-3-2-1',
    { subject: alice, ...action('read'), evaluations: [{ resource: one }, { resource: two }] },
    [true, undefined],
  ],
  ['c-3-2-2', { subject: bob, resource: one, evaluations: [action('read'), action('write')] }, [true, false]],
  [
    'c-3-2-3',
    { subject: alice, ...action('write'), evaluations: [{ resource: active }, { resource: archived }] },
    [true, false],
  ],
  [
    'c-3-2-4',
    { ...action('write'), resource: archived, evaluations: [{ subject: alice }, { subject: admin }] },
    [false, true],
  ],
  ['c-3-2-5', { evaluations: [permitted, { subject: bob, ...action('write'), resource: one }] }, [true, false]],
  [
    'c-3-2-6',
    {
      subject: alice,
      ...action('read'),
      context,
      evaluations: [{ resource: one }, { resource: two, context: { source: 'batch-override' } }],
    },
    [true, undefined],
  ],
  [
    'c-3-2-7',
    {
      subject: alice,
      ...action('write'),
      resource: { type: 'record' },
      evaluations: [{ resource: { id: 'record-1', properties: { status: 'active' } } }, { resource: archived }],
    },
    [true, false],
  ],
  ['c-3-4-1', { subject: alice, ...action('read'), evaluations: [{ resource: one }, {}] }, [true, false]],
];

describe('AuthZEN certification over HTTP: Batch', () => {
  it.each(BATCHES)('%s', async (_step, body, decisions) => {
    const answer = await post('evaluations', body);
    expect(answer.status, answer.text).toBe(200);
    const found = answer.body['evaluations'] as { decision: unknown; context?: unknown }[];
    expect(answer.body).not.toHaveProperty('decision');
    expect(found).toHaveLength(decisions.length);
    for (const [index, decision] of decisions.entries())
      if (decision === undefined) expect(found[index]?.decision).toBeTypeOf('boolean');
      else expect(found[index]?.decision).toBe(decision);
  });

  it.each([
    ['c-3-4-2', permitted],
    ['c-3-4-3', { ...permitted, evaluations: [] }],
  ])('%s: without items it answers as the single evaluation', async (_step, body) => {
    const { status, body: answer } = await post('evaluations', body);
    expect([status, answer]).toEqual([200, { decision: true }]);
  });

  it('c-3-4-1: malformed JSON fails the whole batch', async () => {
    const where = metadata[MEMBERS.evaluations] ?? '';
    const headers = { 'content-type': 'application/json' };
    expect((await box.call('POST', where, { token, raw: '[', headers })).status).toBe(400);
  });
});

/** Step, endpoint, request, ids or names that must be among the results. */
const SEARCHES: readonly (readonly [string, 'subject' | 'resource' | 'action', object, readonly string[]])[] = [
  ['c-4-2-1', 'subject', { subject: { type: 'user' }, ...action('read'), resource: one }, ['alice', 'bob']],
  ['c-4-2-2', 'subject', { subject: { type: 'user' }, ...action('read'), resource: one, context }, ['alice', 'bob']],
  ['c-4-2-4', 'subject', { subject: { type: 'user' }, ...action('write'), resource: archived }, ['bob']],
  ['c-4-3-1', 'resource', { subject: alice, ...action('read'), resource: { type: 'record' } }, ['record-1']],
  ['c-4-3-3', 'resource', { subject: admin, ...action('write'), resource: { type: 'record' } }, ['record-2']],
  ['c-4-4-1', 'action', { subject: alice, resource: one }, ['read', 'write']],
  ['c-4-4-2', 'action', { subject: alice, resource: one, context }, ['read', 'write']],
  ['c-4-4-3', 'action', { subject: admin, resource: archived }, ['write']],
];

describe('AuthZEN certification over HTTP: Search', () => {
  it.each(SEARCHES)('%s: %s search', async (_step, endpoint, body, expected) => {
    const answer = await post(endpoint, body);
    expect(answer.status, answer.text).toBe(200);
    const results = answer.body['results'] as Record<string, string>[];
    for (const result of results)
      if (endpoint !== 'action') expect(result['type']).toBe(endpoint === 'subject' ? 'user' : 'record');
    expect(results.map((result) => result[endpoint === 'action' ? 'name' : 'id'])).toEqual(
      expect.arrayContaining([...expected]),
    );
  });

  it('c-4-5: gives pages, whose token leads to the rest and at the end is empty', async () => {
    const body = { subject: { type: 'user' }, ...action('read'), resource: one };
    const first = await post('subject', { ...body, page: { limit: 1 } });
    const { next_token: next } = first.body['page'] as { next_token: string };
    expect(first.body['results']).toHaveLength(1);
    expect(next).not.toBe('');
    const second = await post('subject', { ...body, page: { token: next } });
    expect(second.body).toMatchObject({ results: [{ type: 'user', id: 'bob' }], page: { next_token: '' } });
  });

  it.each([
    ['c-4-6-1', 'action', { subject: user('nonexistent-user'), resource: one }],
    ['c-4-6-1', 'action', { subject: alice, resource: record('nonexistent') }],
    ['c-4-6-1', 'subject', { subject: { type: 'user' }, ...action('read'), resource: record('nonexistent') }],
    ['c-4-6-1', 'subject', { subject: { type: 'user' }, ...action('nonexistent'), resource: one }],
    ['c-4-6-1', 'resource', { subject: user('nonexistent-user'), ...action('read'), resource: { type: 'record' } }],
    ['c-4-6-1', 'resource', { subject: alice, ...action('nonexistent'), resource: { type: 'record' } }],
    ['c-4-6-2', 'subject', { subject: { type: 'spaceship' }, ...action('read'), resource: one }],
    ['c-4-6-2', 'resource', { subject: alice, ...action('read'), resource: { type: 'spaceship' } }],
  ] as const)('%s: what is not known has no results', async (_step, endpoint, body) => {
    const answer = await post(endpoint, body);
    expect([answer.status, answer.body['results']]).toEqual([200, []]);
  });

  it.each([
    ['c-4-7-1', 'subject', { subject: { type: 'user' }, resource: one }],
    ['c-4-7-1', 'resource', { ...action('read'), resource: { type: 'record' } }],
    ['c-4-7-1', 'action', { subject: alice }],
    ['c-4-7-2', 'subject', { subject: { type: 'user' }, ...action('read'), resource: { type: 'record' } }],
    ['c-4-7-2', 'resource', { subject: { type: 'user' }, ...action('read'), resource: { type: 'record' } }],
  ] as const)('%s: %s search without what it needs is 400', async (_step, endpoint, body) => {
    expect((await post(endpoint, body)).status).toBe(400);
  });
});

describe('AuthZEN certification over HTTP: Discovery', () => {
  it('c-6-2 to c-6-5: names itself and its endpoints, with the scheme and host of the base URL', async () => {
    const answer = await box.call('GET', '/.well-known/authzen-configuration', { headers: { 'x-request-id': 'r-1' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('x-request-id')).toBe('r-1');
    expect(answer.body).toEqual(metadataOf(box.base, true));
    for (const url of Object.values(metadataOf('https://pdp.example')).flat())
      expect(new URL(url).href.replace(/\/$/, '')).toMatch(/^https:\/\/pdp\.example(\/access\/v1\/[a-z/]+)?$/);
  });
});

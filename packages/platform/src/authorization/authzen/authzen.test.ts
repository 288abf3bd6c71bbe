/** The certification scenario of the AuthZEN working group, test by test (c-2-2-1 …), then Altinn's own mapping. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { readXacmlDomain } from '../index.ts';

const SAMPLE = fileURLToPath(new URL('../../../../../examples/authzen-certification/domain.json', import.meta.url));

let harness: Harness;
let token: string;
beforeAll(async () => {
  harness = await startHarness({ domains: [await readXacmlDomain(SAMPLE)] });
  token = await harness.token('altinn:authorization/authorize');
});
afterAll(() => harness.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  harness.app.inject({
    method: 'POST',
    url: `/access/v1/${path}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
const ok = async (path: string, body: unknown) => {
  const answer = await post(path, body);
  expect(answer.statusCode, answer.body).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  return answer.json();
};

const user = (id: string, properties?: object) => ({ type: 'user', id, ...(properties ? { properties } : {}) });
const record = (id: string, properties?: object) => ({ type: 'record', id, ...(properties ? { properties } : {}) });
const archived = record('record-2', { status: 'archived' });
const admin = user('bob', { role: 'admin' });
const ask = (subject: object, name: string, resource: object, more: object = {}) =>
  ok('evaluation', { subject, action: { name, ...more }, resource });

describe('AuthZEN certification, Basic', () => {
  it('c-2-2-1 to c-2-2-3: decides by identifiers, with and without context', async () => {
    expect(await ask(user('alice'), 'read', record('record-1'))).toEqual({ decision: true });
    expect(await ask(user('alice'), 'write', record('record-1'))).toEqual({ decision: true });
    expect(await ask(user('bob'), 'read', record('record-1'))).toEqual({ decision: true });
    expect((await ask(user('bob'), 'write', record('record-1'))).decision).toBe(false);
    const context = { time: '2025-06-27T18:03-07:00', ip: '192.168.1.1' };
    const body = { subject: user('alice'), action: { name: 'read' }, resource: record('record-1'), context };
    expect((await ok('evaluation', body)).decision).toBe(true);
  });

  it('c-2-2-4 to c-2-2-7: decides by properties of resource, subject and action', async () => {
    expect((await ask(user('alice'), 'write', archived)).decision).toBe(false);
    expect((await ask(admin, 'write', archived)).decision).toBe(true);
    expect((await ask(user('alice'), 'delete', record('record-1'), { properties: { soft: true } })).decision).toBe(
      true,
    );
    expect((await ask(user('alice'), 'delete', record('record-1'), { properties: { soft: false } })).decision).toBe(
      false,
    );
    // The rule is about the property, not about the identifier.
    expect((await ask(user('alice'), 'write', record('record-1', { status: 'archived' }))).decision).toBe(false);
  });

  it('c-2-2-8, c-2-2-9: accepts more properties and unknown members', async () => {
    const body = {
      subject: user('alice', { department: 'Sales', role: 'manager', nested: { a: [1, { b: null }] } }),
      action: { name: 'read', properties: { method: 'GET' } },
      resource: record('record-1', { status: 'active', owner: 'bob' }),
      foo: 'bar',
      futureField: { nested: true },
    };
    expect(await ok('evaluation', body)).toEqual({ decision: true });
  });

  it('c-2-4: answers 400 to what is missing or of a wrong type', async () => {
    const whole = { subject: user('alice'), action: { name: 'read' }, resource: record('record-1') };
    const bodies: unknown[] = [
      { ...whole, subject: undefined },
      { ...whole, action: undefined },
      { ...whole, resource: undefined },
      { ...whole, subject: { id: 'alice' } },
      { ...whole, subject: { type: 'user' } },
      { ...whole, action: {} },
      { ...whole, resource: { id: 'record-1' } },
      { ...whole, resource: { type: 'record' } },
      { ...whole, subject: 'alice' },
      { ...whole, action: { name: 123 } },
      { ...whole, subject: { ...user('alice'), properties: [] } },
      { ...whole, context: 'now' },
      { ...whole, resource: record('x'.repeat(2001)) },
      [],
      null,
      '{"subject":',
      '',
    ];
    for (const body of bodies) {
      const answer = await post('evaluation', body);
      expect(answer.statusCode, JSON.stringify(body)).toBe(400);
      expect(answer.body.length).toBeGreaterThan(5);
    }
    expect((await post('evaluation', JSON.stringify(whole), { 'content-type': 'text/plain' })).statusCode).toBe(400);
    expect((await post('evaluation', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' })).statusCode).toBe(
      400,
    );
  });

  it('c-2-5: echoes X-Request-ID, in errors too', async () => {
    const whole = { subject: user('alice'), action: { name: 'read' }, resource: record('record-1') };
    const id = { 'x-request-id': 'bfe9eb29-ab87-4ca3-be83-a1d5d8305716' };
    expect((await post('evaluation', whole, id)).headers['x-request-id']).toBe(id['x-request-id']);
    expect((await post('evaluation', {}, id)).headers['x-request-id']).toBe(id['x-request-id']);
    expect((await post('evaluation', whole)).statusCode).toBe(200);
  });

  it('c-2-6: gives the same answer each time', async () => {
    for (let time = 0; time < 5; time += 1)
      expect((await ask(user('alice'), 'read', record('record-1'))).decision).toBe(true);
  });

  it('needs a token with the authorize scope', async () => {
    const body = { subject: user('alice'), action: { name: 'read' }, resource: record('record-1') };
    expect((await post('evaluation', body, { authorization: 'Bearer x' })).statusCode).toBe(401);
    const other = `Bearer ${await harness.token('altinn:instances.read')}`;
    const answer = await post('evaluation', body, { authorization: other });
    expect(answer.statusCode).toBe(403);
    expect(answer.headers['www-authenticate']).toContain('insufficient_scope');
  });
});

describe('AuthZEN certification, Batch', () => {
  const decisions = async (body: unknown) =>
    (await ok('evaluations', body)).evaluations.map((one: { decision: boolean }) => one.decision);

  it('c-3-2-1 to c-3-2-6: decides each item with the defaults of the top level, in order', async () => {
    const read = { action: { name: 'read' } };
    expect(
      await decisions({
        subject: user('alice'),
        ...read,
        evaluations: [{ resource: record('record-1') }, { resource: record('record-2') }],
      }),
    ).toEqual([true, true]);
    expect(
      await decisions({
        subject: user('bob'),
        resource: record('record-1'),
        evaluations: [read, { action: { name: 'write' } }],
      }),
    ).toEqual([true, false]);
    expect(
      await decisions({
        subject: user('alice'),
        action: { name: 'write' },
        evaluations: [{ resource: record('record-1', { status: 'active' }) }, { resource: archived }],
      }),
    ).toEqual([true, false]);
    expect(
      await decisions({
        action: { name: 'write' },
        resource: archived,
        evaluations: [{ subject: user('alice') }, { subject: admin }],
      }),
    ).toEqual([false, true]);
    expect(
      await decisions({
        evaluations: [
          { subject: user('alice'), ...read, resource: record('record-1') },
          { subject: user('bob'), action: { name: 'write' }, resource: record('record-1') },
        ],
      }),
    ).toEqual([true, false]);
    const context = { time: '2025-06-27T18:03-07:00' };
    expect(
      await decisions({
        subject: user('alice'),
        ...read,
        context,
        evaluations: [
          { resource: record('record-1') },
          { resource: record('record-2'), context: { source: 'batch-override' } },
        ],
      }),
    ).toHaveLength(2);
  });

  it('c-3-2-7: falls back to the default’s type where an item gives only an id', async () => {
    const body = {
      subject: user('alice'),
      action: { name: 'write' },
      resource: { type: 'record', properties: { status: 'archived' } },
      evaluations: [
        { resource: { id: 'record-1', properties: { status: 'active' } } },
        { resource: archived },
        { resource: { id: 'record-1' } },
      ],
    };
    expect(await decisions(body)).toEqual([true, false, true]);
  });

  it('c-3-4-1: answers an item that cannot be read with false and the error', async () => {
    const body = {
      subject: user('alice'),
      action: { name: 'read' },
      evaluations: [{ resource: record('record-1') }, {}],
    };
    const { evaluations, decision } = await ok('evaluations', body);
    expect(decision).toBeUndefined();
    expect(evaluations).toEqual([
      { decision: true },
      { decision: false, context: { error: { status: 400, message: 'resource is required' } } },
    ]);
  });

  it('c-3-4-2, c-3-4-3: behaves as the single evaluation without items', async () => {
    const body = { subject: user('alice'), action: { name: 'read' }, resource: record('record-1') };
    expect(await ok('evaluations', body)).toEqual({ decision: true });
    expect(await ok('evaluations', { ...body, evaluations: [] })).toEqual({ decision: true });
    expect((await post('evaluations', { ...body, resource: undefined })).statusCode).toBe(400);
  });

  it('stops at the first denial or permit when asked to', async () => {
    const items = ['read', 'write', 'read'].map((name) => ({ action: { name } }));
    const body = (evaluations_semantic: string, evaluations: object[]) => ({
      subject: user('bob'),
      resource: record('record-1'),
      options: { evaluations_semantic, another_option: 1 },
      evaluations,
    });
    expect(await decisions(body('execute_all', items))).toEqual([true, false, true]);
    expect(await decisions(body('deny_on_first_deny', items))).toEqual([true, false]);
    expect(await decisions(body('deny_on_first_deny', [{ action: {} }, ...items]))).toEqual([false]);
    expect(await decisions(body('permit_on_first_permit', items))).toEqual([true]);
    expect(await decisions(body('permit_on_first_permit', items.slice(1)))).toEqual([false, true]);
    expect((await post('evaluations', body('guess', items))).statusCode).toBe(400);
  });

  it('answers 400 to a batch that is none, or too long', async () => {
    for (const evaluations of ['x', {}, [1], Array.from({ length: 1001 }, () => ({}))])
      expect((await post('evaluations', { evaluations })).statusCode).toBe(400);
    expect((await post('evaluations', { subject: 'alice', evaluations: [{}] })).statusCode).toBe(400);
  });
});

describe('AuthZEN certification, Search', () => {
  const read = { action: { name: 'read' } };
  const write = { action: { name: 'write' } };
  const found = async (what: string, body: object) => (await ok(`search/${what}`, body)).results;

  it('c-4-2: finds subjects, by properties too', async () => {
    const users = [
      { type: 'user', id: 'alice' },
      { type: 'user', id: 'bob' },
    ];
    expect(await found('subject', { subject: { type: 'user' }, ...read, resource: record('record-1') })).toEqual(users);
    const withId = { subject: user('nobody'), ...read, resource: record('record-1'), context: { ip: '1' } };
    expect(await found('subject', withId)).toEqual(users);
    expect(await found('subject', { subject: { type: 'user' }, ...write, resource: archived })).toEqual([users[1]]);
  });

  it('c-4-3: finds resources, by properties too', async () => {
    const records = [
      { type: 'record', id: 'record-1' },
      { type: 'record', id: 'record-2' },
    ];
    expect(await found('resource', { subject: user('alice'), ...read, resource: { type: 'record' } })).toEqual(records);
    expect(await found('resource', { subject: admin, ...write, resource: record('record-1') })).toEqual([records[1]]);
  });

  it('c-4-4: finds actions, by properties too', async () => {
    const actions = { subject: user('alice'), resource: record('record-1') };
    expect(await found('action', actions)).toEqual([{ name: 'read' }, { name: 'write' }]);
    expect(await found('action', { ...actions, context: { time: 'now' } })).toEqual([
      { name: 'read' },
      { name: 'write' },
    ]);
    expect(await found('action', { subject: admin, resource: archived })).toEqual([
      { name: 'read' },
      { name: 'write' },
    ]);
  });

  it('c-4-5: gives pages, each beginning where the last ended', async () => {
    const body = { subject: { type: 'user' }, ...read, resource: record('record-1') };
    const first = await ok('search/subject', { ...body, page: { limit: 1 } });
    expect(first.results).toEqual([{ type: 'user', id: 'alice' }]);
    expect(first.page).toEqual({ next_token: expect.stringMatching(/./), count: 1 });
    const second = await ok('search/subject', { ...body, page: { token: first.page.next_token } });
    expect(second).toEqual({ results: [{ type: 'user', id: 'bob' }], page: { next_token: '', count: 1 } });
    for (const page of [{ limit: 0 }, { limit: '1' }, { limit: 1.5 }, { token: 'guess' }, { token: 7 }, 'x'])
      expect((await post('search/subject', { ...body, page })).statusCode).toBe(400);
    expect(
      (
        await post('search/action', {
          subject: user('alice'),
          resource: record('record-1'),
          page: { token: first.page.next_token },
        })
      ).statusCode,
    ).toBe(400);
  });

  it('c-4-6: gives empty results for what it does not know', async () => {
    expect(await found('action', { subject: user('nonexistent-user'), resource: record('record-1') })).toEqual([]);
    expect(await found('subject', { subject: { type: 'spaceship' }, ...read, resource: record('record-1') })).toEqual(
      [],
    );
    expect(await found('resource', { subject: user('alice'), ...read, resource: { type: 'spaceship' } })).toEqual([]);
    expect((await ask(user('alice'), 'read', { type: 'spaceship', id: '1' })).decision).toBe(false);
  });

  it('c-4-7: answers 400 to what is missing', async () => {
    const resource = record('record-1');
    expect((await post('search/subject', { subject: { type: 'user' }, resource })).statusCode).toBe(400);
    expect((await post('search/resource', { ...read, resource: { type: 'record' } })).statusCode).toBe(400);
    expect((await post('search/action', { subject: user('alice') })).statusCode).toBe(400);
    expect(
      (await post('search/subject', { subject: { type: 'user' }, ...read, resource: { type: 'record' } })).statusCode,
    ).toBe(400);
    expect(
      (await post('search/resource', { subject: { type: 'user' }, ...read, resource: { type: 'record' } })).statusCode,
    ).toBe(400);
  });
});

describe('AuthZEN certification, Discovery', () => {
  it('c-6: tells where the endpoints are, to anyone', async () => {
    const answer = await harness.app.inject('/.well-known/authzen-configuration');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    const base = 'http://localhost:7070';
    expect(answer.json()).toEqual({
      policy_decision_point: base,
      access_evaluation_endpoint: `${base}/access/v1/evaluation`,
      access_evaluations_endpoint: `${base}/access/v1/evaluations`,
      search_subject_endpoint: `${base}/access/v1/search/subject`,
      search_resource_endpoint: `${base}/access/v1/search/resource`,
      search_action_endpoint: `${base}/access/v1/search/action`,
      access_request_endpoint: `${base}/access/v1/requests`,
      capabilities: ['urn:openid:authzen:capability:access-request'],
    });
  });
});

describe('AuthZEN in front of Altinn’s PDP', () => {
  const director = { type: 'person', id: '01816010027' };
  const stranger = { type: 'user', id: '20011' };
  const felling = { type: 'resource', id: 'skogdir-felling', properties: { organization: '310044423' } };

  it('permits with obligations, and denies with the reason', async () => {
    expect(await ask(director, 'read', felling)).toEqual({
      decision: true,
      context: {
        obligations: [
          {
            id: 'urn:altinn:obligation:authenticationLevel1',
            assignments: [expect.objectContaining({ category: 'urn:altinn:minimum-authenticationlevel', value: '3' })],
          },
        ],
      },
    });
    const denied = await ask(stranger, 'read', felling);
    expect(denied.decision).toBe(false);
    expect(denied.context).toMatchObject({
      decision: 'NotApplicable',
      reason: expect.stringContaining('needs role DAGL'),
    });
    expect((await ask(director, 'read', { type: 'resource', id: 'not-there' })).context.decision).toBe('Indeterminate');
    expect((await ask({ type: 'robot', id: '1' }, 'read', felling)).decision).toBe(false);
  });

  it('takes apps, instances, and attribute ids as types and properties', async () => {
    const party = { partyid: '50020008' };
    expect((await ask(director, 'read', { type: 'app', id: 'ttd/demo', properties: party })).decision).toBe(true);
    const guid = '11111111-2222-4333-8444-555555555555';
    harness.instances.set(`50020008/${guid}`, { org: 'ttd', app: 'demo', partyId: 50020008, task: 'Task_1' });
    expect((await ask(director, 'read', { type: 'instance', id: `50020008/${guid}` })).decision).toBe(true);
    const urn = { type: 'urn:altinn:resource', id: 'skogdir-felling', properties: { 'urn:altinn:partyid': 50020008 } };
    expect((await ask({ type: 'urn:altinn:userid', id: '20001' }, 'read', urn)).decision).toBe(true);
    for (const id of ['ttd', 'ttd/demo/more', '/demo'])
      expect((await ask(director, 'read', { type: 'app', id, properties: party })).decision).toBe(false);
  });

  it('searches subjects, resources and actions', async () => {
    const who = await ok('search/subject', { subject: { type: 'user' }, action: { name: 'read' }, resource: felling });
    // The chair of the board has the forestry package by role.
    expect(who.results).toEqual(['20001', '20002'].map((id) => ({ type: 'user', id })));
    const organizations = await ok('search/subject', {
      subject: { type: 'person' },
      action: { name: 'read' },
      resource: { ...felling, id: 'ttd-lonnsrapport' },
    });
    expect(organizations.results.map((one: { id: string }) => one.id)).toEqual([
      '01816010027',
      '12826210069',
      '30856810018',
    ]);
    const what = await ok('search/resource', {
      subject: director,
      action: { name: 'read' },
      resource: { type: 'resource', properties: felling.properties },
    });
    expect(what.results.map((one: { id: string }) => one.id)).toEqual(
      expect.arrayContaining(['skogdir-felling', 'ttd-lonnsrapport', 'altinn_access_management']),
    );
    const apps = await ok('search/resource', {
      subject: director,
      action: { name: 'read' },
      resource: { type: 'app', properties: felling.properties },
    });
    expect(apps.results.map((one: { id: string }) => one.id)).toEqual(['ttd/demo', 'ttd/org-demo']);
    const how = await ok('search/action', { subject: director, resource: { ...felling, id: 'ttd-lonnsrapport' } });
    expect(how.results).toEqual([{ name: 'delete' }, { name: 'read' }, { name: 'write' }]);
    expect((await ok('search/action', { subject: stranger, resource: felling })).results).toEqual([]);
  });
});

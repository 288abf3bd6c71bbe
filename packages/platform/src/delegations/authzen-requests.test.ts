import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seconds } from '../foundation/index.ts';
import { BAKERY, type SystemsHarness, startSystems } from '../systems/harness.ts';

const REQUESTS = '/access/v1/requests';
const STRANGER = '10000000-0000-4000-8000-000000000011';
const NUMBER = '11918010779';
const FELLING = 'skogdir-felling';
const PEP = '310001236';
const MINUTE = 60_000;
const ERROR = 'urn:openid:authzen:access-request:error:';

interface Answer {
  readonly decision?: boolean;
  readonly context?: Record<string, unknown> & { readonly access_request?: Record<string, string> };
  readonly task?: { readonly id: string; readonly status: string; readonly status_endpoint: string; links?: object };
  readonly result?: object;
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
}

let h: SystemsHarness;
beforeAll(async () => {
  h = await startSystems();
});
afterAll(() => h.close());
beforeEach(() =>
  h.database.transaction(async (trx, announce) => {
    await trx.deleteFrom('access_request').execute();
    await trx.deleteFrom('request_submission').execute();
    await h.delegations.revokeAll(trx, announce, { to: STRANGER });
    await h.register.giveRoles(trx, announce, [
      { holder: STRANGER, of: BAKERY.uuid, role: 'urn:altinn:role:rettighetshaver' },
    ]);
  }),
);

const pepToken = (organization?: string) => {
  const now = seconds(h.clock);
  return h.signingKeys.ring('altinn').sign({
    iss: h.urls.altinnIssuer,
    scope: 'altinn:authorization/authorize',
    iat: now,
    exp: now + 600,
    ...(organization === undefined
      ? {}
      : { consumer: { authority: 'iso6523-actorid-upis', ID: `0192:${organization}` } }),
  });
};
async function call(
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  { organization = PEP, headers = {}, token }: { organization?: string; headers?: object; token?: string } = {},
) {
  const answer = await h.call(method, path, token ?? (await pepToken(organization)), body, headers as never);
  const type = answer.headers['content-type'];
  return {
    status: answer.statusCode,
    type,
    headers: answer.headers,
    body: (answer.body ? answer.json() : {}) as Answer,
  };
}

const question = (resource = FELLING, action = 'read') => ({
  subject: { type: 'person', id: NUMBER },
  action: { name: action },
  resource: { type: 'resource', id: resource, properties: { organization: BAKERY.number } },
});
const evaluate = async (asked: object = question()) => (await call('POST', '/access/v1/evaluation', asked)).body;
const denialOf = ({ context }: Answer) => ({
  evaluation_id: context?.['evaluation_id'],
  evaluated_at: context?.['evaluated_at'],
  reason: context?.['reason'],
  expires_at: context?.access_request?.['expires_at'],
  binding_token: context?.access_request?.['binding_token'],
});
const denied = async () => ({ ...question(), denial: denialOf(await evaluate()) });
const answerOf = async (move: 'approve' | 'reject', id: string) =>
  h.call(
    'PUT',
    `/accessmanagement/api/v1/enduser/request/received/${move}?${new URLSearchParams({ party: BAKERY.uuid, id })}`,
    await h.personToken('dagl'),
  );
const taskPath = (id: string | undefined, more = '') => `${REQUESTS}/${id}${more}`;

describe('a denial that can be asked about', () => {
  it('is asked about, approved in the customer’s own list, and permitted when it is evaluated again (access-management#62)', async () => {
    const denial = await evaluate();
    expect(denial).toMatchObject({ decision: false, context: { decision: 'NotApplicable' } });
    expect(denial.context?.access_request).toEqual({
      endpoint: `${h.urls.altinn}${REQUESTS}`,
      expires_at: new Date(h.clock.now() + 10 * MINUTE).toISOString(),
      binding_token: expect.stringMatching(/^[\w-]+\.[\w-]+$/),
    });
    const asked = await call('POST', REQUESTS, { ...question(), denial: denialOf(denial) });
    const { id = '' } = asked.body.task ?? {};
    const status_endpoint = `${h.urls.altinn}${REQUESTS}/${id}`;
    const pending = { id, status: 'pending', status_endpoint, links: { cancel: `${status_endpoint}/cancel` } };
    expect([asked.status, asked.body, asked.headers['location']]).toEqual([202, { task: pending }, status_endpoint]);
    expect((await evaluate()).decision).toBe(false);
    expect((await call('GET', taskPath(id))).body).toEqual({ task: pending });
    expect((await answerOf('approve', id)).statusCode).toBe(200);
    expect((await call('GET', taskPath(id))).body).toEqual({
      task: { id, status: 'approved', status_endpoint },
      result: { mode: 'reevaluate', approval: { id, approved_at: new Date(h.clock.now()).toISOString() } },
    });
    expect(await evaluate()).toMatchObject({ decision: true });
  });

  it('is decided once, and so told of once (access-management#62)', async () => {
    const decided = async () => {
      const sums = await h.authorization.counts.sums(h.resources);
      return sums.find(({ labels }) => labels.resource_id === FELLING)?.value ?? 0;
    };
    const before = await decided();
    expect((await evaluate()).context?.access_request).toBeDefined();
    expect(await decided()).toBe(before + 1);
  });

  it('is none where nobody could give what lacks, to a stranger to the customer, or among several questions (access-management#63)', async () => {
    const lacks = [
      question(FELLING, 'no-such-action'),
      question('no-such-resource'),
      { ...question(), subject: { type: 'organization', id: PEP } },
      { ...question(), resource: { ...question().resource, properties: { organization: '310019747' } } },
    ];
    for (const asked of lacks) {
      const { decision, context } = await evaluate(asked);
      expect([decision, context?.access_request, context?.['evaluation_id']]).toEqual([false, undefined, undefined]);
    }
    const several = await call('POST', '/access/v1/evaluations', { evaluations: [question(), question()] });
    expect(JSON.stringify(several.body)).not.toContain('access_request');
    expect((await evaluate({ evaluations: [], ...question() })).context?.access_request).toBeDefined();
  });

  it('can be declined, and taken back while it is open, each once (access-management#64)', async () => {
    const first = (await call('POST', REQUESTS, await denied())).body.task?.id ?? '';
    await answerOf('reject', first);
    expect((await call('GET', taskPath(first))).body).toMatchObject({ task: { status: 'denied' } });
    expect((await call('GET', taskPath(first))).body.task).not.toHaveProperty('links');
    const second = (await call('POST', REQUESTS, await denied())).body.task?.id;
    expect(second).not.toBe(first);
    const cancelled = await call('POST', taskPath(second, '/cancel'), { reason: 'no_longer_needed' });
    expect([cancelled.status, cancelled.body.task?.status]).toEqual([200, 'cancelled']);
    for (const id of [first, second]) {
      const again = await call('POST', taskPath(id, '/cancel'));
      expect([again.status, again.type, again.body.type]).toEqual([
        409,
        'application/problem+json; charset=utf-8',
        `${ERROR}invalid_task_state`,
      ]);
    }
    expect((await evaluate()).decision).toBe(false);
  });

  it('is one request, however often it is sent; a key that comes with something else is refused (access-management#64)', async () => {
    const body = await denied();
    const send = async (sent: object, key?: string) =>
      call('POST', REQUESTS, sent, { headers: key === undefined ? {} : { 'idempotency-key': key } });
    const all = await Promise.all([send(body, 'a'), send(body, 'a'), send(body), send(body, 'b')]);
    expect(new Set(all.map((one) => one.body.task?.id)).size).toBe(1);
    const { denial, ...rest } = body;
    expect((await send({ denial, ...rest }, 'a')).status).toBe(202);
    const other = await send({ ...body, client: { name: 'Another' } }, 'a');
    expect([other.status, other.body.type]).toEqual([409, `${ERROR}duplicate_request`]);
    // Also a key that found the request open, and opened none.
    expect((await send({ ...body, client: { name: 'Another' } }, 'b')).status).toBe(409);
    // The key is the sender's own, and is known after the answer too.
    const { id = '' } = all[0]?.body.task ?? {};
    const elsewhere = await call('POST', REQUESTS, body, {
      organization: '310019747',
      headers: { 'idempotency-key': 'a' },
    });
    expect([elsewhere.status, elsewhere.body.task?.id === id]).toEqual([202, false]);
    await answerOf('reject', id);
    expect((await send(body, 'a')).body.task).toMatchObject({ id, status: 'denied' });
  });
});

describe('a request that cannot stand', () => {
  const refusalOf = async (body: unknown, more?: Parameters<typeof call>[3]) => {
    const { status, body: told } = await call('POST', REQUESTS, body, more);
    return [status, told.type?.replace(ERROR, '')];
  };

  it('is about something else than what was denied, or proves nothing (access-management#65)', async () => {
    const body = await denied();
    const { binding_token: token = '', ...denial } = body.denial;
    const [head = '', mac = ''] = token.split('.');
    const forged = Buffer.from(JSON.stringify([randomUUID(), 9e15, 'x'])).toString('base64url');
    const unbound = [
      { ...body, action: { name: 'write' } },
      { ...body, subject: { type: 'person', id: '01816010027' } },
      { ...body, resource: { ...body.resource, properties: { organization: '310019747' } } },
      { ...body, denial: undefined },
      { ...body, denial },
      { ...body, denial: { ...body.denial, evaluation_id: randomUUID() } },
      { ...body, denial: { ...body.denial, expires_at: 'soon' } },
      ...[`${forged}.${mac}`, `${head}.${'A'.repeat(43)}`, head, `${token}x`, 7, ''].map((one) => ({
        ...body,
        denial: { ...body.denial, binding_token: one },
      })),
    ];
    for (const one of unbound) expect(await refusalOf(one)).toEqual([400, 'invalid_denial_binding']);
  });

  it('is too late, or not needed any more (access-management#65)', async () => {
    const body = await denied();
    const early = { ...body, denial: { ...body.denial, expires_at: new Date(h.clock.now() - 1).toISOString() } };
    expect(await refusalOf(early)).toEqual([410, 'expired_denial']);
    const late = {
      ...body,
      denial: { ...body.denial, expires_at: new Date(h.clock.now() + 60 * MINUTE).toISOString() },
    };
    h.clock.advance(10 * MINUTE + 1);
    for (const one of [body, late]) expect(await refusalOf(one)).toEqual([410, 'expired_denial']);
    const fresh = await denied();
    const { id = '' } = (await call('POST', REQUESTS, fresh)).body.task ?? {};
    await answerOf('approve', id);
    expect(await refusalOf(fresh)).toEqual([400, 'not_requestable']);
  });

  it('asks for what is not done here, is no submission, or comes from nobody (access-management#65)', async () => {
    const body = await denied();
    const unmet = [
      { ...body, items: [] },
      { ...body, callback: { endpoint: 'https://pep.example/' } },
      { ...body, requested_access: { requested_until: '2030-01-01T00:00:00Z' } },
      { ...body, subject: undefined },
      { ...body, action: 'read' },
      [],
    ];
    for (const one of unmet) expect((await refusalOf(one))[0]).toBe(400);
    expect((await refusalOf('text'))[0]).toBe(415);
    const long = { headers: { 'idempotency-key': 'k'.repeat(256) } };
    expect((await refusalOf(body, long))[0]).toBe(400);
    expect((await refusalOf(body, { token: await pepToken() }))[0]).toBe(403);
    expect((await refusalOf(body, { token: await h.personToken('dagl') }))[0]).toBe(403);
    expect((await call('POST', REQUESTS, body, { token: 'x' })).status).toBe(401);
  });

  it('is nobody else’s to see or to take back (access-management#65)', async () => {
    const { id = '' } = (await call('POST', REQUESTS, await denied())).body.task ?? {};
    for (const [method, path, organization] of [
      ['GET', taskPath(id), '310019747'],
      ['POST', taskPath(id, '/cancel'), '310019747'],
      ['GET', taskPath(randomUUID()), PEP],
      ['GET', taskPath('x'), PEP],
      ['POST', taskPath("'; drop table party; --", '/cancel'), PEP],
    ] as const) {
      const answer = await call(method, path, undefined, { organization });
      expect([answer.status, answer.body.type]).toEqual([404, `${ERROR}unknown_task`]);
    }
    expect((await call('GET', taskPath(id.toUpperCase()))).body.task?.status).toBe('pending');
  });
});

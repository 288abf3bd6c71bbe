import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { operationsOf } from '../http/index.ts';
import { SITUATION_NAMES, type SituationName, type SituationWish } from '../situations/index.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const VENDOR = '310019747';
const CUSTOMER = '310044423';
const DIRECTOR = '01816010027';
const RESOURCE = 'ttd-lonnsrapport';
const REQUESTS = '/authentication/api/v1/systemuser/request/vendor';
const rights = [{ resource: [{ id: 'urn:altinn:resource', value: RESOURCE }] }];

interface Request {
  readonly id: string;
  readonly status: string;
  readonly timedOut: boolean;
}

/** Digdir's self-service and what is the platform's own stay, whoever is away; a new surface is Altinn's unless it is named here. */
const STAYING: ReadonlySet<string> = new Set([
  'AuthZEN',
  'audit',
  'idporten',
  'operator',
  'platform',
  'policy authoring',
  'portal',
  'profile',
  'sandbox',
  'selvbetjening',
  'token generator',
]);
const MASKINPORTEN = 'maskinporten';
const APPS = 'apps';

/** Surfaces that can be looked at. */
const surfacesOf = (box: Sandbox): readonly string[] => [
  ...new Set(operationsOf(box.platform.http).flatMap(({ method, surface }) => (method === 'GET' ? [surface] : []))),
];

async function surfacesAway(box: Sandbox): Promise<readonly string[]> {
  const away = new Set<string>();
  for (const { method, path, surface } of operationsOf(box.platform.http)) {
    if (method !== 'GET' || away.has(surface)) continue;
    const address = path.replace('{org}/{app}', 'ttd/org-demo').replaceAll(/\{\w+\}/g, '1');
    if ((await box.call('GET', address)).status === 503) away.add(surface);
  }
  return [...away].sort();
}

describe('situations', () => {
  let box: Sandbox;
  let clientId: string;
  let systemId: string;
  let token: string;
  let references = 0;
  beforeAll(async () => {
    box = await startSandbox();
    const scopes = [
      'altinn:authentication/systemregister.write',
      'altinn:authentication/systemuser.request.write',
      'altinn:authentication/systemuser.request.read',
      'altinn:instances.read',
    ];
    clientId = await box.createClient(VENDOR, scopes);
    token = await box.maskinportenToken(VENDOR, scopes.slice(0, 3), { clientId });
    systemId = `${VENDOR}_situasjon`;
    const texts = { nb: 'Lønn', nn: 'Løn', en: 'Pay' };
    const system = { id: systemId, vendor: { ID: `0192:${VENDOR}` }, name: texts, description: texts, rights };
    const body = { ...system, clientId: [clientId], isVisible: false };
    const made = await box.call('POST', '/authentication/api/v1/systemregister/vendor', { token, body });
    expect(made.status, made.text).toBe(200);
  });
  afterEach(() => {
    box.platform.situations.clear();
    box.platform.situations.forget();
  });
  afterAll(() => box.stop());

  const reference = () => {
    references += 1;
    return `ref-${references}`;
  };
  const ask = (externalRef: string) =>
    box.call<Request>('POST', REQUESTS, { token, body: { systemId, partyOrgNo: CUSTOMER, externalRef, rights } });
  const find = async (externalRef: string) =>
    (await box.call<Request>('GET', `${REQUESTS}/byexternalref/${systemId}/${CUSTOMER}/${externalRef}`, { token }))
      .body;
  const start = (name: SituationName, more: Omit<SituationWish, 'name'> = {}) =>
    box.platform.situations.start({ name, ...more });
  const met = async () =>
    (await box.call<{ name: string; met: boolean }[]>('GET', '/sandbox/situation-report')).body
      .filter((one) => one.met)
      .map((one) => one.name);
  /** A system user that the customer has approved for real, and how a token of it is asked for. */
  const approved = async (externalRef: string) => {
    const { body } = await ask(externalRef);
    const person = await box.personToken(DIRECTOR);
    const path = `/authentication/api/v1/systemuser/request/50020008/${body.id}/approve`;
    expect((await box.call('POST', path, { token: person })).status).toBe(200);
    return body.id;
  };
  const tokenOf = (externalRef: string) =>
    box.altinnToken(VENDOR, ['altinn:instances.read'], {
      clientId,
      systemUser: { org: CUSTOMER, externalRef },
    });
  const decision = async (systemUser: string) => {
    const owner = await box.altinnToken('310013579', ['altinn:authorization/authorize']);
    const attribute = (AttributeId: string, Value: string) => ({ Attribute: [{ AttributeId, Value }] });
    const { body } = await box.call<{ response: { decision: string }[] }>('POST', '/authorization/api/v1/authorize', {
      token: owner,
      body: {
        Request: {
          AccessSubject: [attribute('urn:altinn:systemuser:uuid', systemUser)],
          Action: [attribute('urn:oasis:names:tc:xacml:1.0:action:action-id', 'read')],
          Resource: [
            {
              Attribute: [
                { AttributeId: 'urn:altinn:resource', Value: RESOURCE },
                { AttributeId: 'urn:altinn:organization:identifier-no', Value: CUSTOMER },
              ],
            },
          ],
        },
      },
    });
    return body.response[0]?.decision;
  };

  it('lets the customer approve (system-register-and-users#47)', async () => {
    const ref = reference();
    start('request-approved', { customer: CUSTOMER });
    const asked = await ask(ref);
    expect([asked.status, asked.body.status]).toEqual([201, 'New']);
    expect((await find(ref)).status).toBe('Accepted');
    expect(await tokenOf(ref)).toBeTruthy();
    expect(await decision(asked.body.id)).toBe('Permit');
    expect(await met()).toEqual(['request-approved']);
  });

  it('lets the customer reject (system-register-and-users#53), for one reference and no other', async () => {
    const [declined, other] = [reference(), reference()];
    start('request-declined', { system: systemId, externalRef: declined });
    await ask(declined);
    await ask(other);
    expect([(await find(declined)).status, (await find(other)).status]).toEqual(['Rejected', 'New']);
    expect(await met()).toEqual(['request-declined']);
  });

  it('lets a request time out (system-register-and-users#44)', async () => {
    const ref = reference();
    start('request-expired', { client: clientId });
    await ask(ref);
    expect(await find(ref)).toMatchObject({ status: 'New', timedOut: true });
    expect(await met()).toEqual(['request-expired']);
  });

  it('answers a repeated request with what is there (system-register-and-users#31)', async () => {
    const ref = reference();
    start('repeated-request');
    const asked = await ask(ref);
    expect([asked.status, asked.body.id]).toEqual([200, (await find(ref)).id]);
    expect(await met()).toEqual(['repeated-request']);
  });

  it('stores a request whose answer is lost', async () => {
    const ref = reference();
    start('uncertain-answer', { externalRef: ref });
    await expect(ask(ref)).rejects.toThrow();
    expect((await find(ref)).status).toBe('New');
    expect((await ask(ref)).status).toBe(200);
    expect(await met()).toEqual(['repeated-request', 'uncertain-answer']);
  });

  it('finds no system user of the customer (maskinporten#66), and says so when it is for real too', async () => {
    const ref = reference();
    await approved(ref);
    start('wrong-customer', { customer: CUSTOMER });
    await expect(tokenOf(ref)).rejects.toMatchObject({ mpCode: 'MP-303' });
    expect(await met()).toEqual(['wrong-customer']);
    box.platform.situations.clear();
    box.platform.situations.forget();
    expect(await tokenOf(ref)).toBeTruthy();
    await expect(tokenOf('unknown')).rejects.toMatchObject({ mpCode: 'MP-303' });
    expect(await met()).toEqual(['wrong-customer']);
  });

  it('takes away what the system user may, but not its token', async () => {
    const ref = reference();
    const id = await approved(ref);
    start('missing-package', { externalRef: ref });
    expect(await tokenOf(ref)).toBeTruthy();
    expect(await decision(id)).not.toBe('Permit');
    expect(await tokenOf(ref)).toBeTruthy();
    expect(await met()).toEqual(['missing-package']);
  });

  it('revokes access between the token and the call', async () => {
    const ref = reference();
    const id = await approved(ref);
    start('access-revoked', { externalRef: ref });
    expect(await tokenOf(ref)).toBeTruthy();
    expect(await decision(id)).not.toBe('Permit');
    await expect(tokenOf(ref)).rejects.toMatchObject({ mpCode: 'MP-303' });
    expect(await met()).toEqual(['access-revoked']);
  });

  it.each([
    ['token-expired', /expired \d+ s ago/],
    ['token-invalid', /signature/],
  ] as const)('%s: refuses the first token that a client brings, and takes the next', async (name, words) => {
    start(name, { client: clientId });
    const read = (bearer: string) => box.call('GET', `${REQUESTS}/bysystem/${systemId}`, { token: bearer });
    const refused = await read(token);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(words);
    expect((await read(token)).status).toBe(401);
    const scopes = ['altinn:authentication/systemuser.request.read'];
    expect((await read(await box.maskinportenToken(VENDOR, scopes, { clientId }))).status).toBe(200);
    const other = await box.maskinportenToken(VENDOR, scopes);
    expect((await read(other)).status).not.toBe(401);
    expect(await met()).toContain(name);
  });

  it('counts once what a request has met, however many kinds of caller its operation lets in', async () => {
    start('token-expired', { client: clientId });
    const path = '/authentication/api/v1/systemregister/vendor';
    expect((await box.call('GET', path, { token })).status).toBe(401);
    expect(box.platform.situations.report().find(({ name }) => name === 'token-expired')?.times).toBe(1);
    expect((await box.call('GET', path, { token })).status).toBe(401);
    expect(box.platform.situations.report().find(({ name }) => name === 'token-expired')?.times).toBe(2);
  });

  it('meets an expired token that has expired for real', async () => {
    const old = await box.maskinportenToken(VENDOR, ['altinn:authentication/systemuser.request.read'], { clientId });
    box.platform.clock.advance(3_600_000);
    expect((await box.call('GET', `${REQUESTS}/bysystem/${systemId}`, { token: old })).status).toBe(401);
    box.platform.clock.reset();
    expect(await met()).toEqual(['token-expired']);
  });

  it.each([
    ['altinn-unavailable', 'GET', `${REQUESTS}/bysystem/any`],
    ['service-unavailable', 'GET', '/ttd/org-demo/instances/50020008/4c67392f-36c6-42dc-998f-c367e771dcdd'],
    ['maskinporten-unavailable', 'POST', '/maskinporten/token'],
  ] as const)('%s: answers 503 with Retry-After', async (name, method, path) => {
    start(name);
    const answer = await box.call(method, path, { token });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await met()).toEqual([name]);
    box.platform.situations.clear();
    expect((await box.call(method, path, { token })).status).not.toBe(503);
  });

  it.each(['altinn-unavailable', 'maskinporten-unavailable', 'service-unavailable'] as const)(
    '%s: leaves what is no part of it',
    async (name) => {
      start(name);
      const altinn = surfacesOf(box).filter((one) => !STAYING.has(one) && one !== MASKINPORTEN && one !== APPS);
      const gone = {
        'altinn-unavailable': altinn,
        'maskinporten-unavailable': [MASKINPORTEN],
        'service-unavailable': [APPS],
      };
      expect(await surfacesAway(box)).toEqual([...gone[name]].sort());
    },
  );

  it('ends with a reset and with a snapshot that is loaded; what has been met is still known', async () => {
    const other = await startSandbox({
      situation: ['request-declined', { name: 'wrong-customer', customer: CUSTOMER }],
    });
    const { situations } = other.platform;
    expect(situations.list().map(({ name }) => name)).toEqual(['request-declined', 'wrong-customer']);
    situations.meet('request-declined');
    await other.call('POST', '/sandbox/reset');
    expect(situations.list()).toEqual([]);
    situations.start('token-expired');
    await other.platform.loadSnapshot(await other.platform.saveSnapshot());
    expect(situations.list()).toEqual([]);
    expect(situations.report().filter(({ times }) => times > 0)).toHaveLength(1);
    await other.stop();
  });

  it('is started, listed and ended over HTTP', async () => {
    const started = await box.call<{ id: string }>('POST', '/sandbox/situations', {
      body: { name: 'request-declined', customer: CUSTOMER },
    });
    expect([started.status, started.body]).toEqual([
      201,
      expect.objectContaining({ name: 'request-declined', customer: CUSTOMER }),
    ]);
    const all = (await box.call<{ name: string; inForce: unknown[] }[]>('GET', '/sandbox/situations')).body;
    expect(all.map(({ name }) => name)).toEqual(SITUATION_NAMES);
    expect(all.filter(({ inForce }) => inForce.length > 0).map(({ name }) => name)).toEqual(['request-declined']);
    expect((await box.call('DELETE', `/sandbox/situations/${started.body.id}`)).status).toBe(204);
    expect((await box.call('DELETE', `/sandbox/situations/${started.body.id}`)).status).toBe(404);
    expect((await box.call('DELETE', '/sandbox/situations')).status).toBe(204);
    expect((await box.call('DELETE', '/sandbox/situation-report')).status).toBe(204);
  });

  it.each([
    [{ name: 'nothing' }, /name must be one of/],
    [{ name: 'toString' }, /name must be one of/],
    [{ name: 'token-expired', externalRef: 'x' }, /cannot be narrowed by externalRef/],
    [{ name: 'request-declined', customer: 7 }, /must be a text/],
    [{ name: 'request-declined', who: 'x' }, /"who" is unknown/],
    [[], /send a JSON object/],
  ])('refuses %j', async (body, words) => {
    const answer = await box.call<{ detail: string }>('POST', '/sandbox/situations', { body });
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toMatch(words);
  });

  it('takes no more than it can look through, and tells what could not be brought about', async () => {
    const ref = reference();
    start('request-approved', { customer: '310056766', externalRef: ref });
    const body = { systemId, partyOrgNo: '310056766', externalRef: ref, rights };
    expect((await box.call<Request>('POST', REQUESTS, { token, body })).body.status).toBe('New');
    for (let at = 1; at < 200; at += 1) start('token-expired', { client: `nobody-${at}` });
    expect(() => start('token-expired')).toThrow(/200 situations already/);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNTANT,
  accessPackage,
  BAKERY,
  FOREST,
  OTHER_VENDOR,
  type PageJson,
  right,
  SCOPES,
  type SystemsHarness,
  startSystems,
  systemBody,
  VENDOR,
} from './harness.ts';

const PATH = '/systemuser/request';
const SYSTEM = `${VENDOR}_lonn`;
const GUID = '5f8f1e0a-8e8f-4b5a-9f0e-0a4b5c6d7e8f';
const DAY_MS = 86_400_000;
let h: SystemsHarness;
let vendor: string;
let other: string;
let dagl: string;
let accountant: string;
let counter = 0;

beforeAll(async () => {
  h = await startSystems({ pageSize: 5 });
  const scopes = `${SCOPES.register} ${SCOPES.write} ${SCOPES.read}`;
  vendor = await h.vendorToken(scopes);
  other = await h.vendorToken(scopes, OTHER_VENDOR);
  dagl = await h.personToken('dagl');
  accountant = await h.personToken('accountant');
  const more = {
    rights: [right('ttd-lonnsrapport'), right('app_ttd_demo')],
    accessPackages: [
      accessPackage('skatt-naering'),
      accessPackage('lonn'),
      accessPackage('regnskapsforer-lonn'),
      accessPackage('tilgangsstyrer'),
    ],
  };
  await h.call('POST', '/systemregister/vendor', vendor, systemBody('lonn', more));
  await h.call('POST', '/systemregister/vendor', vendor, systemBody('bare', { allowedRedirectUrls: [] }));
  await h.call('POST', '/systemregister/vendor', other, systemBody('theirs', {}, OTHER_VENDOR));
});
afterAll(() => h.close());

const ref = () => {
  counter += 1;
  return `ref-${counter}`;
};
const body = (more: Record<string, unknown> = {}) => ({
  systemId: SYSTEM,
  partyOrgNo: BAKERY.number,
  externalRef: ref(),
  rights: [right('ttd-lonnsrapport')],
  ...more,
});
const agentBody = (more: Record<string, unknown> = {}) => ({
  systemId: SYSTEM,
  partyOrgNo: ACCOUNTANT.number,
  externalRef: ref(),
  accessPackages: [accessPackage('regnskapsforer-lonn')],
  ...more,
});
const ask = (wanted: unknown, token = vendor) => h.call('POST', `${PATH}/vendor`, token, wanted);
const askAgent = (wanted: unknown, token = vendor) => h.call('POST', `${PATH}/vendor/agent`, token, wanted);
const idOf = async (answer: ReturnType<typeof ask>): Promise<string> => {
  const got = await answer;
  expect(got.statusCode, got.body).toBe(201);
  return got.json().id;
};
const answer = (verb: string, id: string, token = dagl, party = BAKERY.partyId) =>
  h.call('POST', `${PATH}/${party}/${id}/${verb}`, token);
const code = async (got: ReturnType<typeof ask>, status: number) => {
  const { statusCode, headers, ...rest } = await got;
  expect(statusCode, rest.body).toBe(status);
  expect(headers['content-type']).toContain('application/problem+json');
  const problem = rest.json();
  expect(problem).toMatchObject({ type: `urn:altinn:error:${problem.code}`, status, title: expect.any(String) });
  expect(problem.statusDescription).toBeTypeOf('string');
  return problem.code;
};

describe('asking for a system user', () => {
  it('answers 201 with New, a confirmUrl and a Location (system-register-and-users#30)', async () => {
    const got = await ask(body({ integrationTitle: ' Lønn 2 ', redirectUrl: 'https://fjordlonn.example/done?x=1#y' }));
    expect(got.statusCode).toBe(201);
    const request = got.json();
    expect(got.headers['location']).toBe(
      `http://platform.example/authentication/api/v1/systemuser/request/${request.id}`,
    );
    expect(request).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      integrationTitle: 'Lønn 2',
      externalRef: expect.any(String),
      systemId: SYSTEM,
      partyOrgNo: BAKERY.number,
      rights: [right('ttd-lonnsrapport')],
      accessPackages: [],
      status: 'New',
      redirectUrl: 'https://fjordlonn.example/done?x=1#y',
      confirmUrl: `http://platform.example/accessmanagement/ui/systemuser/request?id=${request.id}&DONTCHOOSEREPORTEE=true`,
      escalated: false,
      created: '2026-11-23T12:00:00.000Z',
      timedOut: false,
    });
    const agent = (await askAgent(agentBody())).json();
    expect(agent).not.toHaveProperty('rights');
    expect(agent.confirmUrl).toContain('/accessmanagement/ui/systemuser/agentrequest?id=');
  });

  it('answers the same again with 200 and the same id, for agents too (system-register-and-users#31)', async () => {
    for (const [send, wanted] of [
      [ask, body()],
      [askAgent, agentBody()],
    ] as const) {
      const id = await idOf(send(wanted));
      const again = await send({ ...wanted, integrationTitle: 'another', rights: [] });
      expect(again.statusCode).toBe(200);
      expect(again.json()).toMatchObject({ id, confirmUrl: expect.stringContaining(id) });
      expect(again.json().integrationTitle).toBe('Lønn');
    }
  });

  it('gives AUTH-00004 for the triple of an active system user (system-register-and-users#32)', async () => {
    const wanted = body();
    const id = await idOf(ask(wanted));
    expect((await answer('approve', id)).statusCode).toBe(200);
    expect(await code(ask(wanted), 400)).toBe('AUTH-00004');
    expect(
      await code(askAgent({ ...agentBody(), partyOrgNo: BAKERY.number, externalRef: wanted.externalRef }), 400),
    ).toBe('AUTH-00004');
  });

  it('frees the triple when the system user is deleted (system-register-and-users#33)', async () => {
    const wanted = body();
    const id = await idOf(ask(wanted));
    await answer('approve', id);
    expect((await h.call('DELETE', `/systemuser/${BAKERY.partyId}/${id}`, dagl)).statusCode).toBe(202);
    expect(await code(h.call('GET', `${PATH}/vendor/${id}`, vendor), 404)).toBe('AUTH-00010');
    expect(await idOf(ask(wanted))).not.toBe(id);
  });

  it('gives AUTH-00001 for a right outside the system, or more rights than it has (system-register-and-users#34)', async () => {
    expect(await code(ask(body({ rights: [right('skogdir-felling')] })), 400)).toBe('AUTH-00001');
    const three = [right('ttd-lonnsrapport'), right('app_ttd_demo'), right('ttd-lonnsrapport')];
    expect(await code(ask(body({ rights: three })), 400)).toBe('AUTH-00001');
    await idOf(ask(body({ rights: [{ ...right('TTD-lonnsrapport'), action: 'anything' }] })));
  });

  it('keeps rights as the system has them written, so that they can be approved', async () => {
    const wanted = body({ rights: [right('TTD-lonnsrapport')] });
    const asked = await ask(wanted);
    expect(asked.json().rights).toEqual([right('ttd-lonnsrapport')]);
    expect((await answer('approve', asked.json().id)).statusCode).toBe(200);
  });

  it('gives AUTH-00064 or AUTH-00065 for a package not meant for the type (system-register-and-users#35)', async () => {
    for (const name of ['regnskapsforer-lonn', 'tilgangsstyrer']) {
      const got = await ask(body({ accessPackages: [accessPackage(name)] }));
      expect(got.statusCode).toBe(400);
      expect(got.json()).toMatchObject({
        status: 400,
        code: 'AUTH-00064',
        NotDelegablePackages: `urn:altinn:accesspackage:${name}`,
      });
    }
    const got = await askAgent(agentBody({ accessPackages: [accessPackage('lonn')] }));
    expect(got.statusCode).toBe(400);
    expect(got.json()).toMatchObject({ code: 'AUTH-00065', NotDelegablePackages: 'urn:altinn:accesspackage:lonn' });
  });

  it('gives AUTH-00063 for a package outside the system (system-register-and-users#36)', async () => {
    for (const got of [
      await askAgent(agentBody({ accessPackages: [accessPackage('ansvarlig-revisor')] })),
      await ask(body({ accessPackages: [accessPackage('ansvarlig-revisor')] })),
    ]) {
      expect(got.statusCode).toBe(400);
      expect(got.json()).toMatchObject({
        status: 400,
        code: 'AUTH-00063',
        NotFoundPackages: 'urn:altinn:accesspackage:ansvarlig-revisor',
      });
    }
  });

  it('gives AUTH-00021 for a redirect URL that matches none, AUTH-00026 when there is none (system-register-and-users#37)', async () => {
    for (const redirectUrl of [
      'https://evil.example/done',
      'https://fjordlonn.example/done/',
      'http://fjordlonn.example/done',
      'https://fjordlonn.example:8443/done',
      'https://fjordlonn.example@evil.example/done',
      'https://user@fjordlonn.example/done',
      'done',
      'javascript:alert(1)',
    ])
      for (const send of [() => ask(body({ redirectUrl })), () => askAgent(agentBody({ redirectUrl }))])
        expect(await code(send(), 400), redirectUrl).toBe('AUTH-00021');
    const redirectUrl = 'https://fjordlonn.example/done';
    expect(await code(ask(body({ systemId: `${VENDOR}_bare`, redirectUrl })), 400)).toBe('AUTH-00026');
  });

  it('lets query and fragment of the redirect URL be anything (system-register-and-users#38)', async () => {
    await idOf(ask(body({ redirectUrl: 'https://fjordlonn.example/done?customer=1&b=2#frag' })));
    await idOf(ask(body({ redirectUrl: 'https://fjordlonn.example:443/done' })));
  });

  it('gives AUTH-00000 for an unknown customer (system-register-and-users#39)', async () => {
    for (const partyOrgNo of ['310099999', 'x', '01816010027'])
      expect(await code(ask(body({ partyOrgNo })), 400)).toBe('AUTH-00000');
  });

  it('takes the customer’s number for an absent, null or empty externalRef (system-register-and-users#40)', async () => {
    const { externalRef: _none, ...without } = body({ partyOrgNo: FOREST.number });
    const id = await idOf(ask(without));
    for (const externalRef of [null, '', FOREST.number]) {
      const got = await ask({ ...without, externalRef });
      expect(got.statusCode).toBe(200);
      expect(got.json()).toMatchObject({ id, externalRef: FOREST.number });
    }
    // A docs sample writes another name, which is ignored.
    expect((await ask({ ...without, externalReference: 'mine' })).json().id).toBe(id);
  });

  it('gives AUTH-00059 for empty lists, AUTH-00058 for an agent’s, AUTH-00001 for none (system-register-and-users#41)', async () => {
    expect(await code(ask(body({ rights: [], accessPackages: [] })), 400)).toBe('AUTH-00059');
    expect(await code(ask(body({ rights: [] })), 400)).toBe('AUTH-00059');
    expect(await code(ask(body({ rights: undefined })), 400)).toBe('AUTH-00001');
    expect(await code(askAgent(agentBody({ accessPackages: [] })), 400)).toBe('AUTH-00058');
    expect((await askAgent(agentBody({ accessPackages: undefined }))).json().errors).toHaveProperty('accessPackages');
  });

  it('keeps the integration title, or takes the nb name (system-register-and-users#42)', async () => {
    expect((await ask(body({ integrationTitle: 'Eget navn' }))).json().integrationTitle).toBe('Eget navn');
    expect((await ask(body())).json().integrationTitle).toBe('Lønn');
  });

  it('refuses an agent request for the triple of a standard one, by its status', async () => {
    const wanted = body();
    const id = await idOf(ask(wanted));
    const agent = agentBody({ partyOrgNo: BAKERY.number, externalRef: wanted.externalRef });
    expect(await code(askAgent(agent), 400)).toBe('AUTH-00007');
    await answer('reject', id);
    expect(await code(askAgent(agent), 400)).toBe('AUTH-00009');
  });

  it('answers to another vendor, and for an unknown or deleted system, as if there were nothing', async () => {
    expect(await code(ask(body({ systemId: `${VENDOR}_nothing` })), 404)).toBe('AUTH-00011');
    expect(await code(ask(body(), other), 404)).toBe('AUTH-00011');
    const wanted = body();
    await answer('approve', await idOf(ask(wanted)));
    expect(await code(ask(wanted, other), 404)).toBe('AUTH-00011');
    await h.call('POST', '/systemregister/vendor', vendor, systemBody('gone'));
    await h.call('DELETE', `/systemregister/vendor/${VENDOR}_gone`, vendor);
    expect(await code(ask(body({ systemId: `${VENDOR}_gone` })), 404)).toBe('AUTH-00011');
  });

  it('answers 401 without token or vendor, 403 without the write scope (system-register-and-users#58)', async () => {
    expect((await h.call('POST', `${PATH}/vendor`, undefined, body())).statusCode).toBe(401);
    const reader = await h.vendorToken(SCOPES.read);
    expect((await ask(body(), reader)).statusCode).toBe(403);
    expect((await h.call('DELETE', `${PATH}/vendor/${GUID}`, reader)).statusCode).toBe(403);
    const without = await h.vendorToken(SCOPES.write, VENDOR, { consumer: undefined });
    expect(await code(ask(body(), without), 401)).toBe('AUTH-00023');
  });

  it.each([
    ['no system', { systemId: undefined }],
    ['a number as customer', { partyOrgNo: 310044423 }],
    ['a long reference', { externalRef: 'x'.repeat(256) }],
    ['a long title', { integrationTitle: 'x'.repeat(256) }],
    ['rights that are a text', { rights: 'all' }],
    ['a right with an empty resource', { rights: [{ resource: [] }] }],
  ])('answers 400 to %s', async (_name, wrong) => {
    const got = await ask(body(wrong));
    expect(got.statusCode, got.body).toBe(400);
    expect(Object.keys(got.json().errors)).toHaveLength(1);
  });
});

describe('a NUL character', () => {
  it('is refused in addresses and bodies, and not mistaken in plain text', async () => {
    expect((await h.call('GET', `${PATH}/vendor/byexternalref/${SYSTEM}/1/a%00b`, vendor)).statusCode).toBe(400);
    expect((await ask(body({ externalRef: 'a\u0000b' }))).statusCode).toBe(400);
    expect((await ask(body({ integrationTitle: 'a\\u0000b' }))).statusCode).toBe(201);
  });
});

describe('a vendor’s requests', () => {
  it('are read by id, with a confirmUrl (system-register-and-users#43)', async () => {
    const id = await idOf(ask(body()));
    const got = await h.call('GET', `${PATH}/vendor/${id}`, await h.vendorToken(SCOPES.read));
    expect(got.statusCode).toBe(200);
    expect(got.json().confirmUrl.endsWith(`?id=${id}&DONTCHOOSEREPORTEE=true`)).toBe(true);
    expect((await h.call('GET', `${PATH}/vendor/not-a-guid`, vendor)).json().errors).toHaveProperty('requestId');
    expect(await code(h.call('GET', `${PATH}/vendor/${id}`, other), 404)).toBe('AUTH-00011');
    expect(await code(h.call('GET', `${PATH}/vendor/${GUID}`, vendor), 404)).toBe('AUTH-00010');
  });

  it('are reported as timed out after 180 days, with the status as it was (system-register-and-users#44)', async () => {
    const id = await idOf(askAgent(agentBody()));
    const read = async () =>
      (await h.call('GET', `${PATH}/vendor/agent/${id}`, await h.vendorToken(SCOPES.read))).json();
    h.clock.advance(180 * DAY_MS);
    expect(await read()).toMatchObject({ timedOut: false });
    h.clock.advance(1);
    expect(await read()).toMatchObject({ timedOut: true, status: 'New' });
    h.clock.advance(-180 * DAY_MS - 1);
  });

  it('are found by external reference (system-register-and-users#45)', async () => {
    const wanted = body({ externalRef: 'kunde æ/1' });
    const id = await idOf(ask(wanted));
    const by = (type: string, name: string, token = vendor) =>
      h.call(
        'GET',
        `${PATH}/vendor${type}/byexternalref/${SYSTEM}/${BAKERY.number}/${encodeURIComponent(name)}`,
        token,
      );
    expect((await by('', 'kunde æ/1')).json()).toMatchObject({ id, confirmUrl: expect.any(String) });
    expect(await code(by('', 'kunde'), 404)).toBe('AUTH-00010');
    expect(await code(by('/agent', 'kunde æ/1'), 404)).toBe('AUTH-00010');
    expect(await code(by('', 'kunde æ/1', other), 404)).toBe('AUTH-00011');
  });

  it('are not found on the other type’s path (system-register-and-users#46)', async () => {
    const id = await idOf(ask(body()));
    expect(await code(h.call('GET', `${PATH}/vendor/agent/${id}`, vendor), 404)).toBe('AUTH-00010');
    const agent = await idOf(askAgent(agentBody()));
    expect(await code(h.call('GET', `${PATH}/vendor/${agent}`, vendor), 404)).toBe('AUTH-00010');
  });

  it('are deleted once, by their vendor only, and free the triple (system-register-and-users#57)', async () => {
    for (const [send, wanted] of [
      [ask, body()],
      [askAgent, agentBody()],
    ] as const) {
      const id = await idOf(send(wanted));
      const remove = (token: string) => h.call('DELETE', `${PATH}/vendor/${id}`, token);
      expect(await code(remove(other), 404)).toBe('AUTH-00010');
      const removed = await remove(vendor);
      expect([removed.statusCode, removed.body]).toEqual([202, '']);
      expect(await code(remove(vendor), 404)).toBe('AUTH-00010');
      expect(await idOf(send(wanted))).not.toBe(id);
    }
  });

  it('are listed by system, each once, page by page to the end (system-register-and-users#59)', async () => {
    const system = `${VENDOR}_pages`;
    await h.call('POST', '/systemregister/vendor', vendor, systemBody('pages'));
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) ids.push(await idOf(ask(body({ systemId: system }))));
    const seen: string[] = [];
    const sizes: number[] = [];
    let path: string | undefined = `${PATH}/vendor/bysystem/${system}`;
    while (path !== undefined) {
      const got: PageJson = (await h.call('GET', path, vendor)).json();
      expect(Object.keys(got)).toEqual(['links', 'data']);
      seen.push(...got.data.map((one: { id: string }) => one.id));
      sizes.push(got.data.length);
      expect(got.data[0]).not.toHaveProperty('confirmUrl');
      path = got.links.next?.replace('http://platform.example', '');
      if (path === undefined) expect(got.links).toEqual({});
    }
    expect(sizes).toEqual([5, 5, 2]);
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect(await code(h.call('GET', `${PATH}/vendor/bysystem/${system}`, other), 404)).toBe('AUTH-00011');
    for (const token of ['x', '!!', 'bm90IGEgdG9rZW4', 'a'.repeat(300)])
      expect((await h.call('GET', `${PATH}/vendor/bysystem/${system}?token=${token}`, vendor)).statusCode).toBe(400);
    const agents = (await h.call('GET', `${PATH}/vendor/agent/bysystem/${system}`, vendor)).json();
    expect(agents).toEqual({ links: {}, data: [] });
  });

  it('have links on the public host that a proxy names (system-register-and-users#60)', async () => {
    const path = `${PATH}/vendor/bysystem/${VENDOR}_pages`;
    const next = async (headers: Record<string, string>) =>
      (await h.call('GET', path, vendor, undefined, headers)).json().links.next;
    const start = 'https://platform.altinn.example/authentication/api/v1/systemuser/request/vendor/bysystem/';
    const shown: string = await next({ 'x-forwarded-host': 'platform.altinn.example', 'x-forwarded-proto': 'https' });
    expect(shown.slice(0, start.length)).toBe(start);
    for (const host of ['evil.example/path', 'a b', '"><script>', ''])
      expect(await next({ 'x-forwarded-host': host })).toMatch(/^http:\/\/platform\.example\/authentication\//);
  });
});

describe('answering a request', () => {
  it('approves with 200 true, and the status becomes Accepted (system-register-and-users#47)', async () => {
    const id = await idOf(ask(body({ accessPackages: [accessPackage('skatt-naering')] })));
    const got = await answer('approve', id);
    expect([got.statusCode, got.body]).toEqual([200, 'true']);
    expect((await h.call('GET', `${PATH}/vendor/${id}`, vendor)).json().status).toBe('Accepted');
    expect(await h.delegations.packages(id, BAKERY.uuid)).toEqual(['urn:altinn:accesspackage:skatt-naering']);
  });

  it('answers 409 AUTH-00013 to a second approval, and to an answer after an answer (system-register-and-users#48)', async () => {
    const id = await idOf(ask(body()));
    await answer('approve', id);
    for (const verb of ['approve', 'reject']) expect(await code(answer(verb, id), 409)).toBe('AUTH-00013');
  });

  it('answers 403 AUTH-00041, agent AUTH-00042, for another party (system-register-and-users#49)', async () => {
    const id = await idOf(ask(body()));
    const forester = await h.personToken('forester');
    for (const verb of ['approve', 'reject'])
      expect(await code(answer(verb, id, forester, FOREST.partyId), 403)).toBe('AUTH-00041');
    const agent = await idOf(askAgent(agentBody()));
    expect(await code(h.call('POST', `${PATH}/agent/${FOREST.partyId}/${agent}/approve`, forester), 403)).toBe(
      'AUTH-00042',
    );
  });

  it('answers 404 AUTH-00010, agent AUTH-00030, to an unknown id (system-register-and-users#50)', async () => {
    expect(await code(answer('approve', GUID), 404)).toBe('AUTH-00010');
    expect(await code(h.call('POST', `${PATH}/agent/${ACCOUNTANT.partyId}/${GUID}/approve`, accountant), 404)).toBe(
      'AUTH-00030',
    );
    expect((await answer('approve', 'x')).json().errors).toHaveProperty('requestId');
  });

  it('answers 403 to who lacks the portal scope or is no access manager (system-register-and-users#51)', async () => {
    const id = await idOf(ask(body()));
    const member = await h.personToken('member');
    const stranger = await h.personToken('stranger');
    const exchanged = await h.personToken('dagl', 'openid altinn:instances.read');
    for (const token of [member, stranger, exchanged]) {
      const got = await answer('approve', id, token);
      expect([got.statusCode, got.body]).toEqual([403, '']);
    }
    expect((await answer('approve', id, await h.personToken('member', 'openid'))).statusCode).toBe(403);
    expect((await h.call('GET', `${PATH}/vendor/${id}`, vendor)).json().status).toBe('New');
  });

  it('creates nothing and answers AUTH-00002 when what was checked cannot be delegated any more (system-register-and-users#52)', async () => {
    const record = await h.resources.resource('ttd-lonnsrapport');
    const policy = await h.resources.policy('ttd-lonnsrapport');
    if (!record || !policy) throw new Error('missing');
    const id = await idOf(ask(body()));
    const { plan } = h.delegations;
    // The resource goes away between the check and the grant.
    h.delegations.plan = async (...asked) => {
      const made = await plan.apply(h.delegations, asked);
      await h.database.transaction((trx, announce) => h.resources.deleteResource(trx, announce, 'ttd-lonnsrapport'));
      return made;
    };
    try {
      expect(await code(answer('approve', id), 400)).toBe('AUTH-00002');
    } finally {
      h.delegations.plan = plan;
      await h.database.transaction(async (trx, announce) => {
        const { versionId: _version, ...rest } = record;
        await h.resources.saveResource(trx, announce, rest as Parameters<typeof h.resources.saveResource>[2]);
        await h.resources.savePolicy(trx, announce, 'ttd-lonnsrapport', policy.xml);
      });
    }
    expect((await h.call('GET', `${PATH}/vendor/${id}`, vendor)).json().status).toBe('New');
    expect(await h.systems.users.findAny(id)).toBeUndefined();
    expect(await h.delegations.allRights(id, BAKERY.uuid)).toEqual([]);
    expect((await answer('approve', id)).statusCode).toBe(200);
  });

  it('creates nothing when the approver cannot pass on all that is asked for, or has logged in too weakly', async () => {
    await h.database.transaction((trx, announce) =>
      h.register.giveRoles(trx, announce, [
        { holder: '10000000-0000-4000-8000-000000000003', role: 'ADMAI', of: FOREST.uuid },
      ]),
    );
    const admin = await h.personToken('member');
    const refused = async (wanted: Record<string, unknown>, token: string, status: number) => {
      const id = await idOf(ask(body({ partyOrgNo: FOREST.number, ...wanted })));
      const got = await code(answer('approve', id, token, FOREST.partyId), status);
      expect(await h.systems.users.findAny(id)).toBeUndefined();
      expect((await h.call('GET', `${PATH}/vendor/${id}`, vendor)).json().status).toBe('New');
      return got;
    };
    expect(await refused({}, admin, 403)).toBe('AUTH-00016');
    const weak = await h.personToken('forester', SCOPES.portal, { 'urn:altinn:authlevel': 1 });
    expect(await refused({}, weak, 403)).toBe('AUTH-00020');
  });

  it('rejects with 200 true (system-register-and-users#53)', async () => {
    const id = await idOf(ask(body()));
    const got = await answer('reject', id);
    expect([got.statusCode, got.body]).toEqual([200, 'true']);
    expect((await h.call('GET', `${PATH}/vendor/${id}`, vendor)).json().status).toBe('Rejected');
    expect(await h.systems.users.findAny(id)).toBeUndefined();
  });

  it('gives the system user the id of the request, agents too (system-register-and-users#54)', async () => {
    const id = await idOf(askAgent(agentBody()));
    expect((await h.call('POST', `${PATH}/agent/${ACCOUNTANT.partyId}/${id}/approve`, accountant)).body).toBe('true');
    expect(await h.systems.users.find(id)).toMatchObject({
      id,
      userType: 'agent',
      packages: ['urn:altinn:accesspackage:regnskapsforer-lonn'],
    });
    // Clients come later: nothing is delegated yet.
    expect(await h.delegations.packages(id, BAKERY.uuid)).toEqual([]);
  });

  it('tells a related person to escalate, and an unrelated one nothing (system-register-and-users#55)', async () => {
    const id = await idOf(ask(body()));
    const read = (token: string) => h.call('GET', `${PATH}/${id}`, token);
    expect((await read(dagl)).json()).toMatchObject({
      id,
      partyId: BAKERY.partyId,
      partyUuid: BAKERY.uuid,
      userMayEscalateButNotApprove: false,
      systemUserType: 'standard',
      confirmUrl: expect.any(String),
    });
    expect((await read(await h.personToken('member'))).json().userMayEscalateButNotApprove).toBe(true);
    expect(await code(read(await h.personToken('stranger')), 403)).toBe('AUTH-00066');
    expect(await code(h.call('GET', `${PATH}/${GUID}`, dagl), 404)).toBe('AUTH-00010');
    const agent = await idOf(askAgent(agentBody()));
    for (const path of [`${PATH}/${agent}`, `${PATH}/agent/${agent}`])
      expect((await h.call('GET', path, accountant)).json().systemUserType).toBe('agent');
    expect(await code(h.call('GET', `${PATH}/agent/${id}`, dagl), 404)).toBe('AUTH-00010');
  });

  it('lets a related person escalate: the request shows in pending (system-register-and-users#56)', async () => {
    const id = await idOf(ask(body()));
    const member = await h.personToken('member');
    expect((await answer('escalate', id, await h.personToken('stranger'))).body).toBe('false');
    expect(await code(answer('escalate', GUID, member), 404)).toBe('AUTH-00010');
    expect(await code(answer('escalate', id, member, FOREST.partyId), 404)).toBe('AUTH-00010');
    expect((await answer('escalate', id, member)).body).toBe('true');
    const pending = async (
      path: string,
      token: string,
    ): Promise<{ id: string; escalated: boolean; status: string }[]> =>
      (await h.call('GET', `${PATH}/${path}/pending`, token)).json();
    const bakery = await pending(`${BAKERY.partyId}/${BAKERY.number}`, dagl);
    expect(bakery.find((one) => one.id === id)).toMatchObject({ escalated: true, status: 'New' });
    expect(bakery.every((one) => one.status === 'New')).toBe(true);
    const [quiet, loud] = [await idOf(askAgent(agentBody())), await idOf(askAgent(agentBody()))];
    await h.call('POST', `${PATH}/agent/${ACCOUNTANT.partyId}/${loud}/escalate`, accountant);
    const agents = await pending(`agent/${ACCOUNTANT.partyId}/${ACCOUNTANT.number}`, accountant);
    expect(agents.map((one) => one.id)).toContain(loud);
    expect(agents.map((one) => one.id)).not.toContain(quiet);
    const elsewhere = await h.call('GET', `${PATH}/${BAKERY.partyId}/${FOREST.number}/pending`, dagl);
    expect(elsewhere.statusCode).toBe(403);
  });
});

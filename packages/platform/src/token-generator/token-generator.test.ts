import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRooms, openPlatform } from '../assembly/index.ts';
import { movableClock, platformUrls } from '../foundation/index.ts';
import { createHttp } from '../http/index.ts';
import { testDatabase } from '../testing/database.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const PERSON = { pid: '01816010027', userId: 20001, partyId: 50010001, uuid: '10000000-0000-4000-8000-000000000001' };
const [CUSTOMER, SERVICE_OWNER, VENDOR] = ['310044423', '310013579', '310019747'];
/** Numbers that nobody in the synthetic world has. */
const NOBODY = { pid: '03827099790', orgNo: '991825827', userId: 20208000, partyId: 50934810 };
const UUID = 'ca742417-1829-4af7-aea3-077463697351';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

type Query = Readonly<Record<string, string | number>>;
const address = (kind: string, query: Query, at = '/token-generator/api') =>
  `${at}/Get${kind}Token?${new URLSearchParams(Object.entries({ env: 'tt02', ...query }).map(([name, value]) => [name, String(value)]))}`;
const ask = (path: string, headers: Record<string, string> = {}) => sandbox.call('GET', path, { headers });
const token = async (kind: string, query: Query) => {
  const answer = await ask(address(kind, query));
  expect([answer.status, answer.text.split('.').length]).toEqual([200, 3]);
  return answer.text;
};
const claims = async (kind: string, query: Query) => decodeJwt(await token(kind, query));
const faults = async (kind: string, query: Query) => {
  const { status, headers, body } = await ask(address(kind, query));
  expect([status, headers.get('content-type')]).toEqual([400, 'application/json; charset=utf-8']);
  return body;
};

const EVERY: readonly (readonly [kind: string, least: Query])[] = [
  ['Enterprise', { scopes: 'altinn:instances.read' }],
  ['EnterpriseUser', { orgNo: NOBODY.orgNo, partyId: 1, userId: 2, userName: 'robot' }],
  ['Personal', {}],
  ['SystemUser', { systemUserId: UUID }],
  ['Platform', { app: 'events' }],
  ['PlatformAccess', { app: 'events' }],
  ['SelfIdentifiedUser', {}],
  ['SelfRegisteredEmailUser', { email: 'ola@example.com' }],
  ['Consent', { serviceCodes: '5120_1', offeredBy: PERSON.pid, coveredBy: CUSTOMER }],
];

describe('every function of the generator', () => {
  it.each(EVERY)('%s answers with the token alone, at both places (token-generator#1,2,14,28)', async (kind, least) => {
    for (const at of ['/token-generator/api', '/api']) {
      const { status, headers, text } = await ask(address(kind, least, at));
      expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
      expect(headers.get('cache-control')).toBe('no-store');
      const { exp = 0, nbf = 0, actual_iss } = decodeJwt(text);
      expect([exp - nbf, actual_iss]).toEqual([kind === 'Consent' ? 30 : 1800, 'altinn-test-tools']);
      expect(decodeProtectedHeader(text)).toMatchObject({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) });
    }
    const { exp = 0, nbf = 0 } = await claims(kind, { ...least, ttl: 7 });
    expect(exp - nbf).toBe(7);
  });

  it.each(EVERY)('%s shows what is in it (token-generator#4)', async (kind, least) => {
    const { text } = await ask(address(kind, { ...least, dump: 'true' }));
    const [header = '', payload = ''] = text.split('\n.\n');
    expect(JSON.parse(header)).toMatchObject({ alg: 'RS256' });
    expect(JSON.parse(payload)).toMatchObject({ actual_iss: 'altinn-test-tools' });
  });

  it('gives a JSON string to who takes nothing else (token-generator#3)', async () => {
    const path = address('Personal', {});
    const json = await ask(path, { accept: 'application/json' });
    expect(JSON.parse(json.text)).toMatch(/^eyJ/);
    expect((await ask(path, { accept: 'application/json, text/plain, */*' })).text).toMatch(/^eyJ/);
  });

  it('asks nobody who it is (token-generator#10)', async () => {
    const basic = `Basic ${Buffer.from('anyone:anything').toString('base64')}`;
    for (const authorization of [basic, 'Bearer x', 'nonsense'])
      expect((await ask(address('Personal', {}), { authorization })).status).toBe(200);
  });

  it('is not for pages of other sites (token-generator#11)', async () => {
    expect((await ask(address('Personal', {}), { origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask(address('Personal', {}), { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('does not read the environment (token-generator#9)', async () => {
    for (const env of ['at22', 'yt01', 'none', 'dev'])
      expect((await claims('Personal', { env })).iss).toBe(sandbox.platform.urls.altinnIssuer);
  });
});

describe('the query', () => {
  it('is read whatever the case of its names, and lists are joined (token-generator#7,8,13)', async () => {
    const path =
      '/token-generator/api/GetEnterpriseToken?ENV=tt02&Scopes=altinn:a,altinn:b&scopes=altinn:c%20altinn:d&orgno=310044423';
    const { text } = await ask(path);
    expect(decodeJwt(text)).toMatchObject({
      scope: 'altinn:a altinn:b altinn:c altinn:d',
      'urn:altinn:orgNumber': CUSTOMER,
    });
    const twice = await ask('/api/GetPersonalToken?env=tt02&pid=01816010027&PID=01816010027');
    expect([twice.status, twice.body]).toEqual([400, { pid: 'must be eleven digits' }]);
  });

  it('has all of its faults told at once (token-generator#6)', async () => {
    expect(await faults('Enterprise', { env: '', orgNo: '12', ttl: '-1', delegationSource: 'x', org: 'a b' })).toEqual({
      env: 'must be given',
      scopes: 'must be given',
      orgNo: 'must be nine digits',
      ttl: 'must be a whole number from 0 to 4294967295',
      delegationSource: 'must be an absolute URI',
      org: 'must be at most 50 letters, digits, _ and -',
    });
    expect(Object.keys(await faults('EnterpriseUser', {}))).toEqual(['orgNo', 'partyId', 'userId', 'userName']);
    expect(Object.keys(await faults('Consent', {}))).toEqual(['serviceCodes', 'offeredBy', 'coveredBy']);
    expect(Object.keys(await faults('Personal', { authLvl: 5, userId: 'undefined', partyuuid: 'x' })).sort()).toEqual([
      'authLvl',
      'partyuuid',
      'userId',
    ]);
  });

  it.each<[string, string, Query, string]>([
    ['scopes in capitals', 'Enterprise', { scopes: 'ALTINN:A' }, 'scopes'],
    ['too many scopes', 'Enterprise', { scopes: 'a'.repeat(501) }, 'scopes'],
    ['an app of one letter', 'Platform', { app: 'a' }, 'app'],
    ['an app with two full stops', 'Platform', { app: 'a..b' }, 'app'],
    ['a long app that nearly fits', 'Platform', { app: `${'a'.repeat(49)}!` }, 'app'],
    ['another issuer (token-generator#23)', 'PlatformAccess', { app: 'demo', org: 'skd' }, 'org'],
    ['no address', 'SelfRegisteredEmailUser', { email: '@' }, 'email'],
    ['no service code', 'Consent', { serviceCodes: '5120', offeredBy: CUSTOMER, coveredBy: CUSTOMER }, 'serviceCodes'],
    ['an id that is none', 'SystemUser', { systemUserId: '1' }, 'systemUserId'],
    ['an id beyond what is signed', 'Personal', { userId: 2_147_483_648 }, 'userId'],
    ['markup', 'Personal', { userName: '<script>' }, 'userName'],
    ['a prototype', 'Personal', { pid: '__proto__' }, 'pid'],
  ])('refuses %s (token-generator#13,29)', async (_, kind, query, member) => {
    expect(Object.keys(await faults(kind, query))).toEqual([member]);
  });

  it.each(['__proto__=1', 'constructor=1&toString=2', '%00=1', '%ff=%ff', '=', '&&&', `x=${'y'.repeat(8000)}`])(
    'takes or refuses %.40s and never fails (token-generator#29)',
    async (more) => {
      expect([200, 400]).toContain((await ask(`/api/GetPersonalToken?env=tt02&${more}`)).status);
    },
  );
});

describe('many tokens at once', () => {
  it('are given by number (token-generator#5,19)', async () => {
    const { headers, body } = await ask(address('Personal', { bulkCount: 3, dump: 'x' }));
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(Object.keys(body)).toHaveLength(3);
    for (const [pid, made] of Object.entries(body)) {
      expect(decodeJwt(String(made))).toMatchObject({ pid, 'urn:altinn:userid': expect.any(Number) });
      expect((await sandbox.call('GET', '/profile/api/v1/users/current', { token: String(made) })).status).toBe(200);
    }
    const organisations = await ask(address('Enterprise', { scopes: 'altinn:instances.read', bulkCount: 2 }));
    for (const [orgNo, made] of Object.entries(organisations.body))
      expect(decodeJwt(String(made))['urn:altinn:orgNumber']).toBe(orgNo);
  });

  it('are no more than there is anybody for (token-generator#5)', async () => {
    const all = await ask(address('Enterprise', { scopes: 'altinn:instances.read', bulkCount: 4_294_967_295 }));
    const count = Object.keys(all.body).length;
    expect(count).toBeGreaterThan(5);
    expect(count).toBeLessThanOrEqual(1000);
  });
});

describe('a person', () => {
  it('of the register has the ids that the register has (token-generator#17,18)', async () => {
    const made = await claims('Personal', { pid: PERSON.pid });
    expect(made).toMatchObject({
      pid: PERSON.pid,
      nameid: PERSON.userId,
      'urn:altinn:userid': PERSON.userId,
      'urn:altinn:partyid': PERSON.partyId,
      'urn:altinn:party:uuid': PERSON.uuid,
      'urn:altinn:authlevel': '3',
      'urn:altinn:authenticatemethod': 'NotDefined',
      client_amr: 'virksomhetssertifikat',
      acr: 'idporten-loa-substantial',
      scope: 'altinn:enduser',
    });
    for (const named of [{ userId: PERSON.userId }, { partyId: PERSON.partyId }, { partyuuid: PERSON.uuid }])
      expect(await claims('Personal', named)).toMatchObject({ pid: PERSON.pid, 'urn:altinn:userid': PERSON.userId });
    const strange = await claims('Personal', { pid: PERSON.pid, userId: NOBODY.userId });
    expect([strange['urn:altinn:userid'], strange['urn:altinn:partyid']]).toEqual([NOBODY.userId, undefined]);
  });

  it('of the register may do what the person may (token-generator#17)', async () => {
    const made = await token('Personal', { pid: PERSON.pid, authLvl: 4, scopes: 'altinn:portal/enduser' });
    const profile = await sandbox.call<{ userId: number }>('GET', '/profile/api/v1/users/current', { token: made });
    expect([profile.status, profile.body.userId]).toEqual([200, PERSON.userId]);
    expect((await sandbox.call('GET', '/authentication/api/v1/refresh', { token: made })).status).toBe(200);
  });

  it('whom nobody knows is a valid token, and nobody here (token-generator#16,17)', async () => {
    const plain = await claims('Personal', { pid: NOBODY.pid });
    expect(plain).not.toHaveProperty('nameid');
    expect(plain).not.toHaveProperty('urn:altinn:userid');
    expect(plain).not.toHaveProperty('urn:altinn:partyid');
    const named = await token('Personal', { ...NOBODY, orgNo: '', partyuuid: '00000000-0000-0000-0000-000000000000' });
    expect(decodeJwt(named)).toMatchObject({ pid: NOBODY.pid, 'urn:altinn:userid': NOBODY.userId });
    expect((await sandbox.call('GET', '/profile/api/v1/users/current', { token: named })).status).toBe(404);
  });

  it.each([
    ['1', 'idporten-loa-low'],
    ['4', 'idporten-loa-high'],
  ])('has the acr of level %s (token-generator#17)', async (authLvl, acr) => {
    expect(await claims('Personal', { authLvl })).toMatchObject({ acr, 'urn:altinn:authlevel': authLvl });
  });

  it('may come through an organisation (token-generator#17)', async () => {
    const more = { consumerOrgNo: CUSTOMER, delegationSource: 'https://altinn.no/', clientAmr: 'jwk', userName: 'ola' };
    expect(await claims('Personal', more)).toMatchObject({
      consumer: { ID: `0192:${CUSTOMER}` },
      client_orgno: { ID: `0192:${CUSTOMER}` },
      delegation_source: 'https://altinn.no/',
      client_amr: 'jwk',
      'urn:altinn:username': 'ola',
    });
  });
});

describe('organisations and what acts for them', () => {
  it('are taken as if exchanged, a service owner too (token-generator#15)', async () => {
    const made = await token('Enterprise', {
      scopes: 'altinn:serviceowner/instances.read',
      org: 'skogdir',
      orgNo: SERVICE_OWNER,
    });
    const list = await sandbox.call('GET', '/storage/api/v1/instances?org=skogdir', { token: made });
    expect(list.status).toBe(200);
    const more = { scopes: 'a', supplierOrgNo: VENDOR, clientId: 'klient', delegationSource: 'https://altinn.no/' };
    expect(await claims('Enterprise', more)).toMatchObject({
      supplier: { ID: `0192:${VENDOR}` },
      client_id: 'klient',
      delegation_source: 'https://altinn.no/',
      jti: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it('are one of the world when none is named, and anyone when one is (token-generator#16,19)', async () => {
    const any = String((await claims('Enterprise', { scopes: 'a' }))['urn:altinn:orgNumber']);
    expect((await sandbox.call<unknown[]>('GET', `/sandbox/parties?type=organization&query=${any}`)).body).toHaveLength(
      1,
    );
    expect(await claims('Enterprise', { scopes: 'a', orgNo: NOBODY.orgNo })).toMatchObject({
      consumer: { ID: `0192:${NOBODY.orgNo}` },
    });
  });

  it('may be an enterprise user (token-generator#20)', async () => {
    const made = await claims('EnterpriseUser', {
      orgNo: CUSTOMER,
      partyId: 5,
      userId: 6,
      userName: 'robot',
      org: 'ttd',
    });
    expect(made).toMatchObject({
      'urn:altinn:userid': 6,
      'urn:altinn:partyid': 5,
      'urn:altinn:username': 'robot',
      'urn:altinn:authenticatemethod': 'virksomhetsbruker',
      'urn:altinn:org': 'ttd',
      scope: 'altinn:enduser',
    });
  });

  it('may be a system user, known or not (token-generator#21)', async () => {
    const customer = { organization: CUSTOMER, partyId: 50020008, director: PERSON.pid };
    const wish = { vendor: VENDOR, customer, resources: ['app_ttd_demo'], scopes: ['altinn:instances.read'] };
    const { id } = await sandbox.systemUser(wish);
    const made = await claims('SystemUser', { systemUserId: id.toUpperCase() });
    expect(made).toMatchObject({
      consumer: { ID: `0192:${VENDOR}` },
      authorization_details: [
        {
          type: 'urn:altinn:systemuser',
          systemuser_id: [id],
          systemuser_org: { ID: `0192:${CUSTOMER}` },
          system_id: expect.stringMatching(new RegExp(`^${VENDOR}_`)),
        },
      ],
    });
    expect(await claims('SystemUser', { systemUserId: UUID })).toMatchObject({
      consumer: { ID: '0192:991825827' },
      authorization_details: [{ systemuser_id: [UUID], systemuser_org: { ID: '0192:991825827' } }],
    });
  });
});

describe('the others', () => {
  it('a component is known by the header PlatformAccessToken, and an app of ttd (token-generator#22)', async () => {
    const stream = async (made: string) =>
      (await ask('/authentication/api/v1/systemuser/internal/systemusers/stream', { platformaccesstoken: made }))
        .status;
    const instance = `/accessmanagement/api/v1/app/delegationcheck/resource/app_ttd_demo/instance/${UUID}`;
    const check = async (made: string) => (await ask(instance, { platformaccesstoken: made })).status;
    const component = await token('PlatformAccess', { app: 'events' });
    expect(decodeJwt(component)).toMatchObject({ iss: 'platform', 'urn:altinn:app': 'events' });
    const app = await token('PlatformAccess', { app: 'demo', org: 'ttd' });
    expect(decodeJwt(app)).toMatchObject({ iss: 'ttd', 'urn:altinn:app': 'demo', aud: 'platform.altinn.no' });
    const old = await token('PlatformAccess', { app: 'demo', org: 'ttd', ttl: 0 });
    expect([await stream(component), await stream(app), await stream(`${component}x`)]).toEqual([200, 403, 401]);
    expect([await check(app), await check(`${app}x`)]).toEqual([200, 401]);
    sandbox.platform.clock.advance(60_000);
    expect(await check(old)).toBe(401);
    sandbox.platform.clock.reset();
  });

  it('a platform token is the issuer’s, with the app and no scope (token-generator#24)', async () => {
    const { nbf: _, iat: __, exp: ___, ...made } = await claims('Platform', { app: 'events.v2' });
    const iss = sandbox.platform.urls.altinnIssuer;
    expect(made).toEqual({ iss, 'urn:altinn:app': 'events.v2', actual_iss: 'altinn-test-tools' });
  });

  it('users without a number have level 0 (token-generator#25)', async () => {
    const { sid, jti, ...own } = await claims('SelfIdentifiedUser', { partyuuid: UUID, username: 'ola' });
    expect(sid).toBe(jti);
    expect(own).toMatchObject({
      sub: `urn:altinn:party:uuid:${UUID}`,
      'urn:altinn:username': 'ola',
      'urn:altinn:authlevel': 0,
      'urn:altinn:userid': 0,
      orignaliss: 'altinn2',
      amr: ['SelfIdentified'],
      scope: 'altinn:portal/enduser',
    });
    const any = await claims('SelfIdentifiedUser', {});
    expect(any['urn:altinn:username']).toMatch(/^SIUser\d{4}$/);
    expect(any['urn:altinn:partyid']).toBeGreaterThanOrEqual(5_000_000);
    expect(await claims('SelfRegisteredEmailUser', { email: 'ola@example.com', userId: 9 })).toMatchObject({
      'urn:altinn:username': 'epost:ola@example.com',
      'urn:altinn:party:external-identifier': 'urn:altinn:person:idporten-email:ola@example.com',
      'urn:altinn:userid': 9,
      orignaliss: 'idporten',
      acr: 'selfregistered-email',
      auth_time: expect.any(Number),
    });
  });

  it('a consent has its services with their values (token-generator#26)', async () => {
    const query = { serviceCodes: '5120_1.5678_2', '5120_1_year': '2026', offeredBy: PERSON.pid, coveredBy: CUSTOMER };
    const made = await claims('Consent', { ...query, handledBy: VENDOR, authorizationCode: UUID });
    expect(made).toMatchObject({
      Services: ['5120_1', '5120_1_year=2026', '5678_2'],
      OfferedBy: PERSON.pid,
      CoveredBy: CUSTOMER,
      HandledBy: VENDOR,
      AuthorizationCode: UUID,
      iss: 'altinn.no',
    });
    expect(made['ValidToDate']).toBe(made.exp);
  });
});

describe('the handle of a platform', () => {
  it('makes the same tokens without a request', async () => {
    const { platform } = sandbox;
    const person = await platform.token({ as: 'person', pid: PERSON.pid, ttl: 60 });
    expect(decodeJwt(person)).toMatchObject({ 'urn:altinn:userid': PERSON.userId });
    const organisation = await platform.token({
      as: 'organisation',
      orgNo: CUSTOMER,
      scopes: ['altinn:instances.read'],
    });
    expect(decodeJwt(organisation)).toMatchObject({ 'urn:altinn:orgNumber': CUSTOMER });
  });
});

describe('in production', () => {
  it('there is none of it, and an app of ttd signs for itself (token-generator#12)', async () => {
    const database = await testDatabase();
    const options = {
      mode: 'production',
      loginProvider: { issuer: 'https://login.example', clientId: 'x', clientSecret: 'x' },
    } as const;
    const ground = { database, clock: movableClock(), urls: platformUrls('https://portvakt.example') };
    const rooms = await makeRooms(ground, options);
    expect(rooms.tokens).toBeUndefined();
    const http = createHttp();
    await openPlatform(http, rooms, options, '/none');
    for (const at of ['/token-generator/api', '/api'])
      for (const [kind, least] of EVERY) expect((await http.inject(address(kind, least, at))).statusCode).toBe(404);
    const claims = { iss: 'ttd', aud: 'platform.altinn.no', 'urn:altinn:app': 'demo', exp: 4_000_000_000 };
    const made = await rooms.signingKeys.ring('altinn').sign(claims, { typ: 'JWT' });
    expect(() => rooms.authentication.platformAccess.verify(made)).toThrow('is not trusted');
    await http.close();
    await database.close();
  });
});

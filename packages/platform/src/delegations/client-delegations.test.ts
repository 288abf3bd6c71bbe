import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNTANT,
  accessPackage,
  BAKERY,
  FOREST,
  type Person,
  right,
  SCOPES,
  type SystemsHarness,
  startSystems,
  systemBody,
  VENDOR,
} from '../systems/harness.ts';

const API = '/accessmanagement/api';
const CONNECTIONS = `${API}/v1/enduser/connections`;
const STRANGER = '10000000-0000-4000-8000-000000000011';
const NUMBER = '11918010779';
const CHAIR = '10000000-0000-4000-8000-000000000002';
const UNKNOWN = '11111111-1111-4111-8111-111111111111';
const PACKAGE = 'urn:altinn:accesspackage:regnskapsforer-lonn';
const OTHER = 'urn:altinn:accesspackage:regnskapsforer-med-signeringsrettighet';
const RESOURCE = 'ttd-lonnsrapport';
const PAYROLL = 'urn:altinn:accesspackage:lonn';
const AGENT_ROLE_ID = 'ff4c33f5-03f7-4445-85ed-1e60b8aafb30';
const RIGHTHOLDER = 'urn:altinn:role:rettighetshaver';
const REGN = 'urn:altinn:external-role:ccr:regnskapsforer';
const NOTHING = { links: { next: null }, data: [] };

let h: SystemsHarness;
beforeAll(async () => {
  h = await startSystems();
});
afterAll(() => h.close());
beforeEach(() =>
  h.database.transaction(async (trx, announce) => {
    await h.delegations.revokeAll(trx, announce, { to: STRANGER });
    for (const from of [BAKERY.uuid, FOREST.uuid])
      await h.delegations.revokeAll(trx, announce, { to: ACCOUNTANT.uuid, from });
    const served = [BAKERY, FOREST].map(({ uuid }) => ({ holder: ACCOUNTANT.uuid, of: uuid, role: REGN }));
    await h.register.giveRoles(trx, announce, served);
    await h.register.takeRoles(trx, announce, { holder: ACCOUNTANT.uuid, of: BAKERY.uuid, role: RIGHTHOLDER });
  }),
);

type Method = 'GET' | 'POST' | 'DELETE';
interface Ask {
  readonly as?: Person;
  readonly scope?: string;
  readonly body?: unknown;
  readonly version?: 'v1' | 'v2';
}
interface Fault {
  readonly code: string;
  readonly paths: readonly string[];
}
type Query = Readonly<Record<string, string | readonly string[]>>;

/** Asks as the accountant's managing director; members of the query that are empty are left out. */
async function ask(method: Method, path: string, query: Query = {}, { as, scope, body, version = 'v2' }: Ask = {}) {
  const search = new URLSearchParams();
  const whole: Query = path.startsWith('/my') ? query : { party: ACCOUNTANT.uuid, ...query };
  for (const [name, value] of Object.entries(whole))
    for (const one of [value].flat()) if (one !== '') search.append(name, one);
  const token = await h.personToken(as ?? 'accountant', scope);
  const url = `${API}/${version}/enduser/clientdelegations${path}?${search}`;
  const answer = await h.call(method, url, token, body);
  const json = answer.body === '' ? undefined : answer.json();
  const faults: readonly (readonly [string, string])[] = (json?.validationErrors ?? []).map((one: Fault) => [
    one.code,
    one.paths.join(' '),
  ]);
  return { status: answer.statusCode, body: json, faults, text: answer.body };
}
const register = () => ask('POST', '/agents', {}, { body: { personIdentifier: NUMBER, lastName: 'Falk' } });
const values = (role: string, items: readonly string[], name = 'packages') => ({ values: [{ role, [name]: items }] });
const ENDS = { client: BAKERY.uuid, agent: STRANGER };
const give = (body: unknown = values('regnskapsforer', [PACKAGE]), query: Query = {}) =>
  ask('POST', '/agents/accesspackages', { ...ENDS, ...query }, { body });

/** As a client gives the accountant something itself. */
const byClient = async (method: 'POST' | 'DELETE', path: string, query: Record<string, string>, body?: unknown) => {
  const search = new URLSearchParams({ party: BAKERY.uuid, to: ACCOUNTANT.uuid, ...query });
  const answer = await h.call(method, `${CONNECTIONS}${path}?${search}`, await h.personToken('dagl'), body);
  expect(answer.statusCode, answer.body).toBeLessThan(300);
};
const KEY = `01${createHash('sha256')
  .update(`urn:altinn:resource:${RESOURCE}:urn:oasis:names:tc:xacml:1.0:action:action-id:read`)
  .digest('hex')}`;
const giveResource = () => byClient('POST', '/resources/rights', { resource: RESOURCE }, { DirectRightKeys: [KEY] });

const decides = async (resource: string, action = 'read', subject = ['urn:altinn:userid', '20011']) =>
  (
    await h.authorization.decide({
      subject: [{ id: subject[0] ?? '', value: subject[1] ?? '' }],
      action,
      resource: [
        { id: 'urn:altinn:resource', value: resource },
        { id: 'urn:altinn:partyid', value: String(BAKERY.partyId) },
      ],
    })
  ).decision;
const packagesOf = () => h.delegations.packages(STRANGER, BAKERY.uuid);

describe('who may delegate clients', () => {
  it('needs a token and one of the scopes; reading is not writing (access-management#1)', async () => {
    const path = `${API}/v2/enduser/clientdelegations/clients?party=${ACCOUNTANT.uuid}`;
    expect((await h.call('GET', path)).statusCode).toBe(401);
    const statuses = [];
    for (const scope of ['altinn:instances.read', 'altinn:clientdelegations.read'])
      statuses.push((await ask('GET', '/clients', {}, { scope })).status);
    expect(statuses).toEqual([403, 200]);
    const reader = { scope: 'altinn:clientdelegations.read', body: {} };
    expect((await ask('POST', '/agents', {}, reader)).status).toBe(403);
    expect((await ask('GET', '/clients', {}, { scope: 'altinn:clientdelegations.write' })).status).toBe(403);
  });

  it('tells no word of a party that is not theirs (access-management#2)', async () => {
    const told = new Set<string>();
    for (const party of ['', 'x', UNKNOWN, BAKERY.uuid]) {
      const { status, body } = await ask('GET', '/clients', { party });
      expect(status).toBe(403);
      told.add(JSON.stringify({ ...body, traceId: '' }));
    }
    expect(told.size).toBe(1);
    expect((await ask('GET', '/agents', {}, { as: 'stranger' })).status).toBe(403);
  });

  it('must be somebody to have clients of their own (access-management#3)', async () => {
    const path = `${API}/v2/enduser/clientdelegations/my/clients`;
    const scope = 'altinn:clientdelegations/myclients.read';
    expect((await h.call('GET', path, await h.vendorToken(scope))).statusCode).toBe(401);
    const details = {
      authorization_details: [
        {
          type: 'urn:altinn:systemuser',
          systemuser_id: [randomUUID()],
          systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${ACCOUNTANT.number}` },
          system_id: 'x',
        },
      ],
    };
    const asSystem = await h.call('GET', path, await h.vendorToken(scope, VENDOR, details));
    expect(asSystem.json()).toEqual(NOTHING);
  });
});

describe('agents', () => {
  it('are registered by number and last name, once (access-management#4)', async () => {
    const first = await register();
    expect(first).toMatchObject({
      status: 200,
      body: { fromId: ACCOUNTANT.uuid, toId: STRANGER, roleId: AGENT_ROLE_ID, id: expect.any(String) },
    });
    const again = await ask('POST', '/agents', { agent: STRANGER });
    expect(again).toMatchObject({ status: 200, body: first.body });
  });

  it('are listed with what makes them agents (access-management#5)', async () => {
    await register();
    const { body } = await ask('GET', '/agents');
    expect(body).toMatchObject({
      links: { next: null },
      data: [
        {
          agent: { id: STRANGER, type: 'Person', personIdentifier: NUMBER, parent: null },
          agentAddedAt: '2026-11-23T12:00:00.000Z',
          access: [{ role: { code: 'agent', id: AGENT_ROLE_ID }, packages: [], resources: [] }],
        },
      ],
    });
    expect(Object.keys(body.data[0].access[0].role)).toContain('legacyurn ');
    await ask('DELETE', '/agents', { agent: STRANGER });
    expect((await ask('GET', '/agents')).body).toEqual(NOTHING);
    expect((await ask('DELETE', '/agents', { agent: UNKNOWN })).status).toBe(204);
  });

  it('are nobody when unknown or not connected: no person is found by trying (access-management#6)', async () => {
    const told = new Set<string>();
    for (const agent of [UNKNOWN, STRANGER, CHAIR]) {
      const { status, faults, text } = await ask('POST', '/agents', { agent });
      expect([status, faults]).toEqual([400, [['AM.VLD-00006', 'QUERY/agent']]]);
      told.add(text.replace(/"traceId":"\w+"/, ''));
    }
    expect(told.size).toBe(1);
  });

  it('are no organisations, and not unnamed (access-management#7)', async () => {
    const wrong = async (query: Query, body?: unknown) => (await ask('POST', '/agents', query, { body })).faults;
    expect(await wrong({ agent: BAKERY.uuid })).toEqual([['AM.VLD-00008', '$QUERY/agent']]);
    for (const nobody of [undefined, {}])
      expect(await wrong({}, nobody)).toEqual([['STD.VLD-00001', 'QUERY/agent /PersonIdentifier /LastName']]);
    expect(await wrong({}, { personIdentifier: NUMBER })).toEqual([['STD.VLD-00001', '/LastName']]);
    for (const lastName of ['Ugle', 'Fremmed'])
      expect(await wrong({}, { personIdentifier: NUMBER, lastName })).toEqual([
        ['AM.VLD-00034', '/PersonIdentifier /LastName'],
      ]);
  });
});

interface Line {
  readonly client: { readonly id: string };
  readonly access: readonly {
    readonly role: { readonly code: string };
    readonly packages: readonly { readonly urn: string }[];
    readonly resources: readonly { readonly refId: string }[];
  }[];
}
const short = (lines: readonly Line[]) =>
  Object.fromEntries(
    lines.map(({ client, access }) => [
      client.id,
      access.map((one) => [
        one.role.code,
        one.packages.map(({ urn }) => urn.split(':').at(-1)),
        one.resources.map(({ refId }) => refId),
      ]),
    ]),
  );
const BOOKS = [
  'regnskapsforer',
  ['regnskapsforer-med-signeringsrettighet', 'regnskapsforer-uten-signeringsrettighet', 'regnskapsforer-lonn'],
  [],
];

describe('clients', () => {
  it('show by role what can be passed on, in a party of their form (access-management#8)', async () => {
    await h.database.transaction((trx, announce) =>
      h.register.giveRoles(trx, announce, [
        { holder: ACCOUNTANT.uuid, of: BAKERY.uuid, role: 'urn:altinn:external-role:ccr:forretningsforer' },
        { holder: ACCOUNTANT.uuid, of: BAKERY.uuid, role: 'urn:altinn:role:supplier' },
      ]),
    );
    await byClient('POST', '/accesspackages', { package: PAYROLL });
    await giveResource();
    const { body } = await ask('GET', '/clients');
    const found = short(body.data);
    expect(found[FOREST.uuid]).toEqual([BOOKS]);
    // A business manager's packages are for other forms than that of the bakery.
    expect(found[BAKERY.uuid]).toEqual(
      expect.arrayContaining([BOOKS, ['forretningsforer', [], []], ['rettighetshaver', ['lonn'], [RESOURCE]]]),
    );
    expect(found[BAKERY.uuid]).toHaveLength(3);
    await h.database.transaction((trx, announce) =>
      h.register.takeRoles(trx, announce, {
        holder: ACCOUNTANT.uuid,
        of: BAKERY.uuid,
        role: 'urn:altinn:external-role:ccr:forretningsforer',
      }),
    );
  });

  it('are chosen by role, package and resource (access-management#9)', async () => {
    await byClient('POST', '/accesspackages', { package: PAYROLL });
    await giveResource();
    const found = async (query: Query) => short((await ask('GET', '/clients', query)).body.data);
    expect(await found({ roles: ['rettighetshaver', 'nobody'] })).toEqual({
      [BAKERY.uuid]: [['rettighetshaver', ['lonn'], [RESOURCE]]],
    });
    expect(await found({ packages: [PAYROLL, 'nothing'] })).toEqual({
      [BAKERY.uuid]: [['rettighetshaver', ['lonn'], [RESOURCE]]],
    });
    expect(Object.keys(await found({ resources: RESOURCE }))).toEqual([BAKERY.uuid]);
    expect(await found({ roles: REGN, packages: PACKAGE })).toEqual({
      [BAKERY.uuid]: [['regnskapsforer', ['regnskapsforer-lonn'], []]],
      [FOREST.uuid]: [['regnskapsforer', ['regnskapsforer-lonn'], []]],
    });
    for (const query of [{ roles: 'regn' }, { packages: 'x' }, { resources: 'x' }])
      expect(await found(query)).toEqual({});
  });
});

describe('packages of a client', () => {
  it('are given to an agent, and the PDP permits at once (access-management#10)', async () => {
    await register();
    await byClient('POST', '/accesspackages', { package: PAYROLL });
    const opened = (await h.resources.withSubject(PAYROLL))[0] ?? '';
    const actions = ['read', 'write', 'access'];
    const permits = async () =>
      (await Promise.all(actions.map((action) => decides(opened, action)))).includes('Permit');
    expect(await permits()).toBe(false);
    const { status, body } = await give({ Values: [{ Role: 'rettighetshaver', Packages: ['lonn'] }] });
    expect([status, body]).toMatchObject([
      200,
      [{ fromId: BAKERY.uuid, toId: STRANGER, viaId: ACCOUNTANT.uuid, changed: true }],
    ]);
    expect(await permits()).toBe(true);
    const byClients = await ask('GET', '/agents/accesspackages', { agent: STRANGER });
    const byAgents = await ask('GET', '/clients/accesspackages', { client: BAKERY.uuid });
    const access = [{ role: { code: 'rettighetshaver' }, packages: [{ urn: PAYROLL }] }];
    expect(byClients.body.data).toMatchObject([{ client: { id: BAKERY.uuid, partyid: BAKERY.partyId }, access }]);
    expect(byAgents.body.data).toMatchObject([{ agent: { id: STRANGER }, agentAddedAt: expect.any(String), access }]);
  });

  it('are given once, and none by an empty list (access-management#11)', async () => {
    await register();
    const both = values('regnskapsforer', [PACKAGE, OTHER, PACKAGE]);
    const changed = async () => (await give(both)).body.map((one: { changed: boolean }) => one.changed);
    expect(await changed()).toEqual([true, true, false]);
    expect(await changed()).toEqual([false, false, false]);
    expect(await give({ values: [] })).toMatchObject({ status: 200, body: [] });
    expect([...(await packagesOf())].sort()).toEqual([PACKAGE, OTHER]);
  });

  it('that mean nothing are told all at once, by path (access-management#12)', async () => {
    await register();
    const body = {
      values: [
        { role: 'nobody', packages: [PACKAGE, 'nothing'] },
        { role: 'REGN', packages: ['urn:altinn:accesspackage:klientadministrator'] },
      ],
    };
    const { status, body: told, faults } = await give(body, { client: UNKNOWN, agent: randomUUID() });
    expect([status, told]).toMatchObject([
      400,
      { code: 'STD-00000', title: 'Bad Request', detail: 'One or more validation errors occurred.' },
    ]);
    expect(faults).toEqual([
      ['AM.VLD-00029', '/values[0]/role'],
      ['AM.VLD-00030', '/values[0]/packages[1]'],
      ['AM.VLD-00029', '/values[1]/role'],
      ['AM.VLD-00033', '/values[1]/packages[0]'],
      ['AM.VLD-00006', '$QUERY/client'],
      ['AM.VLD-00006', '$QUERY/agent'],
    ]);
  });

  it('go to agents alone, by roles and in packages that the facilitator has: all or nothing (access-management#13)', async () => {
    expect((await give()).faults).toEqual([['AM.VLD-00032', '$QUERY/agent']]);
    expect((await give(undefined, { agent: BAKERY.uuid })).faults).toEqual([
      ['AM.VLD-00032', '$QUERY/agent'],
      ['AM.VLD-00008', '$QUERY/agent'],
    ]);
    await register();
    const wrong = {
      values: [
        { role: 'regnskapsforer', packages: [PACKAGE, PAYROLL] },
        { role: 'revisor', packages: [] },
      ],
    };
    expect((await give(wrong)).faults).toEqual([
      ['AM.VLD-00026', '/values[0]/packages[1]'],
      ['AM.VLD-00032', '/values[1]/role'],
    ]);
    // The chair is a party, and no client.
    expect((await give(undefined, { client: CHAIR })).faults).toEqual([['AM.VLD-00032', '/values[0]/role']]);
    expect(await packagesOf()).toEqual([]);
  });

  it('stay while cascade is not said, and go with it (access-management#14)', async () => {
    await register();
    await give(values('regnskapsforer', [PACKAGE, OTHER]));
    for (const [path, query] of [
      ['/agents', { agent: STRANGER }],
      ['/agents/clients', ENDS],
    ] as const) {
      const { status, faults } = await ask('DELETE', path, query);
      expect([status, faults]).toEqual([400, Array(2).fill(['AM.VLD-00031', '$QUERY/cascade'])]);
    }
    expect(await packagesOf()).toHaveLength(2);
    expect((await ask('DELETE', '/agents/clients', { ...ENDS, cascade: 'True' })).status).toBe(204);
    expect(await packagesOf()).toEqual([]);
    await give();
    expect((await ask('DELETE', '/agents', { agent: STRANGER, cascade: 'true' })).status).toBe(204);
    expect(await packagesOf()).toEqual([]);
    expect((await give()).faults).toEqual([['AM.VLD-00032', '$QUERY/agent']]);
  });

  it('are taken once, from agents alone (access-management#15)', async () => {
    const body = values('regnskapsforer', [PACKAGE, PACKAGE]);
    const take = () => ask('POST', '/agents/accesspackages/delete', ENDS, { body });
    expect((await take()).faults).toEqual([['AM.VLD-00032', '$QUERY/agent']]);
    await register();
    await give();
    expect((await take()).body).toMatchObject([{ changed: true, roleId: expect.any(String) }]);
    expect((await take()).body).toMatchObject([{ changed: false }]);
    const other = { body: values('revisor', [PACKAGE]) };
    expect((await ask('POST', '/agents/accesspackages/delete', ENDS, other)).body).toEqual([]);
  });
});

describe('single resources of a client', () => {
  const to = (path: string, items: readonly string[], role = 'rettighetshaver') =>
    ask('POST', `/agents/resources${path}`, ENDS, { body: values(role, items, 'resources') });

  it('are given with the actions that the client has given, and taken (access-management#16)', async () => {
    await register();
    expect((await to('', [RESOURCE])).faults).toEqual([['AM.VLD-00032', '/values[0]/role']]);
    await giveResource();
    expect((await to('', [RESOURCE, 'no-such'])).faults).toEqual([['AM.VLD-00012', '/values[0]/resources[1]']]);
    expect((await to('', [RESOURCE], 'regnskapsforer')).faults).toEqual([['AM.VLD-00026', '/values[0]/resources[0]']]);
    expect((await to('', [RESOURCE])).body).toMatchObject([{ resourceId: expect.any(String), changed: true }]);
    expect([await decides(RESOURCE, 'read'), await decides(RESOURCE, 'write')]).toEqual(['Permit', 'NotApplicable']);
    const access = [{ role: { code: 'rettighetshaver' }, resources: [{ refId: RESOURCE }] }];
    const lists = [
      await ask('GET', '/agents/resources', { agent: STRANGER }),
      await ask('GET', '/clients/resources', { client: BAKERY.uuid }),
    ];
    expect(lists.map((one) => one.body.data)).toMatchObject([
      [{ client: { id: BAKERY.uuid }, access }],
      [{ agent: { id: STRANGER }, access }],
    ]);
    const [, second] = (await ask('GET', '/agents')).body.data[0].access;
    expect(second).toMatchObject({ packages: [], resources: [{ refId: RESOURCE }] });
    expect((await to('/delete', [RESOURCE])).body).toMatchObject([{ changed: true }]);
    expect((await to('/delete', [RESOURCE])).body).toMatchObject([{ changed: false }]);
    expect(await decides(RESOURCE, 'read')).toBe('NotApplicable');
  });

  it('and packages end with what the client has given, and do not come back with it (access-management#17)', async () => {
    await register();
    const rounds: readonly (readonly [string, Record<string, string>])[] = [
      ['/resources', { resource: RESOURCE }],
      ['/accesspackages', { package: PAYROLL }],
      ['', {}],
    ];
    for (const [path, query] of rounds) {
      await byClient('POST', '', {});
      await byClient('POST', '/accesspackages', { package: PAYROLL });
      await giveResource();
      await to('', [RESOURCE]);
      await give(values('rettighetshaver', [PAYROLL]));
      await byClient('DELETE', path, { from: BAKERY.uuid, cascade: 'true', ...query });
      await byClient('POST', '/accesspackages', { package: PAYROLL });
      await giveResource();
      const rights = await h.delegations.rights({ to: [STRANGER], from: BAKERY.uuid, resourceId: RESOURCE });
      const has = [(await packagesOf()).length, rights.length];
      const gone = { resource: [1, 0], package: [0, 1] };
      expect(has).toEqual(gone[Object.keys(query)[0] as keyof typeof gone] ?? [0, 0]);
    }
  });

  it('count for nothing when the facilitator serves the client no longer (access-management#18)', async () => {
    await register();
    await give();
    expect(await packagesOf()).toEqual([PACKAGE]);
    await h.database.transaction((trx, announce) =>
      h.register.takeRoles(trx, announce, { holder: ACCOUNTANT.uuid, of: BAKERY.uuid, role: REGN }),
    );
    expect(await packagesOf()).toEqual([]);
    for (const [path, query] of [
      ['/agents/accesspackages', { agent: STRANGER }],
      ['/clients/accesspackages', { client: BAKERY.uuid }],
    ] as const)
      expect((await ask('GET', path, query)).body).toEqual(NOTHING);
    const mine = await ask('GET', '/my/clients', {}, { as: 'stranger' });
    expect(mine.body.data).toMatchObject([{ provider: { id: ACCOUNTANT.uuid }, clients: [] }]);
    const parties = await h.call('GET', `${API}/v1/authorizedparties`, await h.personToken('stranger'));
    expect(parties.body).not.toContain(BAKERY.uuid);
  });
});

describe('an agent', () => {
  const as = { as: 'stranger' } as const;

  it('sees its facilitators and clients, and gives up what it has (access-management#19)', async () => {
    await register();
    await give(values('regnskapsforer', [PACKAGE, OTHER]));
    const providers = await ask('GET', '/my/clientproviders', {}, as);
    expect(providers.body.data).toMatchObject([
      { provider: { id: ACCOUNTANT.uuid }, providerAddedAt: expect.any(String) },
    ]);
    const clients = async (query: Query = {}) => (await ask('GET', '/my/clients', query, as)).body.data;
    expect(await clients({ provider: [ACCOUNTANT.uuid, UNKNOWN] })).toMatchObject([
      {
        provider: { id: ACCOUNTANT.uuid },
        clients: [{ client: { id: BAKERY.uuid }, access: [{ packages: [{}, {}], resources: [] }] }],
      },
    ]);
    expect(await clients({ provider: UNKNOWN })).toEqual([]);
    const own = { provider: ACCOUNTANT.uuid, client: BAKERY.uuid };
    const some = { ...as, body: values('regnskapsforer', [OTHER]) };
    expect((await ask('POST', '/my/clients/accesspackages/delete', own, some)).body).toMatchObject([{ changed: true }]);
    expect((await ask('DELETE', '/my/clients', own, as)).faults).toEqual([['AM.VLD-00031', '$QUERY/cascade']]);
    expect((await ask('DELETE', '/my/clients', { ...own, cascade: 'true' }, as)).status).toBe(204);
    expect(await packagesOf()).toEqual([]);
    await give();
    expect((await ask('DELETE', '/my/clientproviders', { provider: ACCOUNTANT.uuid }, as)).status).toBe(204);
    expect([await packagesOf(), await clients()]).toEqual([[], []]);
    const strange = { ...own, provider: UNKNOWN };
    expect(
      (await ask('POST', '/my/clients/resources/delete', strange, { ...as, body: { values: [] } })).faults,
    ).toEqual([
      ['AM.VLD-00006', '$QUERY/provider'],
      ['AM.VLD-00032', '$QUERY/provider'],
    ]);
  });

  it('may be a system user that is made for it (access-management#20)', async () => {
    const vendor = await h.vendorToken(`${SCOPES.register} ${SCOPES.write} ${SCOPES.read}`);
    const accessPackages = [accessPackage('lonn'), accessPackage('regnskapsforer-lonn')];
    await h.call('POST', '/systemregister/vendor', vendor, systemBody('klient', { accessPackages }));
    const asked = async (kind: '' | '/agent') => {
      const body = {
        systemId: `${VENDOR}_klient`,
        partyOrgNo: ACCOUNTANT.number,
        externalRef: `ref-${kind}`,
        ...(kind === '' ? { rights: [right(RESOURCE)] } : { accessPackages: [accessPackage('regnskapsforer-lonn')] }),
      };
      const request = await h.call('POST', `/systemuser/request/vendor${kind}`, vendor, body);
      const { id } = request.json();
      const path = `/systemuser/request${kind}/${ACCOUNTANT.partyId}/${id}/approve`;
      const approved = await h.call('POST', path, await h.personToken('accountant'));
      expect(approved.statusCode, approved.body).toBe(200);
      return id as string;
    };
    const agent = await asked('/agent');
    expect((await give(undefined, { agent })).body).toMatchObject([{ toId: agent, changed: true }]);
    expect(await h.delegations.packages(agent, BAKERY.uuid)).toEqual([PACKAGE]);
    expect((await ask('GET', '/agents')).body.data).toMatchObject([
      { agent: { id: agent, type: 'Systembruker', variant: 'AgentSystem' }, access: [{ role: { code: 'agent' } }] },
    ]);
    const standard = await asked('');
    expect((await give(undefined, { agent: standard })).faults).toEqual([['AM.VLD-00008', '$QUERY/agent']]);
    expect((await ask('POST', '/agents', { agent: standard })).faults).toEqual([['AM.VLD-00008', '$QUERY/agent']]);
    await ask('DELETE', '/agents', { agent, cascade: 'true' });
    expect(await h.delegations.packages(agent, BAKERY.uuid)).toEqual([]);
  });

  it('is served the same by v1, in its words (access-management#21)', async () => {
    const v1 = (method: Method, path: string, query: Query, more: Ask = {}) =>
      ask(method, path, query, { version: 'v1', ...more });
    await v1('POST', '/agents', {}, { body: { personIdentifier: NUMBER, lastName: 'falk' } });
    const ends = { from: BAKERY.uuid, to: STRANGER };
    const body = values('regnskapsforer', [PACKAGE]);
    expect((await v1('POST', '/agents/accesspackages', ends, { body })).body).toMatchObject([{ changed: true }]);
    const { access } = (await v1('GET', '/clients', {})).body.data[0];
    expect(Object.keys(access[0])).toEqual(['role', 'packages']);
    expect((await v1('GET', '/my/clientproviders', {}, as)).body.data).toMatchObject([
      { agent: { id: ACCOUNTANT.uuid } },
    ]);
    expect((await v1('DELETE', '/agents/accesspackages', ends, { body })).body).toMatchObject([{ changed: true }]);
    await v1('POST', '/agents/accesspackages', ends, { body });
    const own = { provider: ACCOUNTANT.uuid, from: BAKERY.uuid };
    expect((await v1('DELETE', '/my/clients', own, { ...as, body })).body).toMatchObject([{ changed: true }]);
    expect((await v1('DELETE', '/my/clients', own, as)).status).toBe(204);
    expect((await v1('DELETE', '/my/clients/accesspackages', own, { ...as, body })).body).toMatchObject([
      { changed: false },
    ]);
    expect((await v1('GET', '/agents/resources', ends)).status).toBe(404);
  });
});

describe('client delegation', () => {
  it('refuses what is no query or body with a code (access-management#22)', async () => {
    await register();
    const { faults } = await ask(
      'POST',
      '/agents/accesspackages',
      { client: 'x', agent: STRANGER },
      { body: { values: [] } },
    );
    expect(faults).toEqual([['AM.VLD-00009', '$QUERY/client']]);
    expect((await ask('GET', '/agents/accesspackages')).faults).toEqual([['STD.VLD-00001', '$QUERY/agent']]);
    expect((await ask('DELETE', '/agents', { agent: STRANGER, cascade: 'ja' })).faults).toEqual([
      ['AM.VLD-00009', '$QUERY/cascade'],
    ]);
    const bodies = [
      [],
      { values: 'x' },
      { values: [null] },
      { values: [{ packages: [] }] },
      { values: [{ role: 'x', packages: [1] }] },
      { values: [{ role: '__proto__', packages: ['__proto__', 'constructor', ''] }] },
      { values: Array(201).fill({ role: 'regnskapsforer', packages: [] }) },
    ];
    for (const body of bodies) {
      const answer = await give(body);
      expect([answer.status, answer.body.code], JSON.stringify(body).slice(0, 80)).toEqual([400, 'STD-00000']);
    }
    const odd = { body: values('rettighetshaver', ['\u0000', 'x'.repeat(5000)], 'resources') };
    expect((await ask('POST', '/agents/resources', ENDS, odd)).status).toBe(400);
  });

  it('asks the database no more for many clients than for one (access-management#23)', async () => {
    await register();
    await give();
    const statements = async () => {
      let count = 0;
      const { db } = h.database;
      const executor = db.getExecutor();
      const original = executor.executeQuery.bind(executor);
      executor.executeQuery = (...args) => {
        count += 1;
        return original(...args);
      };
      for (const [path, query] of [
        ['/clients', {}],
        ['/agents', {}],
        ['/agents/accesspackages', { agent: STRANGER }],
        ['/my/clients', {}],
      ] as const)
        expect((await ask('GET', path, query, path === '/my/clients' ? { as: 'stranger' } : {})).status).toBe(200);
      executor.executeQuery = original;
      return count;
    };
    await statements();
    const one = await statements();
    const many = Array.from({ length: 40 }, (_, index) => ({
      partyId: 58_000_000 + index,
      uuid: randomUUID(),
      type: 'organization' as const,
      name: `KLIENT ${index} AS`,
      form: 'AS',
      isDeleted: false,
    }));
    await h.database.transaction(async (trx, announce) => {
      await h.register.saveParties(trx, announce, many);
      const roles = many.map(({ uuid }) => ({ holder: ACCOUNTANT.uuid, of: uuid, role: REGN }));
      await h.register.giveRoles(trx, announce, roles);
    });
    for (const { uuid } of many) expect((await give(undefined, { client: uuid })).status).toBe(200);
    expect((await ask('GET', '/agents/accesspackages', { agent: STRANGER })).body.data).toHaveLength(41);
    await statements();
    expect(await statements()).toBe(one);
    await h.database.transaction(async (trx, announce) => {
      for (const { uuid } of many) await h.register.takeRoles(trx, announce, { holder: ACCOUNTANT.uuid, of: uuid });
    });
  });

  it('gives and removes at the same time without a half (access-management#24)', async () => {
    for (let round = 0; round < 5; round += 1) {
      await register();
      const remove = ask('DELETE', '/agents', { agent: STRANGER, cascade: 'true' });
      const answers = await Promise.all([give(), remove, give(values('regnskapsforer', [OTHER])), register()]);
      expect(answers.map((one) => one.status).filter((status) => ![200, 204, 400].includes(status))).toEqual([]);
      const isAgent = (await h.delegations.clientAgents.list({ agent: STRANGER })).length > 0;
      if (!isAgent) expect(await packagesOf()).toEqual([]);
      await ask('DELETE', '/agents', { agent: STRANGER, cascade: 'true' });
      expect(await packagesOf()).toEqual([]);
    }
  });
});

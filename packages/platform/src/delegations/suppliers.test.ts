import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Party } from '../register/index.ts';
import {
  ACCOUNTANT,
  BAKERY,
  COOPERATIVE,
  FOREST,
  type Person,
  SCOPES,
  type SystemsHarness,
  startSystems,
} from '../systems/harness.ts';

const SUPPLIERS = '/accessmanagement/api/v1/enduser/maskinportensuppliers';
const CONSUMERS = '/accessmanagement/api/v1/enduser/maskinportenconsumers';
const LOOKUP = '/accessmanagement/api/v1/maskinporten/delegations';
const SCOPE = 'skogdir:skogdata.read';
const DATA = 'skogdir-skogdata';
const SUPPLIER_ROLE = '961f6ebb-ecf7-4fc6-ab5a-ca0841db4931';

let h: SystemsHarness;
beforeAll(async () => {
  h = await startSystems();
});
afterAll(() => h.close());

type Query = Readonly<Record<string, string>>;
const as = async (person: Person, method: 'GET' | 'POST' | 'DELETE', path: string, query: Query = {}) =>
  h.call(method, `${path}?${new URLSearchParams(query)}`, await h.personToken(person));
const between = { party: BAKERY.uuid, supplier: ACCOUNTANT.number };
const giving = { ...between, resource: DATA };
const received = { party: ACCOUNTANT.uuid, consumer: BAKERY.number };
const has = (consumer = BAKERY.number, supplier = ACCOUNTANT.number, scope = SCOPE) =>
  h.delegations.scopeDelegation({ consumer, supplier, scope });
const codeOf = (answer: { json(): { code?: string; validationErrors?: { code: string; paths: string[] }[] } }) => {
  const { code, validationErrors } = answer.json();
  return validationErrors?.map((one) => [one.code, ...one.paths].join(' ')) ?? code;
};

/** The bakery's accountant is no supplier any more, whatever a test has made of it. */
const clear = () => as('dagl', 'DELETE', SUPPLIERS, { ...between, cascade: 'true' });

describe('suppliers of Maskinporten', () => {
  afterEach(clear);

  it('taken off at the moment in which they are given scopes are none by that (access-management#86)', async () => {
    await as('dagl', 'POST', SUPPLIERS, between);
    const parties = await Promise.all([BAKERY, ACCOUNTANT].map(({ uuid }) => h.register.party({ uuid })));
    const [consumer, supplier] = parties;
    if (!consumer || !supplier) throw new Error('nobody');
    let giving_: ReturnType<typeof as> | undefined;
    await h.database.transaction(async (trx, announce) => {
      await h.delegations.scopes.endSupplier(trx, announce, { consumer, supplier, cascade: false });
      giving_ = as('dagl', 'POST', `${SUPPLIERS}/resources`, giving);
      // On an SQLite file one transaction waits for the other before it begins.
      if (h.database.kind === 'sqlite') return;
      await expect
        .poll(async () => {
          const { rows } = await sql`
            select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
            h.database.db,
          );
          return rows.length;
        })
        .toBe(1);
    });
    const given = await giving_;
    expect([given?.statusCode, given && codeOf(given)]).toEqual([400, 'AM-00022']);
    expect(await has()).toBe(false);
    expect(await h.delegations.scopes.supplies({ consumer, supplier })).toEqual([]);
  });

  it('are added by number, listed from both sides, and removed (access-management#66)', async () => {
    const added = await as('dagl', 'POST', SUPPLIERS, between);
    expect(added.statusCode).toBe(200);
    expect(added.json()).toEqual({
      id: expect.any(String),
      roleId: SUPPLIER_ROLE,
      fromId: BAKERY.uuid,
      toId: ACCOUNTANT.uuid,
    });
    expect((await as('dagl', 'POST', SUPPLIERS, { ...between, supplier: ACCOUNTANT.uuid })).json()).toEqual(
      added.json(),
    );
    const line = (organizationIdentifier: string) => ({
      party: { organizationIdentifier, type: 'Organisasjon', personIdentifier: null },
      roles: [{ id: SUPPLIER_ROLE, code: 'supplier', urn: 'urn:altinn:role:supplier' }],
      packages: [],
      resources: [],
      instances: [],
      connections: [],
    });
    const suppliers = () => as('dagl', 'GET', SUPPLIERS, { party: BAKERY.number });
    expect((await suppliers()).json()).toMatchObject([line(ACCOUNTANT.number)]);
    expect((await as('dagl', 'GET', SUPPLIERS, between)).json()).toHaveLength(1);
    expect((await as('dagl', 'GET', SUPPLIERS, { ...between, supplier: FOREST.number })).json()).toEqual([]);
    const consumers = () => as('accountant', 'GET', CONSUMERS, { party: ACCOUNTANT.uuid });
    expect((await consumers()).json()).toMatchObject([line(BAKERY.number)]);
    expect((await as('accountant', 'GET', CONSUMERS, { ...received, consumer: FOREST.number })).json()).toEqual([]);
    expect((await as('dagl', 'DELETE', SUPPLIERS, between)).statusCode).toBe(204);
    expect((await as('dagl', 'DELETE', SUPPLIERS, between)).statusCode).toBe(204);
    expect([(await suppliers()).json(), (await consumers()).json()]).toEqual([[], []]);
  });

  it('act for nobody by that alone, and are no connection (access-management#66)', async () => {
    const to = { party: BAKERY.uuid, supplier: COOPERATIVE.number };
    expect((await as('dagl', 'POST', SUPPLIERS, to)).statusCode).toBe(200);
    const connections = await as('dagl', 'GET', '/accessmanagement/api/v1/enduser/connections', {
      party: BAKERY.uuid,
      from: BAKERY.uuid,
      to: COOPERATIVE.uuid,
    });
    expect(connections.json().data).toEqual([]);
    const asked = await as('dagl', 'DELETE', SUPPLIERS, to);
    expect(asked.statusCode).toBe(204);
  });

  it('use the scopes of a resource for the consumer until these are taken back (access-management#67)', async () => {
    expect(codeOf(await as('dagl', 'POST', `${SUPPLIERS}/resources`, giving))).toBe('AM-00022');
    expect(await has()).toBe(false);
    await as('dagl', 'POST', SUPPLIERS, between);
    for (const _again of [1, 2]) {
      const given = await as('dagl', 'POST', `${SUPPLIERS}/resources`, giving);
      expect([given.statusCode, given.json()]).toEqual([200, true]);
    }
    expect(await has()).toBe(true);
    expect(await has(ACCOUNTANT.number, BAKERY.number)).toBe(false);
    expect(await has(BAKERY.number, ACCOUNTANT.number, 'skogdir:other')).toBe(false);
    expect((await as('dagl', 'DELETE', `${SUPPLIERS}/resources`, giving)).statusCode).toBe(204);
    expect((await as('dagl', 'DELETE', `${SUPPLIERS}/resources`, giving)).statusCode).toBe(204);
    expect(await has()).toBe(false);
    expect((await as('dagl', 'GET', SUPPLIERS, between)).json()).toHaveLength(1);
  });

  it('and their consumers see what is given, with its resource, and the supplier gives it up (access-management#68)', async () => {
    await as('dagl', 'POST', SUPPLIERS, between);
    await as('dagl', 'POST', `${SUPPLIERS}/resources`, giving);
    const given = (more: Query = {}) => as('dagl', 'GET', `${SUPPLIERS}/resources`, { party: BAKERY.uuid, ...more });
    const got = (more: Query = {}) =>
      as('accountant', 'GET', `${CONSUMERS}/resources`, { party: ACCOUNTANT.uuid, ...more });
    const [line] = (await given()).json();
    expect(line).toMatchObject({
      resource: { refId: DATA, type: { name: 'MaskinportenSchema' } },
      scopes: [SCOPE],
      permissions: [
        {
          from: { organizationIdentifier: BAKERY.number, type: 'Organisasjon' },
          to: { organizationIdentifier: ACCOUNTANT.number },
          via: null,
          role: { code: 'supplier' },
          viaRole: null,
          reason: null,
          created: '2026-11-23T12:00:00.000Z',
        },
      ],
    });
    expect((await got()).json()).toEqual([line]);
    expect((await got({ consumer: BAKERY.number, resource: DATA })).json()).toEqual([line]);
    expect((await given({ supplier: FOREST.number })).json()).toEqual([]);
    expect((await got({ consumer: FOREST.number })).json()).toEqual([]);
    const leave = { ...received, resource: DATA };
    expect((await as('dagl', 'DELETE', `${CONSUMERS}/resources`, leave)).statusCode).toBe(403);
    expect(await has()).toBe(true);
    expect((await as('accountant', 'DELETE', `${CONSUMERS}/resources`, leave)).statusCode).toBe(204);
    expect(await has()).toBe(false);
    expect((await got()).json()).toEqual([]);
  });

  it('are not removed while they have scopes, but with cascade, from either side (access-management#69)', async () => {
    const sides = [
      () => as('dagl', 'DELETE', SUPPLIERS, between),
      () => as('accountant', 'DELETE', CONSUMERS, received),
      () => as('accountant', 'DELETE', CONSUMERS, { ...received, cascade: 'false' }),
    ];
    await as('dagl', 'POST', SUPPLIERS, between);
    await as('dagl', 'POST', `${SUPPLIERS}/resources`, giving);
    for (const side of sides) {
      const answer = await side();
      expect(answer.statusCode).toBe(400);
      expect(codeOf(answer)).toEqual(['AM.VLD-00031 QUERY/cascade']);
      expect(answer.json().validationErrors[0]).toMatchObject({
        detail: 'Assignment has resources delegated.',
        assignmentResources: expect.stringContaining('cascade=true'),
      });
    }
    expect(await has()).toBe(true);
    expect((await as('accountant', 'DELETE', CONSUMERS, { ...received, cascade: 'true' })).statusCode).toBe(204);
    expect(await has()).toBe(false);
    expect((await as('dagl', 'GET', SUPPLIERS, { party: BAKERY.uuid })).json()).toEqual([]);
  });
});

describe('the check before scopes are given', () => {
  const check = (person: Person, query: Query = {}) =>
    as(person, 'GET', `${SUPPLIERS}/resources/delegationcheck`, { party: BAKERY.uuid, resource: DATA, ...query });

  it('answers right by right, and is what giving obeys (access-management#70)', async () => {
    const { resource, rights } = (await check('dagl')).json();
    expect(resource).toMatchObject({ refId: DATA, name: expect.any(String) });
    expect(rights).toMatchObject([
      {
        right: { name: 'scopeaccess', action: { value: 'scopeaccess' } },
        result: true,
        reasonCodes: ['PackageAccess', 'RoleAccess'],
      },
    ]);
    await as('dagl', 'POST', SUPPLIERS, between);
    const record = await h.resources.resource(DATA);
    if (!record) throw new Error(DATA);
    const save = (change: object) =>
      h.database.transaction((trx, announce) => h.resources.saveResource(trx, announce, { ...record, ...change }));
    await save({ delegable: false });
    expect((await check('dagl')).json().rights).toMatchObject([
      { result: false, reasonCodes: expect.arrayContaining(['ResourceNotDelegable']) },
    ]);
    const refused = await as('dagl', 'POST', `${SUPPLIERS}/resources`, giving);
    expect([refused.statusCode, refused.json().code, refused.json().detail]).toEqual([
      400,
      'AM-00042',
      'The resource is not available for delegation',
    ]);
    expect(await has()).toBe(false);
    await save({});
    await clear();
  });

  it('is of schemas alone (access-management#70)', async () => {
    expect(codeOf(await check('dagl', { resource: 'skogdir-felling' }))).toBe('AM-00027');
    expect(codeOf(await check('dagl', { resource: 'nothing' }))).toBe('AM-00027');
    expect(codeOf(await check('dagl', { resource: '' }))).toEqual(['STD.VLD-00001 $QUERY/resource']);
  });
});

describe('who may manage scopes', () => {
  const paths = [SUPPLIERS, `${SUPPLIERS}/resources`, CONSUMERS, `${CONSUMERS}/resources`];

  it('is the administrator of Maskinporten, and no mere access manager or stranger (access-management#71)', async () => {
    const dagl = await h.register.party({ person: '11918010779' });
    const bakery = await h.register.party({ uuid: BAKERY.uuid });
    const stranger: Party | undefined = dagl;
    if (!bakery || !stranger) throw new Error('nobody');
    const give = (name: string) =>
      h.database.transaction((trx, announce) =>
        h.delegations.grantPlanned(trx, announce, {
          to: stranger.uuid,
          from: bakery,
          by: bakery.uuid,
          rights: [],
          packages: [`urn:altinn:accesspackage:${name}`],
        }),
      );
    const asked = async () => (await as('stranger', 'GET', SUPPLIERS, { party: BAKERY.uuid })).statusCode;
    expect(await asked()).toBe(403);
    await give('tilgangsstyrer');
    expect(await asked()).toBe(403);
    expect((await as('stranger', 'POST', SUPPLIERS, between)).statusCode).toBe(403);
    await give('maskinporten-administrator');
    expect(await asked()).toBe(200);
    // Who manages them, and may give no right of this resource away, gives nothing.
    await h.database.transaction((trx, announce) =>
      h.delegations.revokeAll(trx, announce, { to: stranger.uuid, from: bakery.uuid }),
    );
    expect(await asked()).toBe(403);
  });

  it('shows it by one of two scopes for each side, and reading is not writing (access-management#71)', async () => {
    const own = (side: string, access: string) => `altinn:accessmanagement/enduser:maskinporten${side}.${access}`;
    const status = async (path: string, scope: string, method: 'GET' | 'DELETE' = 'GET') => {
      const token = await h.personToken('dagl', scope);
      const query = `party=${BAKERY.uuid}&supplier=${FOREST.number}&consumer=${FOREST.number}`;
      return (await h.call(method, `${path}?${query}`, token)).statusCode;
    };
    for (const path of paths) {
      const [side, other] = path.startsWith(SUPPLIERS) ? ['suppliers', 'consumers'] : ['consumers', 'suppliers'];
      expect(await status(path, own(side, 'read')), path).toBe(200);
      expect(await status(path, own(other, 'read')), path).toBe(403);
      expect(await status(path, own(side, 'write')), path).toBe(403);
      expect(await status(path, 'openid'), path).toBe(403);
      expect(await status(path, SCOPES.portal), path).toBe(200);
    }
    for (const path of [SUPPLIERS, CONSUMERS]) {
      const side = path === SUPPLIERS ? 'suppliers' : 'consumers';
      expect(await status(path, own(side, 'read'), 'DELETE'), path).toBe(403);
      expect(await status(path, own(side, 'write'), 'DELETE'), path).toBe(204);
    }
  });

  it('names the party: another, an unknown one and none are 403 alike (access-management#71)', async () => {
    for (const path of paths)
      for (const party of ['', 'x', '12', ACCOUNTANT.uuid, FOREST.number, '99999999-9999-4999-8999-999999999999']) {
        const answer = await as('dagl', 'GET', path, { party });
        expect(answer.statusCode, `${path} ${party}`).toBe(403);
        expect(answer.body).not.toContain('KVELDSOL');
      }
    expect((await h.call('GET', `${SUPPLIERS}?party=${BAKERY.uuid}`)).statusCode).toBe(401);
    const organization = await h.vendorToken(SCOPES.portal, BAKERY.number);
    expect((await h.call('GET', `${SUPPLIERS}?party=${BAKERY.uuid}`, organization)).statusCode).toBe(401);
  });
});

describe('what is no supplier, consumer or schema', () => {
  it.each([
    ['nobody', 'POST', SUPPLIERS, { party: BAKERY.uuid }, ['STD.VLD-00001 $QUERY/supplier']],
    ['an unknown number', 'POST', SUPPLIERS, { ...between, supplier: '310099999' }, 'AM-00023'],
    ['what is no number', 'GET', SUPPLIERS, { ...between, supplier: "'; --" }, 'AM-00023'],
    ['a person', 'POST', SUPPLIERS, { ...between, supplier: '10000000-0000-4000-8000-000000000001' }, 'AM-00023'],
    ['itself', 'POST', SUPPLIERS, { ...between, supplier: BAKERY.number }, ['AM.VLD-00009 QUERY/party QUERY/supplier']],
    ['an unknown consumer', 'DELETE', CONSUMERS, { party: BAKERY.uuid, consumer: '310099999' }, 'AM-00023'],
    ['no consumer', 'DELETE', CONSUMERS, { party: BAKERY.uuid }, ['STD.VLD-00001 $QUERY/consumer']],
    ['no resource', 'POST', `${SUPPLIERS}/resources`, between, ['STD.VLD-00001 $QUERY/resource']],
    ['an unknown resource', 'POST', `${SUPPLIERS}/resources`, { ...between, resource: 'x'.repeat(9000) }, 'AM-00027'],
    [
      'a resource of another kind',
      'POST',
      `${SUPPLIERS}/resources`,
      { ...between, resource: 'skogdir-felling' },
      ['AM.VLD-00032 QUERY/resource'],
    ],
    [
      'a resource of another kind to look for',
      'GET',
      `${SUPPLIERS}/resources`,
      { party: BAKERY.uuid, resource: 'skogdir-felling' },
      ['AM.VLD-00032 QUERY/resource'],
    ],
    ['no flag', 'DELETE', SUPPLIERS, { ...between, cascade: 'perhaps' }, ['AM.VLD-00009 $QUERY/cascade']],
  ] as const)('is refused with its code: %s (access-management#72)', async (_name, method, path, query, code) => {
    const answer = await as('dagl', method, path, query);
    expect(answer.statusCode).toBe(400);
    expect(codeOf(answer)).toEqual(code);
  });

  it('comes twice in the query (access-management#72)', async () => {
    const token = await h.personToken('dagl');
    const twice = `${SUPPLIERS}?party=${BAKERY.uuid}&party=${ACCOUNTANT.uuid}`;
    expect((await h.call('GET', twice, token)).statusCode).toBe(400);
  });
});

describe('Maskinporten’s own question', () => {
  const ask = async (tail: string, scope = 'altinn:maskinporten/delegations.admin', claims: object = {}) =>
    h.call('GET', LOOKUP + tail, await h.vendorToken(scope, undefined, { ...claims }));

  it('is answered by scope, consumer or supplier, with a supplier that has got it (access-management#73)', async () => {
    await as('dagl', 'POST', SUPPLIERS, between);
    await as('dagl', 'POST', `${SUPPLIERS}/resources`, giving);
    const line = {
      consumer_org: BAKERY.number,
      supplier_org: ACCOUNTANT.number,
      delegation_scheme_Id: null,
      scopes: [SCOPE],
      created: '2026-11-23T12:00:00.000Z',
      resourceid: DATA,
    };
    for (const tail of [
      `?scope=${SCOPE}&consumerOrg=${BAKERY.number}`,
      `?scope=&consumerOrg=${BAKERY.number}&supplierOrg=${ACCOUNTANT.number}`,
      `?supplierOrg=${ACCOUNTANT.number}`,
    ])
      expect((await ask(tail)).json(), tail).toEqual([line]);
    expect((await ask(`?scope=${SCOPE}&consumerOrg=${FOREST.number}`)).json()).toEqual([]);
    expect((await ask('?scope=urn:altinn:maskinporten:testscope')).json()).toEqual([]);
    await clear();
    expect((await ask(`?scope=${SCOPE}`)).json()).toEqual([]);
  });

  it('says in its title what is missing, and what is no organisation (access-management#73)', async () => {
    const empty = await ask('?scope=&supplierOrg=');
    expect([empty.statusCode, empty.json().title]).toEqual([
      400,
      'Missing query parameters; provide at least one of: scope, supplierOrg, consumerOrg',
    ]);
    for (const number of ['12', '310099999', '<x>']) {
      const answer = await ask(`?consumerOrg=${encodeURIComponent(number)}`);
      expect([answer.statusCode, Object.keys(answer.json().errors)]).toEqual([400, ['consumerOrg']]);
    }
  });

  it('is answered within the token’s own prefixes only (access-management#73)', async () => {
    const status = async (prefix: unknown, tail = `?scope=${SCOPE}`) =>
      (await ask(tail, 'altinn:maskinporten/delegations', { consumer_prefix: prefix })).statusCode;
    expect(await status(['skogdir'])).toBe(200);
    expect(await status('skogdir')).toBe(200);
    for (const prefix of [['ttd'], undefined, '', 'skog', [''], {}]) expect(await status(prefix)).toBe(403);
    const all = await ask(`?supplierOrg=${ACCOUNTANT.number}`, 'altinn:maskinporten/delegations', {
      consumer_prefix: ['skogdir'],
    });
    expect([all.statusCode, all.json().title]).toEqual([
      403,
      'Not authorized for lookup of delegations without specifying parameter: scope',
    ]);
    expect((await ask(`?scope=${SCOPE}`, 'altinn:other')).statusCode).toBe(403);
    expect((await h.call('GET', `${LOOKUP}?scope=${SCOPE}`)).statusCode).toBe(401);
  });
});

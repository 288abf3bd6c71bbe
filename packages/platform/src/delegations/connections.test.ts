import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNTANT,
  BAKERY,
  FOREST,
  type Person,
  type SystemsHarness,
  startSystems,
  VENDOR,
} from '../systems/harness.ts';

const API = '/accessmanagement/api/v1';
const CONNECTIONS = `${API}/enduser/connections`;
const DAGL = '10000000-0000-4000-8000-000000000001';
const MEMBER = '10000000-0000-4000-8000-000000000003';
const STRANGER = '10000000-0000-4000-8000-000000000011';
/** Managing director of the accountant, and owner of the forest. */
const [PERSON_OF_ACCOUNTANT, FORESTER] = [
  '10000000-0000-4000-8000-000000000005',
  '10000000-0000-4000-8000-000000000007',
];
const FORESTRY = 'urn:altinn:accesspackage:skogbruk';

let h: SystemsHarness;
beforeAll(async () => {
  h = await startSystems();
});
afterAll(() => h.close());
beforeEach(() =>
  h.database.transaction(async (trx, announce) => {
    for (const to of [STRANGER, MEMBER]) await h.delegations.revokeAll(trx, announce, { to });
    await h.register.giveRoles(trx, announce, [
      { holder: STRANGER, of: BAKERY.uuid, role: 'urn:altinn:role:rettighetshaver' },
    ]);
  }),
);

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
interface Ask {
  readonly as?: Person;
  readonly scope?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
interface Fault {
  readonly code: string;
  readonly paths: readonly string[];
}
const query = (of: Record<string, string>) => new URLSearchParams(of).toString();
/** Asks as the managing director of the bakery, from the bakery to the stranger, unless told otherwise. */
const ask = async (
  method: Method,
  path: string,
  more: Record<string, string> = {},
  { as, scope, body, headers }: Ask = {},
) => {
  const whole = { party: BAKERY.uuid, from: BAKERY.uuid, to: STRANGER, ...more };
  const answer = await h.call(
    method,
    `${CONNECTIONS}${path}?${query(whole)}`,
    await h.personToken(as ?? 'dagl', scope),
    body,
    headers,
  );
  const content = answer.body === '' ? undefined : answer.json();
  const faults = ((content?.validationErrors ?? []) as Fault[]).map((one) => [one.code, (one.paths ?? []).join(' ')]);
  return { status: answer.statusCode, body: content, text: answer.body, faults, code: content?.code };
};
const decision = async (userId: number, action: string, resource: string, instance?: string) =>
  (
    await h.authorization.decide({
      subject: [{ id: 'urn:altinn:userid', value: String(userId) }],
      action,
      resource: [
        { id: 'urn:altinn:resource', value: resource },
        { id: 'urn:altinn:partyid', value: String(BAKERY.partyId) },
        ...(instance === undefined ? [] : [{ id: 'urn:altinn:resource:instance-id', value: instance }]),
      ],
    })
  ).decision;
const REPORT = 'ttd-lonnsrapport';
const INSTANCE = 'urn:altinn:correspondence-id:7a951b5b-ef26-4032-9273-f8d7651884a3';
const NOBODY = '99999999-0000-4000-8000-000000000000';
const keyOf = (action: string, resource = REPORT) =>
  `01${createHash('sha256')
    .update(`urn:altinn:resource:${resource}:urn:oasis:names:tc:xacml:1.0:action:action-id:${action}`)
    .digest('hex')}`;
const keys = (...actions: readonly string[]) => ({ body: { directRightKeys: actions.map((one) => keyOf(one)) } });

describe('connections', () => {
  it('give an access package that the PDP sees at the next request, and take it back (access-management#44)', async () => {
    expect(await decision(20011, 'read', 'skogdir-felling')).toBe('NotApplicable');
    const given = await ask('POST', '/accesspackages', { package: FORESTRY });
    const forestry = h.register.catalogue.package(FORESTRY)?.id;
    expect(given).toMatchObject({ status: 200, body: { packageId: forestry, assignmentId: expect.any(String) } });
    expect((await ask('POST', '/accesspackages', { packageId: forestry ?? '' })).body).toEqual(given.body);
    expect(await decision(20011, 'read', 'skogdir-felling')).toBe('Permit');
    const own = await ask('GET', '/accesspackages', { party: STRANGER }, { as: 'stranger' });
    expect(own.body.links).toEqual({ next: null });
    expect(own.body.data).toMatchObject([
      {
        package: { urn: FORESTRY, id: forestry },
        permissions: [
          {
            from: { id: BAKERY.uuid, type: 'Organisasjon' },
            to: { id: STRANGER, type: 'Person' },
            via: null,
            role: { code: 'rettighetshaver' },
            reason: { flag: 1, items: [{ name: 'direct' }] },
          },
        ],
      },
    ]);
    expect((await ask('DELETE', '/accesspackages', { package: 'skogbruk' })).status).toBe(204);
    expect(await decision(20011, 'read', 'skogdir-felling')).toBe('NotApplicable');
    expect((await ask('GET', '/accesspackages')).body).toEqual({ links: { next: null }, data: [] });
    expect((await ask('DELETE', '/accesspackages', { package: 'skogbruk' })).status).toBe(204);
  });

  it('list the others by themselves, who acts for another below it, and sub-units (access-management#45)', async () => {
    await ask('POST', '/accesspackages', { package: FORESTRY });
    const all = { includeAccessPackages: 'true', includeResources: 'true', includeInstances: 'true' };
    const others = await ask('GET', '', { to: '', ...all });
    const named = (name: string) =>
      others.body.data.find((one: { party: { name: string } }) => one.party.name === name);
    expect(named('RASK RØYSKATT')).toMatchObject({
      roles: expect.arrayContaining([expect.objectContaining({ code: 'daglig-leder' })]),
    });
    expect(named('FREMMED FALK')).toMatchObject({
      roles: [{ code: 'rettighetshaver' }],
      packages: [{ urn: FORESTRY }],
      connections: [],
    });
    const accountant = named('KVELDSOL REGNSKAP AS');
    expect(accountant.connections.map((one: { party: { type: string } }) => one.party.type)).toContain('Person');
    expect(named('ROLIG REINSDYR')).toMatchObject({ packages: expect.anything() });
    expect(
      (await ask('GET', '', { to: '' })).body.data.every((one: { packages: unknown[] }) => one.packages.length === 0),
    ).toBe(true);
    const mine = await ask('GET', '', { party: STRANGER, from: '', ...all }, { as: 'stranger' });
    const bakery = mine.body.data.find((one: { party: { id: string } }) => one.party.id === BAKERY.uuid);
    expect(bakery).toMatchObject({
      packages: [{ urn: FORESTRY }],
      connections: [{ party: { parent: { id: BAKERY.uuid } } }],
    });
    const unit = bakery.connections[0].party.id;
    const below = await ask('GET', '/accesspackages', { party: STRANGER, from: unit }, { as: 'stranger' });
    expect(below.body.data[0].permissions).toMatchObject([{ via: { id: BAKERY.uuid }, reason: { flag: 16 } }]);
    const key = await ask('GET', '/accesspackages', { to: PERSON_OF_ACCOUNTANT });
    expect(key.body.data[0].permissions[0]).toMatchObject({
      viaRole: { code: 'daglig-leder' },
      reason: { items: [{ name: 'keyrole' }] },
    });
  });

  it('come in pages by header (access-management#46)', async () => {
    const whole = (await ask('GET', '', { to: '' })).body.data.map((one: { party: { id: string } }) => one.party.id);
    const seen: string[] = [];
    for (let page = 0; page < 20; page += 1) {
      const { body } = await ask(
        'GET',
        '',
        { to: '' },
        { headers: { 'x-page-size': '2', 'x-page-number': String(page) } },
      );
      seen.push(...body.data.map((one: { party: { id: string } }) => one.party.id));
      if (body.links.next === null) break;
      expect(body.links.next).toContain(`pageNumber=${page + 1}`);
    }
    expect(seen.sort()).toEqual(whole.sort());
    expect((await ask('GET', '', { to: '' }, { headers: { 'x-page-size': '0' } })).status).toBe(400);
    expect((await ask('GET', '', { to: '', pageNumber: 'x' })).status).toBe(400);
  });

  it('give rights with 201 and set them with 200, direct and indirect (altinn-pdp#77, access-management#47)', async () => {
    const place = { resource: REPORT };
    const check = await ask('GET', '/resources/delegationcheck', place);
    expect(check.body.resource).toMatchObject({
      refId: REPORT,
      provider: { code: 'ttd' },
      type: { name: 'GenericAccessResource' },
    });
    const rights: { right: { key: string; action: { value: string } }; result: boolean; reasonCodes: string[] }[] =
      check.body.rights;
    expect(rights.every((one) => one.result && one.reasonCodes.includes('RoleAccess'))).toBe(true);
    expect(rights.map((one) => one.right.key)).toContain(keyOf('read'));
    expect(await ask('PUT', '/resources/rights', place, keys('read'))).toMatchObject({ status: 200, text: '' });
    const both = async () => [await decision(20011, 'read', REPORT), await decision(20011, 'write', REPORT)];
    expect(await both()).toEqual(['Permit', 'NotApplicable']);
    expect(await ask('POST', '/resources/rights', place, keys('write'))).toMatchObject({ status: 201, text: '' });
    expect(await both()).toEqual(['Permit', 'Permit']);
    const held = await ask('GET', '/resources/rights', place);
    expect(
      held.body.directRights.map((one: { right: { action: { value: string } } }) => one.right.action.value).sort(),
    ).toEqual(['read', 'write']);
    expect(held.body).toMatchObject({
      resource: { refId: REPORT },
      indirectRights: [],
      directRights: [{ reason: { flag: 1 }, permissions: [{ to: { id: STRANGER } }] }, {}],
    });
    expect((await ask('GET', '/resources')).body).toMatchObject([
      { resource: { refId: REPORT }, permissions: [{ role: { code: 'rettighetshaver' } }] },
    ]);
    await ask('PUT', '/resources/rights', place, keys('write'));
    expect(await both()).toEqual(['NotApplicable', 'Permit']);
    const toFirm = { ...place, to: FOREST.uuid };
    await ask('POST', '', { to: FOREST.uuid });
    expect((await ask('POST', '/resources/rights', toFirm, keys('read'))).status).toBe(201);
    const through = await ask('GET', '/resources/rights', { ...place, to: FORESTER });
    expect(through.body).toMatchObject({
      directRights: [],
      indirectRights: [{ reason: { flag: 4 }, permissions: [{ via: { id: FOREST.uuid } }] }],
    });
    expect((await ask('DELETE', '', { to: FOREST.uuid, cascade: 'true' })).status).toBe(204);
    expect((await ask('DELETE', '/resources', place)).status).toBe(204);
    expect(await both()).toEqual(['NotApplicable', 'NotApplicable']);
  });

  it('give rights on one instance only, also to a person named by number (access-management#48)', async () => {
    const place = { resource: REPORT, instance: INSTANCE };
    const check = await ask('GET', '/resources/instances/delegationcheck', place);
    expect(check.body).toMatchObject({ resource: { refId: REPORT }, instance: { refId: INSTANCE } });
    await ask('DELETE', '');
    const person = { to: { personIdentifier: '11918010779', lastName: 'Falk' }, ...keys('read').body };
    expect(await ask('POST', '/resources/instances/rights', { ...place, to: '' }, { body: person })).toMatchObject({
      status: 201,
      text: '',
    });
    expect(await decision(20011, 'read', REPORT, INSTANCE)).toBe('Permit');
    expect(await decision(20011, 'read', REPORT, `${INSTANCE}0`)).toBe('NotApplicable');
    expect((await ask('GET', '/resources')).body).toEqual([]);
    expect((await ask('GET', '/resources/instances', place)).body.data).toMatchObject([
      {
        resource: { refId: REPORT },
        instance: { refId: INSTANCE, type: null },
        permissions: [{ to: { id: STRANGER } }],
      },
    ]);
    expect((await ask('GET', '/resources/instances/users', place)).body.data).toMatchObject([
      { id: STRANGER, name: 'FREMMED FALK' },
    ]);
    expect((await ask('GET', '/users')).text).not.toMatch(/"\d{11}"/);
    expect((await ask('PUT', '/resources/instances/rights', place, keys('write'))).status).toBe(200);
    const rights = await ask('GET', '/resources/instances/rights', place);
    expect(rights.body.directRights).toMatchObject([{ right: { action: { value: 'write' }, key: keyOf('write') } }]);
    expect((await ask('DELETE', '/resources/instances', place)).status).toBe(204);
    expect(await decision(20011, 'write', REPORT, INSTANCE)).toBe('NotApplicable');
    for (const [method, path] of [
      ['GET', '/resources/instances/rights'],
      ['GET', '/resources/instances'],
      ['DELETE', '/resources/instances'],
      ['GET', '/resources/instances/delegationcheck'],
    ] as const)
      expect((await ask(method, path, { ...place, instance: 'report-7' })).faults).toEqual([
        ['AM.VLD-00007', '$QUERY/instance'],
      ]);
  });

  it('make a rightholder of who is named by number and last name, and of nobody by number alone (access-management#49)', async () => {
    const name = (lastName: string) => ({ body: { personIdentifier: '11918010779', lastName } });
    const inAnyLetters = { body: { personidentifier: '11918010779', LASTNAME: 'falk' } };
    expect((await ask('DELETE', '')).status).toBe(204);
    expect((await ask('POST', '', { to: '' }, name('Feil'))).faults).toEqual([
      ['AM.VLD-00034', '/PersonIdentifier /LastName'],
    ]);
    expect((await ask('POST', '', { to: '' }, { body: {} })).faults).toEqual([
      ['STD.VLD-00001', '/PersonIdentifier'],
      ['STD.VLD-00001', '/LastName'],
    ]);
    expect((await ask('POST', '', { to: '' })).faults).toEqual([
      ['STD.VLD-00001', 'QUERY/to /PersonIdentifier /LastName'],
    ]);
    for (const to of [STRANGER, NOBODY])
      expect((await ask('POST', '', { to })).faults).toEqual([['AM.VLD-00006', 'QUERY/to']]);
    const made = await ask('POST', '', { to: '', from: '' }, inAnyLetters);
    expect(made).toMatchObject({
      status: 200,
      body: { toId: STRANGER, fromId: BAKERY.uuid, roleId: h.register.catalogue.role('rettighetshaver')?.id },
    });
    expect((await ask('POST', '', { to: '' }, inAnyLetters)).body).toEqual(made.body);
    expect((await ask('GET', '')).body.data[0].roles.map((one: { code: string }) => one.code)).toEqual([
      'rettighetshaver',
    ]);
    expect((await ask('POST', '', { to: BAKERY.uuid })).status).toBe(400);
  });

  it('end only with cascade while something is given (access-management#50)', async () => {
    await ask('POST', '/accesspackages', { package: FORESTRY });
    await ask('POST', '/resources/rights', { resource: REPORT }, keys('read'));
    await ask('POST', '/resources/instances/rights', { resource: REPORT, instance: INSTANCE }, keys('read'));
    const active = ['AM.VLD-00010', 'QUERY/cascade'];
    expect((await ask('DELETE', '')).faults).toEqual([active, active, active]);
    expect(await decision(20011, 'read', 'skogdir-felling')).toBe('Permit');
    expect((await ask('DELETE', '', { cascade: 'true' })).status).toBe(204);
    expect([await decision(20011, 'read', 'skogdir-felling'), await decision(20011, 'read', REPORT)]).toEqual([
      'NotApplicable',
      'NotApplicable',
    ]);
    expect((await ask('GET', '')).body).toEqual({ links: { next: null }, data: [] });
    expect((await ask('DELETE', '')).status).toBe(204);
    expect((await ask('DELETE', '', { to: NOBODY })).faults).toEqual([['AM.VLD-00006', 'QUERY/to']]);
  });

  it('check packages one by one, by what they are had or lacked (access-management#51)', async () => {
    type Check = {
      package: { urn: string };
      result: boolean;
      reasons: { description: string; roleUrn: string | null; fromName: string | null }[];
    };
    const check = async (more: Record<string, string> = {}, as: Person = 'dagl'): Promise<readonly Check[]> =>
      (await ask('GET', '/accesspackages/delegationcheck', more, { as })).body.data;
    const all = await check();
    const kinds = new Set(all.map((one) => h.register.catalogue.package(one.package.urn)?.type));
    expect([...kinds]).toEqual(['Organisasjon']);
    const [forestry] = await check({ packages: 'skogbruk' });
    expect(forestry).toMatchObject({ package: { urn: FORESTRY }, result: true });
    expect(forestry?.reasons).toContainEqual(
      expect.objectContaining({
        description: 'Direct-RolePackage',
        roleUrn: 'urn:altinn:external-role:ccr:daglig-leder',
        fromName: 'FJORDVIK BAKERI AS',
      }),
    );
    const [lacking] = await check({ packages: 'regnskapsforer-lonn' });
    expect(lacking).toMatchObject({ result: false, reasons: [{ description: 'NoAccess', roleUrn: null }] });
    expect((await ask('GET', '/accesspackages/delegationcheck', { packages: 'no-such' })).faults).toEqual([
      ['AM.VLD-00009', 'QUERY/package'],
    ]);
    expect((await ask('GET', '/accesspackages/delegationcheck', { packageIds: NOBODY })).code).toBe('AM-00041');
    // Who has been given access management and a package passes the package on, and no more.
    await ask('POST', '/accesspackages', { package: 'tilgangsstyrer' });
    await ask('POST', '/accesspackages', { package: FORESTRY });
    const [given] = await check({ packages: 'skogbruk' }, 'stranger');
    expect(given).toMatchObject({ result: true, reasons: [{ description: 'Direct-AssignmentPackage' }] });
    expect((await check({ packages: 'lonn' }, 'stranger'))[0]?.result).toBe(false);
    const passed = await ask('POST', '/accesspackages', { package: 'lonn', to: FOREST.uuid }, { as: 'stranger' });
    expect(passed.status).toBe(400);
  });

  it('let a main administrator pass on what the package brings, without having it (access-management#52)', async () => {
    await ask('POST', '/accesspackages', { package: 'hovedadministrator' });
    const check = await ask('GET', '/accesspackages/delegationcheck', { packages: 'skogbruk' }, { as: 'stranger' });
    expect(check.body.data[0]).toMatchObject({
      result: true,
      reasons: [{ description: 'Direct-AssignmentPackage-HovedAdmin' }],
    });
    expect(await decision(20011, 'read', 'skogdir-felling')).toBe('NotApplicable');
    await ask('POST', '', { to: FOREST.uuid });
    expect(
      (await ask('POST', '/accesspackages', { package: FORESTRY, to: FOREST.uuid }, { as: 'stranger' })).status,
    ).toBe(200);
    const own = await ask(
      'GET',
      '/accesspackages/delegationcheck',
      { packages: 'hovedadministrator' },
      { as: 'stranger' },
    );
    expect(own.body.data[0].result).toBe(false);
    await ask('DELETE', '', { to: FOREST.uuid, cascade: 'true' });
  });

  it('let the receiver take away what it has got, and give itself nothing (access-management#54)', async () => {
    await ask('POST', '/accesspackages', { package: FORESTRY });
    const mine = { party: STRANGER };
    const self = await ask(
      'POST',
      '/accesspackages',
      { ...mine, to: STRANGER, package: 'innbygger-samliv' },
      { as: 'stranger' },
    );
    expect([self.status, self.code]).toEqual([400, 'AM-00022']);
    expect((await ask('DELETE', '/accesspackages', { ...mine, package: FORESTRY }, { as: 'stranger' })).status).toBe(
      204,
    );
    expect((await ask('GET', '/accesspackages')).body.data).toEqual([]);
  });

  it('tell roles, and take only those of Altinn 2 (access-management#55)', async () => {
    const roles = await ask('GET', '/roles', { to: DAGL });
    type Role = { role: { code: string; isRevocable: boolean }; permissions: { reason: { flag: number } }[] };
    const named = (code: string) => roles.body.data.find((one: Role) => one.role.code === code);
    expect(named('daglig-leder')).toMatchObject({
      role: { isRevocable: false, isKeyRole: true },
      permissions: [{ reason: { flag: 1 } }],
    });
    expect(roles.body.data.some((one: Role) => one.permissions.some(({ reason }) => reason.flag === 8))).toBe(true);
    expect((await ask('DELETE', '/roles', { rolecode: 'no-such' })).code).toBe('AM-00039');
    expect((await ask('DELETE', '/roles', { rolecode: 'daglig-leder', to: DAGL })).code).toBe('AM-00040');
    const utinn = { holder: STRANGER, of: BAKERY.uuid, role: 'urn:altinn:rolecode:utinn' };
    await h.database.transaction((trx, announce) => h.register.giveRoles(trx, announce, [utinn]));
    expect((await ask('GET', '/roles')).body.data).toContainEqual(
      expect.objectContaining({ role: expect.objectContaining({ code: 'utinn', isRevocable: true }) }),
    );
    expect((await ask('DELETE', '')).faults).toEqual([['AM.VLD-00010', 'QUERY/cascade']]);
    expect((await ask('DELETE', '/roles', { rolecode: 'UTINN' })).status).toBe(204);
    expect((await ask('DELETE', '/roles', { rolecode: 'utinn' })).status).toBe(204);
    expect((await ask('GET', '/roles')).body.data).toHaveLength(1);
    const check = await ask('GET', '/roles/delegationcheck');
    expect(check.body.data.some((one: { result: boolean }) => one.result)).toBe(true);
  });

  it('are given and taken by a system user that manages access (access-management#56)', async () => {
    const id = '70000000-0000-4000-8000-000000000002';
    const bakery = await h.register.party({ uuid: BAKERY.uuid });
    if (!bakery) throw new Error('no bakery');
    const claims = {
      'urn:altinn:userid': undefined,
      'urn:altinn:partyid': undefined,
      'urn:altinn:party:uuid': undefined,
      authorization_details: [
        {
          type: 'urn:altinn:systemuser',
          systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${BAKERY.number}` },
          systemuser_id: [id],
          system_id: 'x_y',
        },
      ],
    };
    const scope = 'altinn:accessmanagement/enduser:connections:toothers.write';
    const token = await h.personToken('dagl', scope, claims);
    const call = async (method: Method, path: string, more: Record<string, string>, body?: unknown) => {
      const url = `${CONNECTIONS}${path}?${query({ party: BAKERY.uuid, to: STRANGER, ...more })}`;
      return (await h.call(method, url, token, body)).statusCode;
    };
    expect(await call('POST', '/accesspackages', { package: FORESTRY })).toBe(403);
    const packages = [FORESTRY, 'urn:altinn:accesspackage:tilgangsstyrer'];
    await h.database.transaction((trx, announce) =>
      h.delegations.grantPlanned(trx, announce, { to: id, from: bakery, by: DAGL, packages, rights: [] }),
    );
    expect(await call('POST', '/accesspackages', { package: FORESTRY })).toBe(200);
    expect(await decision(20011, 'read', 'skogdir-felling')).toBe('Permit');
    expect(await call('POST', '/accesspackages', { package: 'lonn' })).toBe(400);
    expect(await call('DELETE', '/accesspackages', { from: BAKERY.uuid, package: FORESTRY })).toBe(204);
    expect(await decision(20011, 'read', 'skogdir-felling')).toBe('NotApplicable');
    await h.database.transaction((trx, announce) => h.delegations.revokeAll(trx, announce, { to: id }));
    expect(await call('POST', '/accesspackages', { package: FORESTRY })).toBe(403);
  });

  it('given and ended at the same time are whole, whoever comes first (access-management#57)', async () => {
    for (let round = 0; round < 5; round += 1) {
      await ask('POST', '', { to: '' }, { body: { personIdentifier: '11918010779', lastName: 'Falk' } });
      const [given, ended] = await Promise.all([
        ask('POST', '/accesspackages', { package: FORESTRY }),
        ask('DELETE', '', { cascade: 'true' }),
      ]);
      expect([given.status === 200 || given.code === 'AM-00022', ended.status]).toEqual([true, 204]);
      const listed = await ask('GET', '', { includeAccessPackages: 'true' });
      const has = listed.body.data.length > 0;
      expect(await decision(20011, 'read', 'skogdir-felling')).toBe(has ? 'Permit' : 'NotApplicable');
      if (has)
        expect(listed.body.data).toMatchObject([
          { roles: [{ code: 'rettighetshaver' }], packages: [{ urn: FORESTRY }] },
        ]);
      await ask('DELETE', '', { cascade: 'true' });
    }
  });
});

describe('who asks about connections', () => {
  const OF = { resource: REPORT, instance: INSTANCE };
  const READS = [
    '',
    '/roles',
    '/accesspackages',
    '/resources',
    '/resources/rights',
    '/resources/instances',
    '/resources/instances/rights',
  ];
  const ROUTES = [
    ...READS.map((path) => ['GET', path, OF]),
    ...[
      '/users',
      '/accesspackages/delegationcheck',
      '/roles/delegationcheck',
      '/resources/delegationcheck',
      '/resources/instances/delegationcheck',
      '/resources/instances/users',
    ].map((path) => ['CHECK', path, OF]),
    ['POST', '', {}],
    ['DELETE', '', { cascade: 'true' }],
    ['DELETE', '/roles', { rolecode: 'utinn' }],
    ['POST', '/accesspackages', { package: FORESTRY }],
    ['DELETE', '/accesspackages', { package: FORESTRY }],
    ...['/resources/rights', '/resources/instances/rights'].flatMap((path) => [
      ['POST', path, OF],
      ['PUT', path, OF],
    ]),
    ['DELETE', '/resources', OF],
    ['DELETE', '/resources/instances', OF],
  ] as [Method | 'CHECK', string, Record<string, string>][];

  it('has every route in this matrix', () => {
    const made = h.routes
      .filter(([, path]) => path.startsWith(CONNECTIONS))
      .map(([method, path]) => `${method} ${path}`);
    const known = ROUTES.map(([method, path]) => `${method === 'CHECK' ? 'GET' : method} ${CONNECTIONS}${path}`);
    expect(made.sort()).toEqual(known.sort());
  });

  it.each(ROUTES)(
    'is let through only as access manager with the right scope: %s %s (access-management#43)',
    async (what, path, more) => {
      const method = what === 'CHECK' ? 'GET' : what;
      const body = path.endsWith('rights') && method !== 'GET' ? keys('read') : {};
      const url = `${CONNECTIONS}${path}?${query({ party: BAKERY.uuid, from: BAKERY.uuid, to: STRANGER, ...more })}`;
      const status = async (by: Ask) => (await ask(method, path, more, { ...by, ...body })).status;
      expect((await h.call(method, url)).statusCode).toBe(401);
      expect(await status({ as: 'stranger' })).toBe(403);
      expect(await status({ as: 'member' })).toBe(403);
      expect(await status({ scope: 'altinn:instances.read' })).toBe(403);
      const scope = (side: string, access: string) => `altinn:accessmanagement/enduser:connections:${side}.${access}`;
      expect(await status({ scope: scope('fromothers', 'write') })).toBe(403);
      expect(await status({ scope: scope('toothers', 'read') })).toBe(what === 'GET' ? 200 : 403);
      expect([200, 201, 204]).toContain(await status({ scope: scope('toothers', 'write') }));
      const vendor = await h.vendorToken('altinn:portal/enduser', VENDOR);
      expect((await h.call(method, url, vendor)).statusCode).toBe(401);
      for (const party of ['310044423', NOBODY, ''])
        expect((await ask(method, path, { ...more, party }, body)).status, party).toBe(403);
    },
  );

  it('is told by code and path what the query lacks (access-management#43)', async () => {
    expect((await ask('GET', '', { from: FOREST.uuid })).faults).toEqual([
      ['AM.VLD-00009', 'QUERY/from'],
      ['AM.VLD-00009', 'QUERY/to'],
    ]);
    expect((await ask('GET', '', { from: '', to: '' })).faults).toHaveLength(2);
    expect((await ask('GET', '', { to: '1' })).faults).toEqual([['AM.VLD-00009', '$QUERY/to']]);
    expect((await ask('GET', '', { to: BAKERY.uuid })).body.data).toEqual([]);
    expect((await ask('GET', '', { to: NOBODY })).body.data).toEqual([]);
  });

  it.each([
    ['POST', '/accesspackages', {}, undefined, ['AM.VLD-00011', 'QUERY/package']],
    ['POST', '/accesspackages', { package: 'no-such' }, undefined, ['AM.VLD-00011', 'QUERY/package']],
    ['POST', '/accesspackages', { package: 'regnskapsforer-lonn' }, undefined, ['AM.VLD-00026', 'QUERY/packageId']],
    ['POST', '/accesspackages', { package: 'innbygger-samliv' }, undefined, 'AM-00041'],
    ['POST', '/accesspackages', { packageId: NOBODY }, undefined, 'AM-00041'],
    ['POST', '/accesspackages', { package: FORESTRY, to: NOBODY }, undefined, ['AM.VLD-00006', 'QUERY/to']],
    ['POST', '/accesspackages', { package: FORESTRY, to: FOREST.uuid }, undefined, 'AM-00022'],
    ['POST', '/resources/rights', { resource: 'no-such' }, keys('read').body, 'AM-00027'],
    ['POST', '/resources/rights', { resource: REPORT }, { directRightKeys: [] }, 'AM-00033'],
    ['POST', '/resources/rights', { resource: REPORT }, {}, 'AM-00033'],
    ['POST', '/resources/rights', { resource: REPORT }, { directRightKeys: ['read'] }, 'AM-00028'],
    ['POST', '/resources/rights', { resource: REPORT, to: FOREST.uuid }, keys('read').body, 'AM-00022'],
    ['PUT', '/resources/rights', { resource: REPORT }, { directRightKeys: ['fly'] }, 'AM-00028'],
    ['PUT', '/resources/rights', { resource: REPORT }, { directRightKeys: 'fly' }, undefined],
    [
      'POST',
      '/resources/instances/rights',
      { resource: REPORT, instance: '7' },
      keys('read').body,
      ['AM.VLD-00007', '$QUERY/instance'],
    ],
    [
      'POST',
      '/resources/instances/rights',
      { resource: REPORT },
      keys('read').body,
      ['STD.VLD-00001', '$QUERY/instance'],
    ],
    [
      'POST',
      '/resources/instances/rights',
      { resource: REPORT, instance: INSTANCE },
      { directRightKeys: [] },
      'AM-00033',
    ],
    ['POST', '/resources/instances/rights', { resource: 'no-such', instance: INSTANCE }, keys('read').body, 'AM-00027'],
    ['DELETE', '/resources', { resource: 'no-such' }, undefined, ['AM.VLD-00030', 'QUERY/resource']],
    [
      'POST',
      '/accesspackages',
      { package: 'hovedadministrator', to: ACCOUNTANT.uuid },
      undefined,
      ['AM.VLD-00028', 'QUERY/package'],
    ],
  ] as [Method, string, Record<string, string>, unknown, string | readonly string[] | undefined][])(
    'is refused what cannot be given, and nothing is written: %s %s %j (access-management#53)',
    async (method, path, more, body, told) => {
      const answer = await ask(method, path, more, body === undefined ? {} : { body });
      expect(answer.status).toBe(400);
      expect(answer.body.type).toBe('https://tools.ietf.org/html/rfc9110#section-15.5.1');
      if (typeof told === 'string') expect(answer.code).toBe(told);
      else if (told) expect(answer.faults).toEqual([told]);
      expect(await h.delegations.receivers(BAKERY.uuid)).not.toContain(STRANGER);
      expect(await h.delegations.receivers(BAKERY.uuid)).not.toContain(FOREST.uuid);
    },
  );
});

describe('authorised parties for a service owner', () => {
  const OWNER = 'altinn:accessmanagement/authorizedparties.resourceowner';
  const asked = async (body: unknown, scope = OWNER, path = 'serviceowner') => {
    const token = await h.vendorToken(scope, '310001236');
    const answer = await h.call('POST', `${API}/${path}/authorizedparties?includeAccessPackages=true`, token, body);
    return { status: answer.statusCode, body: answer.json() };
  };

  it.each([
    ['urn:altinn:person:identifier-no', '01816010027'],
    ['urn:altinn:party:uuid', DAGL],
    ['urn:altinn:partyid', '50010001'],
    ['urn:altinn:userid', '20001'],
  ])('are found by %s', async (type, value) => {
    for (const path of ['serviceowner', 'resourceowner']) {
      const { status, body } = await asked({ type, value }, OWNER, path);
      expect(status).toBe(200);
      const bakery = body.find((one: { partyUuid: string }) => one.partyUuid === BAKERY.uuid);
      expect(bakery.authorizedRoles).toContain('DAGL');
    }
  });

  it('are none for whom nobody is known by, and 400 only for what is no id and no type (altinn-pdp#79)', async () => {
    for (const [type, value] of [
      ['urn:altinn:person:identifier-no', '00000000000'],
      ['urn:altinn:person:identifier-no', 'nobody'],
      ['urn:altinn:organization:identifier-no', '123'],
      ['urn:altinn:partyid', '0'],
      ['urn:altinn:partyid', '-1'],
      ['urn:altinn:userid', '2147483647'],
      ['urn:altinn:party:uuid', '00000000-0000-0000-0000-000000000000'],
      ['urn:altinn:enterpriseuser:uuid', '00000000-0000-0000-0000-000000000000'],
      ['urn:altinn:systemuser:uuid', '00000000-0000-0000-0000-000000000000'],
      ['urn:altinn:enterpriseuser:username', 'nobody'],
      ['urn:altinn:person:idporten-email', 'nobody@example.com'],
    ])
      expect([type, value, await asked({ type, value })]).toEqual([type, value, { status: 200, body: [] }]);
    for (const [type, value] of [
      ['urn:altinn:partyid', 'one'],
      ['urn:altinn:partyid', ''],
      ['urn:altinn:userid', '2147483648'],
      ['urn:altinn:party:uuid', 'one'],
      ['urn:altinn:systemuser:uuid', 'one'],
      ['urn:altinn:nothing', '1'],
    ])
      expect([type, value, (await asked({ type, value })).status]).toEqual([type, value, 400]);
  });

  it('of a system user are those that have given it something (altinn-pdp#79)', async () => {
    const id = '70000000-0000-4000-8000-000000000001';
    const from = await h.register.party({ uuid: BAKERY.uuid });
    if (!from) throw new Error('no bakery');
    await h.database.transaction((trx, announce) =>
      h.delegations.grantPlanned(trx, announce, {
        to: id,
        from,
        by: DAGL,
        packages: [FORESTRY],
        rights: [],
      }),
    );
    const { status, body } = await asked({ type: 'urn:altinn:systemuser:uuid', value: id.toUpperCase() });
    expect([status, body]).toMatchObject([
      200,
      [{ partyUuid: BAKERY.uuid, authorizedAccessPackages: ['skogbruk'], authorizedRoles: [] }],
    ]);
    await h.database.transaction((trx, announce) => h.delegations.revokeAll(trx, announce, { to: id }));
    expect((await asked({ type: 'urn:altinn:systemuser:uuid', value: id })).body).toEqual([]);
  });

  it('need one of the scopes, and a body that names somebody', async () => {
    const body = { type: 'urn:altinn:userid', value: '20001' };
    expect((await asked(body, 'altinn:accessmanagement/authorizedparties')).status).toBe(403);
    expect((await asked(body, 'altinn:accessmanagement/authorizedparties.admin')).status).toBe(200);
    expect((await h.call('POST', `${API}/serviceowner/authorizedparties`, undefined, body)).statusCode).toBe(401);
    expect((await asked({ type: 'urn:altinn:userid', value: '99999' })).body).toEqual([]);
    for (const wrong of [
      {},
      [],
      { type: 'urn:altinn:userid', value: '1 or 1' },
      { type: 'dog', value: '1' },
      { ...body, value: 1 },
    ])
      expect((await asked(wrong)).status, JSON.stringify(wrong)).toBe(400);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Party } from '../register/index.ts';
import { writePolicy } from '../resources/index.ts';
import {
  ACCOUNTANT,
  BAKERY,
  FOREST,
  PERSONS,
  type Person,
  type SystemsHarness,
  startSystems,
} from '../systems/harness.ts';

const RECEIVER = '77777777-7777-4777-8777-777777777777';
let h: SystemsHarness;
beforeAll(async () => {
  h = await startSystems();
});
afterAll(() => h.close());

const organization = async (number: string): Promise<Party> => {
  const party = await h.register.party({ organization: number });
  if (!party) throw new Error(number);
  return party;
};
const person = async (who: Person): Promise<Party> => {
  const party = await h.register.party({ person: PERSONS[who] });
  if (!party) throw new Error(who);
  return party;
};
const check = async (who: Person, of: string, wanted: { resources?: string[]; packages?: string[]; level?: number }) =>
  h.delegations.check(await person(who), await organization(of), {
    resources: wanted.resources ?? [],
    packages: (wanted.packages ?? []).map((name) => `urn:altinn:accesspackage:${name}`),
    ...(wanted.level === undefined ? {} : { authenticationLevel: wanted.level }),
  });
const grant = async (
  from: string,
  rights: { resourceId: string; action: string }[],
  packages: string[] = [],
  to = RECEIVER,
) => {
  const giver = await organization(from);
  await h.database.transaction((trx, announce) =>
    h.delegations.grantPlanned(trx, announce, { to, from: giver, by: giver.uuid, rights, packages }),
  );
};

describe('the delegation check', () => {
  it('lets who has every right and package pass them on, and nobody else', async () => {
    const wanted = { resources: ['ttd-lonnsrapport', 'app_ttd_demo', 'skogdir-felling'], packages: ['lonn'] };
    expect(await check('dagl', BAKERY.number, wanted)).toBeUndefined();
    expect(await check('member', BAKERY.number, { resources: ['ttd-lonnsrapport'] })).toMatchObject({
      code: 16,
      subject: 'ttd-lonnsrapport',
    });
    expect(await check('dagl', FOREST.number, { resources: ['ttd-lonnsrapport'] })).toMatchObject({ code: 16 });
    expect(await check('stranger', BAKERY.number, { packages: ['lonn'] })).toMatchObject({ code: 53 });
  });

  it('gives each reason its code', async () => {
    const code = async (wanted: Parameters<typeof check>[2]) => (await check('dagl', BAKERY.number, wanted))?.code;
    expect(await code({ resources: ['no-such'] })).toBe(14);
    expect(await code({ resources: ['skogdir-skogdata'] })).toBe(71);
    expect(await code({ resources: ['ttd-lonnsrapport'], level: 2 })).toBe(20);
    expect(await code({ resources: ['ttd-lonnsrapport'], level: 3 })).toBeUndefined();
    expect(await code({ packages: ['no-such'] })).toBe(52);
    expect(await code({ packages: ['regnskapsforer-lonn'] })).toBe(51);
    expect(await code({ packages: ['tilgangsstyrer'] })).toBe(51);
    const felling = await h.resources.resource('skogdir-felling');
    if (!felling) throw new Error('missing');
    const save = (change: Record<string, unknown>) =>
      h.database.transaction((trx, announce) => h.resources.saveResource(trx, announce, { ...felling, ...change }));
    await save({ delegable: false });
    expect(await code({ resources: ['skogdir-felling'] })).toBe(70);
    await save({ accessListMode: 'Enabled' });
    expect(await code({ resources: ['skogdir-felling'] })).toBe(69);
    await save({});
    const policy = (subjects: string[]) =>
      h.database.transaction((trx, announce) =>
        h.resources.savePolicy(
          trx,
          announce,
          'skogdir-felling',
          writePolicy({ resourceId: 'skogdir-felling', rules: [{ subjects, actions: ['read'] }] }),
        ),
      );
    await policy(['urn:altinn:org:skogdir']);
    expect(await code({ resources: ['skogdir-felling'] })).toBe(18);
    await policy(['urn:altinn:accesspackage:vergemal-nav-arbeid']);
    expect(await code({ resources: ['skogdir-felling'] })).toBe(68);
  });

  it('counts what the person has been given, and plans every right that a role or package can give', async () => {
    const member = await person('member');
    await grant(
      BAKERY.number,
      ['read', 'write', 'delete'].map((action) => ({ resourceId: 'ttd-lonnsrapport', action })),
      [],
      member.uuid,
    );
    const wanted = { resources: ['ttd-lonnsrapport', 'ttd-lonnsrapport'], packages: [] };
    const plan = await h.delegations.plan(member, await organization(BAKERY.number), wanted);
    expect(plan).toEqual({
      rights: ['read', 'write', 'delete'].map((action) => ({ resourceId: 'ttd-lonnsrapport', action })),
      packages: [],
    });
    // What belongs to the service owner alone is not passed on.
    const dagl = await h.delegations.plan(await person('dagl'), await organization(BAKERY.number), {
      resources: ['app_ttd_demo'],
      packages: [],
    });
    expect('rights' in dagl && dagl.rights.map((one) => one.action)).not.toContain('complete');
  });
});

describe('what has been given', () => {
  it('is seen at once, by giver and resource, and gone at once', async () => {
    const read = { resourceId: 'skogdir-felling', action: 'read' };
    const rights = () => h.delegations.rights({ to: [RECEIVER], from: BAKERY.uuid, resourceId: 'skogdir-felling' });
    expect(await rights()).toEqual([]);
    await grant(BAKERY.number, [read], ['urn:altinn:accesspackage:lonn']);
    await grant(BAKERY.number, [read], ['urn:altinn:accesspackage:lonn']);
    expect(await rights()).toEqual([{ to: RECEIVER, action: 'read' }]);
    expect(await h.delegations.packages(RECEIVER.toUpperCase(), BAKERY.uuid)).toEqual([
      'urn:altinn:accesspackage:lonn',
    ]);
    expect(await h.delegations.packages(RECEIVER, FOREST.uuid)).toEqual([]);
    expect(await h.delegations.givers([RECEIVER])).toEqual([BAKERY.uuid]);
    await h.database.transaction((trx, announce) =>
      h.delegations.revokeAll(trx, announce, { to: RECEIVER, from: FOREST.uuid }),
    );
    expect(await rights()).toHaveLength(1);
    await h.database.transaction((trx, announce) => h.delegations.revokeAll(trx, announce, { to: RECEIVER }));
    expect(await rights()).toEqual([]);
    expect(await h.delegations.packages(RECEIVER, BAKERY.uuid)).toEqual([]);
  });

  it('is not written when the transaction fails', async () => {
    const giver = await organization(BAKERY.number);
    const failing = h.database.transaction(async (trx, announce) => {
      const rights = [{ resourceId: 'skogdir-felling', action: 'read' }];
      await h.delegations.grantPlanned(trx, announce, {
        to: RECEIVER,
        from: giver,
        by: giver.uuid,
        rights,
        packages: [],
      });
      throw new Error('later');
    });
    await expect(failing).rejects.toThrow('later');
    expect(await h.delegations.allRights(RECEIVER, BAKERY.uuid)).toEqual([]);
  });
});

describe('who may I act for', () => {
  it('lists own parties, sub-units under their main unit, and who has delegated', async () => {
    const path = '/accessmanagement/api/v1/authorizedparties';
    const list = (await h.call('GET', `${path}?includeAccessPackages=true`, await h.personToken('dagl'))).json();
    expect(list.map((one: { name: string }) => one.name)).toEqual(['RASK RØYSKATT', 'FJORDVIK BAKERI AS']);
    const bakery = list[1];
    expect(bakery).toMatchObject({
      partyId: BAKERY.partyId,
      type: 'Organization',
      unitType: 'AS',
      onlyHierarchyElementWithNoAccess: false,
      authorizedRoles: expect.arrayContaining(['DAGL']),
      authorizedAccessPackages: expect.arrayContaining(['lonn']),
      subunits: [{ name: 'FJORDVIK BAKERI AS AVD TORGET', organizationNumber: '310050598' }],
    });
    const stranger = await h.personToken('stranger');
    const before = (await h.call('GET', path, stranger)).json();
    expect(before.map((one: { partyId: number }) => one.partyId)).not.toContain(FOREST.partyId);
    await grant(
      FOREST.number,
      [{ resourceId: 'skogdir-felling', action: 'read' }],
      [],
      (await person('stranger')).uuid,
    );
    const after = (await h.call('GET', path, stranger)).json();
    expect(after.find((one: { partyId: number }) => one.partyId === FOREST.partyId)).toMatchObject({
      authorizedResources: ['skogdir-felling'],
      authorizedRoles: [],
    });
    const one = (partyId: number) => h.call('GET', `/accessmanagement/api/v1/authorizedparty/${partyId}`, stranger);
    expect((await one(FOREST.partyId)).json().name).toBe('GRANLI SKOG ENK');
    expect((await one(BAKERY.partyId)).statusCode).toBe(404);
    expect((await h.call('GET', path)).statusCode).toBe(401);
    const scoped = '/accessmanagement/api/v1/enduser/authorizedparties';
    expect((await h.call('GET', scoped, await h.personToken('dagl', 'openid'))).statusCode).toBe(403);
  });
});

describe('scopes given to a supplier', () => {
  const suppliers = '/accessmanagement/api/v1/enduser/maskinportensuppliers';
  const lookup = '/accessmanagement/api/v1/maskinporten/delegations';
  const SCOPE = 'skogdir:skogdata.read';
  const query = `?party=${BAKERY.number}&supplier=${ACCOUNTANT.number}&resource=skogdir-skogdata`;
  const has = () =>
    h.delegations.scopeDelegation({ consumer: BAKERY.number, supplier: ACCOUNTANT.number, scope: SCOPE });

  it('hold until they are taken back, one way, for the scopes of the resource', async () => {
    const dagl = await h.personToken('dagl');
    expect(await has()).toBe(false);
    expect((await h.call('POST', suppliers + query, await h.personToken('member'))).statusCode).toBe(403);
    expect((await h.call('POST', suppliers + query, dagl)).statusCode).toBe(201);
    expect((await h.call('POST', suppliers + query, dagl)).statusCode).toBe(200);
    expect(await has()).toBe(true);
    expect(
      await h.delegations.scopeDelegation({ consumer: ACCOUNTANT.number, supplier: BAKERY.number, scope: SCOPE }),
    ).toBe(false);
    expect(
      await h.delegations.scopeDelegation({
        consumer: BAKERY.number,
        supplier: ACCOUNTANT.number,
        scope: 'skogdir:other',
      }),
    ).toBe(false);
    expect((await h.call('GET', suppliers + query, dagl)).json()).toHaveLength(1);
    const found = await h.call(
      'GET',
      `${lookup}?scope=${SCOPE}&consumerOrg=${BAKERY.number}`,
      await h.vendorToken('altinn:maskinporten/delegations.admin'),
    );
    expect(found.json()).toEqual([
      {
        consumer_org: BAKERY.number,
        supplier_org: ACCOUNTANT.number,
        delegation_scheme_Id: null,
        scopes: [SCOPE],
        created: '2026-11-23T12:00:00.000Z',
        resourceid: 'skogdir-skogdata',
      },
    ]);
    expect((await h.call('DELETE', suppliers + query, dagl)).statusCode).toBe(204);
    expect((await h.call('DELETE', suppliers + query, dagl)).statusCode).toBe(404);
    expect(await has()).toBe(false);
  });

  it('are seen by both sides, and given up by who has got them', async () => {
    const consumers = '/accessmanagement/api/v1/enduser/maskinportenconsumers/resources';
    const [dagl, accountant] = [await h.personToken('dagl'), await h.personToken('accountant')];
    const given = (token: string, more = '') =>
      h.call('GET', `${suppliers}/resources?party=${BAKERY.number}${more}`, token);
    const received = (token: string, more = '') =>
      h.call('GET', `${consumers}?party=${ACCOUNTANT.number}${more}`, token);
    await h.call('POST', suppliers + query, dagl);
    const [line] = (await given(dagl)).json();
    expect(line).toMatchObject({
      resource: { id: 'skogdir-skogdata' },
      scopes: [SCOPE],
      permissions: [
        {
          from: { organizationIdentifier: BAKERY.number },
          to: { organizationIdentifier: ACCOUNTANT.number },
          created: '2026-11-23T12:00:00.000Z',
        },
      ],
    });
    expect((await received(accountant)).json()).toEqual([line]);
    expect((await given(dagl, `&supplier=${FOREST.number}`)).json()).toEqual([]);
    expect((await given(dagl, '&resource=skogdir-felling')).json()).toEqual([]);
    expect((await received(accountant, `&consumer=${FOREST.number}`)).json()).toEqual([]);
    // What two have between them is for no third, and not for those who manage no access.
    for (const other of ['accountant', 'member', 'stranger'] as const)
      expect((await given(await h.personToken(other))).statusCode, other).toBe(403);
    expect((await received(dagl)).statusCode).toBe(403);
    expect((await received('')).statusCode).toBe(401);
    expect((await received(await h.vendorToken('altinn:portal/enduser', ACCOUNTANT.number))).statusCode).toBe(401);
    const leave = `${consumers}?party=${ACCOUNTANT.number}&consumer=${BAKERY.number}&resource=skogdir-skogdata`;
    expect((await h.call('DELETE', leave, dagl)).statusCode).toBe(403);
    expect(await has()).toBe(true);
    expect((await h.call('DELETE', leave, accountant)).statusCode).toBe(204);
    expect((await h.call('DELETE', leave, accountant)).statusCode).toBe(404);
    expect(await has()).toBe(false);
  });

  it('can be asked about before they are given', async () => {
    const check = async (person: Person, party: string, resource = 'skogdir-skogdata') =>
      h.call(
        'GET',
        `${suppliers}/resources/delegationcheck?party=${party}&resource=${resource}`,
        await h.personToken(person),
      );
    expect((await check('dagl', BAKERY.number)).json().data.rights).toEqual([
      { right: { key: 'scopeaccess', action: 'scopeaccess' }, result: true, reasons: [] },
    ]);
    expect((await check('dagl', BAKERY.number, 'skogdir-felling')).statusCode).toBe(400);
    expect((await check('stranger', BAKERY.number)).statusCode).toBe(403);
    expect((await check('dagl', '12')).statusCode).toBe(400);
  });

  it('are looked up within the token’s own prefixes only', async () => {
    const token = (prefix: unknown) =>
      h.vendorToken('altinn:maskinporten/delegations', undefined, { consumer_prefix: prefix });
    const status = async (prefix: unknown, tail = `?scope=${SCOPE}`) =>
      (await h.call('GET', lookup + tail, await token(prefix))).statusCode;
    expect(await status(['skogdir'])).toBe(200);
    expect(await status('skogdir')).toBe(200);
    expect(await status(['ttd'])).toBe(403);
    expect(await status(undefined)).toBe(403);
    expect(await status(['skogdir'], '')).toBe(400);
    expect(await status(['skogdir'], `?scope=${SCOPE}&supplierOrg=12`)).toBe(400);
    expect((await h.call('GET', `${lookup}?scope=${SCOPE}`, await h.vendorToken('altinn:other'))).statusCode).toBe(403);
    expect((await h.call('GET', `${lookup}?scope=${SCOPE}`)).statusCode).toBe(401);
  });

  it.each([
    ['an unknown party', query.replace(BAKERY.number, '310099999')],
    ['a resource that is no schema', query.replace('skogdir-skogdata', 'skogdir-felling')],
    ['no resource', query.replace('&resource=skogdir-skogdata', '')],
    ['itself as supplier', query.replace(ACCOUNTANT.number, BAKERY.number)],
  ])('are not given with %s', async (_name, wrong) => {
    expect((await h.call('POST', suppliers + wrong, await h.personToken('dagl'))).statusCode).toBe(400);
  });
});

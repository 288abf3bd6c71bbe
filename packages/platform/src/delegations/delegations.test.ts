import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Party } from '../register/index.ts';
import { writePolicy } from '../resources/index.ts';
import { BAKERY, FOREST, PERSONS, type Person, type SystemsHarness, startSystems } from '../systems/harness.ts';

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

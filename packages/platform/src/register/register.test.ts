import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { movableClock } from '../foundation/index.ts';
import { testDatabase } from '../testing/database.ts';
import { world } from '../world/index.ts';
import { createRegister, loadCatalogue, type Party, type PartyRef, type Register, seedRegister } from './index.ts';

const DAGL = '01816010027';
const BOARD_MEMBER = '23836410777';
const ACCOUNTANT_DAGL = '30856810018';
const BAKERY = '310044423';
const SUB_UNIT = '310050598';
const ACCOUNTANT = '310032085';
const SOLE_PROPRIETORSHIP = '310056766';
const OWNER = '02877210076';
const HOUSING = '310062936';

describe('the register', () => {
  let database: Database;
  let register: Register;

  beforeEach(async () => {
    database = await testDatabase();
    register = await createRegister({ database, clock: movableClock() });
    await database.transaction((trx) => seedRegister(trx, world));
  });
  afterEach(() => database.close());

  const party = async (ref: PartyRef): Promise<Party> => {
    const found = await register.party(ref);
    if (!found) throw new Error(`no party ${JSON.stringify(ref)}`);
    return found;
  };
  const codes = async (holder: Party, of: Party): Promise<readonly string[]> =>
    (await register.roles(holder, of)).map((role) => role.code);

  it('finds a party by number, UUID in any case, organisation number, person number and user id', async () => {
    const bakery = await party({ organization: BAKERY });
    expect(bakery).toMatchObject({ partyId: 50020008, name: 'FJORDVIK BAKERI AS', form: 'AS', type: 'organization' });
    expect(await party({ partyId: 50020008 })).toEqual(bakery);
    expect(await party({ uuid: '20000000-0000-4000-8000-000000000008'.toUpperCase() })).toEqual(bakery);
    const person = await party({ person: DAGL });
    expect(person).toMatchObject({ type: 'person', userId: 20001, personNumber: DAGL });
    expect(await party({ userId: 20001 })).toEqual(person);
    for (const organization of ['999999999', '', '\0', "' or 1=1 --"])
      expect(await register.party({ organization })).toBeUndefined();
  });

  it('sees a party that is added after it was asked for in vain', async () => {
    expect(await register.party({ organization: '999999999' })).toBeUndefined();
    const added: Party = {
      partyId: 1,
      uuid: '30000000-0000-4000-8000-000000000001',
      type: 'organization',
      name: 'NY AS',
      organizationNumber: '999999999',
      isDeleted: false,
    };
    await database.transaction((trx, announce) => register.saveParties(trx, announce, [added]));
    expect(await register.party({ organization: '999999999' })).toEqual(added);
  });

  it('gives each role of Enhetsregisteret with its legacy code, and the Altinn 2 roles that follow (altinn-pdp#38)', async () => {
    const roles = await register.roles(await party({ person: DAGL }), await party({ organization: BAKERY }));
    expect(roles[0]).toEqual({
      urn: 'urn:altinn:external-role:ccr:daglig-leder',
      code: 'dagl',
      legacyUrn: 'urn:altinn:rolecode:dagl',
    });
    expect(roles.map((role) => role.code)).toEqual(expect.arrayContaining(['utinn', 'admai', 'a0212']));
    expect(new Set(roles.map((role) => role.urn)).size).toBe(roles.length);
  });

  it('lets a role in the main unit count for the sub-unit, and not the other way round', async () => {
    const director = await party({ person: DAGL });
    expect(await codes(director, await party({ organization: SUB_UNIT }))).toContain('dagl');
    const stranger = await party({ person: '11918010779' });
    const [main, unit] = [await party({ organization: BAKERY }), await party({ organization: SUB_UNIT })];
    await database.transaction((trx, announce) =>
      register.giveRoles(trx, announce, [{ holder: stranger.uuid, role: 'KONT', of: unit.uuid }]),
    );
    expect(await codes(stranger, unit)).toContain('kont');
    expect(await codes(stranger, main)).toEqual([]);
  });

  it('gives the key-role holder what the organisation holds, one step and no more', async () => {
    const accountant = await party({ person: ACCOUNTANT_DAGL });
    const bakery = await party({ organization: BAKERY });
    expect(await codes(accountant, bakery)).toContain('regn');
    expect(await codes(accountant, bakery)).not.toContain('dagl');
    const member = await party({ person: BOARD_MEMBER });
    expect(await codes(member, await party({ organization: SUB_UNIT }))).toEqual(
      expect.not.arrayContaining(['bedr', 'dagl']),
    );
    // Two steps: the accountant firm becomes managing director of a third organisation, which serves a fourth.
    const [firm, third, fourth] = [
      await party({ organization: ACCOUNTANT }),
      await party({ organization: '310075272' }),
      await party({ organization: '310069108' }),
    ];
    await database.transaction((trx, announce) =>
      register.giveRoles(trx, announce, [
        { holder: firm.uuid, role: 'DTSO', of: third.uuid },
        { holder: third.uuid, role: 'REVI', of: fourth.uuid },
      ]),
    );
    expect(await codes(firm, fourth)).toContain('revi');
    expect(await codes(accountant, third)).toContain('dtso');
    expect(await codes(accountant, fourth)).toEqual([]);
  });

  it('lets who keeps the books of a sole proprietorship, or audits it, do so for its owner too (altinn-pdp#78)', async () => {
    const [owner, enk] = [await party({ person: OWNER }), await party({ organization: SOLE_PROPRIETORSHIP })];
    const [firm, director] = [await party({ organization: ACCOUNTANT }), await party({ person: ACCOUNTANT_DAGL })];
    const books = ['regn', 'a0239', 'a0240', 'a0241'];
    for (const holder of [firm, director]) expect(await codes(holder, owner)).toEqual(books);
    expect([...(await register.packages(firm, owner))].sort()).toEqual([
      'urn:altinn:accesspackage:regnskapsforer-lonn',
      'urn:altinn:accesspackage:regnskapsforer-med-signeringsrettighet',
      'urn:altinn:accesspackage:regnskapsforer-uten-signeringsrettighet',
    ]);
    const names = async (parties: Promise<readonly { readonly party: Party }[]>) =>
      (await parties).map(({ party: { name } }) => name);
    expect(await names(register.withOwners(await register.clientsOf(firm)))).toContain(owner.name);
    expect((await register.holders(owner)).map(({ name }) => name)).toEqual(
      expect.arrayContaining([firm.name, director.name]),
    );
    // Nothing else that is held for it: neither another role, nor what the owner of a company is owed.
    const contact = await party({ organization: BAKERY });
    const other = await party({ person: BOARD_MEMBER });
    const give = (holder: Party, role: string, of: Party) =>
      database.transaction((trx, announce) =>
        register.giveRoles(trx, announce, [{ holder: holder.uuid, role, of: of.uuid }]),
      );
    await give(contact, 'KONT', enk);
    await give(other, 'INNH', contact);
    expect(await codes(contact, owner)).toEqual([]);
    expect(await codes(firm, other)).toEqual([]);
    // What changes is seen at once: another owner, the role taken, the sole proprietorship deleted.
    await give(other, 'INNH', enk);
    expect(await codes(firm, other)).toEqual(books);
    await database.transaction((trx, announce) =>
      register.takeRoles(trx, announce, { holder: other.uuid, of: enk.uuid }),
    );
    expect(await codes(firm, other)).toEqual([]);
    await database.transaction((trx, announce) => register.saveParties(trx, announce, [{ ...enk, isDeleted: true }]));
    expect(await codes(firm, owner)).toEqual([]);
  });

  it('lets the books of a sole proprietorship count for its owner until two years after its deletion (access-management#97)', async () => {
    const [owner, enk] = [await party({ person: OWNER }), await party({ organization: SOLE_PROPRIETORSHIP })];
    const [firm, director] = [await party({ organization: ACCOUNTANT }), await party({ person: ACCOUNTANT_DAGL })];
    const now = new Date();
    const before = (years: number, ms: number) =>
      Date.UTC(now.getUTCFullYear() - years, now.getUTCMonth(), now.getUTCDate()) + ms;
    const DAY = 86_400_000;
    const reached = async () => {
      const all = await register.packagesForAll(firm, [owner]);
      return [
        (await codes(firm, owner)).length > 0,
        (all.get(owner.uuid)?.length ?? 0) > 0,
        (await register.reportees(director, { deletedToo: true })).some(({ party: { uuid } }) => uuid === owner.uuid),
        (await register.holders(owner)).some(({ uuid }) => uuid === firm.uuid),
      ];
    };
    for (const [deletedAt, isReached] of [
      [before(2, 2 * DAY), true],
      [before(2, -2 * DAY), false],
      [undefined, false],
    ] as const) {
      const { deletedAt: _, ...there } = enk;
      const gone = { ...there, isDeleted: true, ...(deletedAt === undefined ? {} : { deletedAt }) };
      await database.transaction((trx, announce) => register.saveParties(trx, announce, [gone]));
      expect([deletedAt, ...(await reached())]).toEqual([deletedAt, isReached, isReached, isReached, isReached]);
    }
  });

  it('makes everyone a private person for oneself only', async () => {
    const director = await party({ person: DAGL });
    expect(await codes(director, director)).toContain('priv');
    expect(await codes(director, await party({ organization: BAKERY }))).not.toContain('priv');
    const other = await party({ person: BOARD_MEMBER });
    expect(await codes(director, other)).toEqual([]);
  });

  it('gives access packages by role, with access and the right to pass on kept apart', async () => {
    const director = await party({ person: DAGL });
    const bakery = await party({ organization: BAKERY });
    expect(await register.packages(director, bakery)).toContain('urn:altinn:accesspackage:skogbruk');
    expect(await register.delegablePackages(director, bakery)).toContain('urn:altinn:accesspackage:skogbruk');
    const firm = await party({ organization: ACCOUNTANT });
    expect([...(await register.packages(firm, bakery))].sort()).toEqual([
      'urn:altinn:accesspackage:regnskapsforer-lonn',
      'urn:altinn:accesspackage:regnskapsforer-med-signeringsrettighet',
      'urn:altinn:accesspackage:regnskapsforer-uten-signeringsrettighet',
    ]);
    expect(await register.delegablePackages(firm, bakery)).toEqual([]);
    const main = { role: 'urn:altinn:role:hovedadministrator', holder: '10000000-0000-4000-8000-000000000003' };
    await database.transaction((trx, announce) => register.giveRoles(trx, announce, [{ ...main, of: bakery.uuid }]));
    const administrator = await party({ uuid: main.holder });
    expect(await register.packages(administrator, bakery)).not.toContain('urn:altinn:accesspackage:skogbruk');
    expect(await register.delegablePackages(administrator, bakery)).toContain('urn:altinn:accesspackage:skogbruk');
  });

  it('gives a business manager the NUF packages only where the form is NUF (altinn-pdp#63)', async () => {
    const manager = await party({ organization: '310081442' });
    const housing = await party({ organization: HOUSING });
    const nuf = 'urn:altinn:accesspackage:merverdiavgift';
    const { packagesOf } = loadCatalogue();
    const role = 'urn:altinn:external-role:ccr:forretningsforer';
    const all = packagesOf(role, 'NUF').map((row) => row.package);
    expect(all).toHaveLength(10);
    expect(all).toContain(nuf);
    const before = await register.packages(manager, housing);
    expect(all.filter((one) => before.includes(one))).toEqual([]);
    await database.transaction((trx, announce) => register.saveParties(trx, announce, [{ ...housing, form: 'NUF' }]));
    expect(await register.packages(manager, await party({ organization: HOUSING }))).toEqual(
      expect.arrayContaining(all),
    );
    // In a sub-unit the form that counts is that of the main unit, where the role is registered.
    const unit: Party = {
      ...housing,
      partyId: 7,
      uuid: '30000000-0000-4000-8000-000000000007',
      organizationNumber: '310093645',
    };
    await database.transaction((trx, announce) =>
      register.saveParties(trx, announce, [{ ...unit, form: 'BEDR', parentUuid: housing.uuid }]),
    );
    expect(await register.packages(manager, await party({ partyId: 7 }))).toContain(nuf);
  });

  it('gives guardianship packages from cra roles, which cannot be passed on (altinn-pdp#64)', async () => {
    const [guardian, ward] = [await party({ person: DAGL }), await party({ person: '21838810052' })];
    const role = 'urn:altinn:external-role:cra:bank-representasjon-dagligbank';
    await database.transaction((trx, announce) =>
      register.giveRoles(trx, announce, [{ holder: guardian.uuid, role, of: ward.uuid }]),
    );
    const packages = await register.packages(guardian, ward);
    expect(packages).toHaveLength(1);
    expect(packages[0]).toMatch(/^urn:altinn:accesspackage:vergemal-/);
    expect(await register.delegablePackages(guardian, ward)).toEqual([]);
    // The same of all the roles at once: one package each but for one of them, and none from any other role.
    const catalogue = loadCatalogue();
    const roles = catalogue.roles.map(({ urn }) => urn).filter((urn) => urn.includes(':cra:'));
    expect(roles).toHaveLength(42);
    await database.transaction((trx, announce) =>
      register.giveRoles(
        trx,
        announce,
        roles.filter((urn) => urn !== role).map((urn) => ({ holder: guardian.uuid, role: urn, of: ward.uuid })),
      ),
    );
    const given = await register.packages(guardian, ward);
    expect(given).toHaveLength(41);
    expect(await register.delegablePackages(guardian, ward)).toEqual([]);
    const wardship = catalogue.packages.map(({ urn }) => urn).filter((urn) => urn.includes(':vergemal-'));
    expect(given).toEqual(expect.arrayContaining(wardship));
    for (const urn of given) for (const row of catalogue.rolesWith(urn)) expect(roles).toContain(row.role);
  });

  it('sees a role given, or taken, at the next question', async () => {
    const [stranger, bakery] = [await party({ person: '11918010779' }), await party({ organization: BAKERY })];
    expect(await codes(stranger, bakery)).toEqual([]);
    const grant = { holder: stranger.uuid, role: 'DAGL', of: bakery.uuid };
    await database.transaction((trx, announce) => register.giveRoles(trx, announce, [grant]));
    expect(await codes(stranger, bakery)).toContain('dagl');
    expect(await codes(stranger, await party({ organization: SUB_UNIT }))).toContain('dagl');
    await database.transaction((trx, announce) =>
      register.takeRoles(trx, announce, { holder: grant.holder, of: grant.of }),
    );
    expect(await codes(stranger, bakery)).toEqual([]);
    expect(await codes(stranger, await party({ organization: SUB_UNIT }))).toEqual([]);
  });

  it('lets a change of an organisation’s role reach the holders of key roles in it', async () => {
    const accountant = await party({ person: ACCOUNTANT_DAGL });
    const housing = await party({ organization: HOUSING });
    expect(await codes(accountant, housing)).toEqual([]);
    const firm = await party({ organization: ACCOUNTANT });
    await database.transaction((trx, announce) =>
      register.giveRoles(trx, announce, [{ holder: firm.uuid, role: 'REGN', of: housing.uuid }]),
    );
    expect(await codes(accountant, housing)).toContain('regn');
  });

  it('refuses a role that the catalogue does not know, and writes nothing', async () => {
    const bakery = await party({ organization: BAKERY });
    await expect(
      database.transaction((trx, announce) =>
        register.giveRoles(trx, announce, [{ holder: bakery.uuid, role: 'XYZZY', of: bakery.uuid }]),
      ),
    ).rejects.toThrow(/no role "XYZZY"/);
  });

  it('lists whom a person may act for: oneself, own organisations, sub-units and clients through a key role', async () => {
    const of = async (person: string) =>
      (await register.reportees(await party({ person }))).map(
        ({ party: { name }, roles }) => `${name}: ${roles.map((role) => role.code).join(' ')}`,
      );
    expect(await of(DAGL)).toEqual([
      'RASK RØYSKATT: priv',
      'FJORDVIK BAKERI AS: dagl',
      'FJORDVIK BAKERI AS AVD TORGET: bedr dagl',
    ]);
    expect(await of(ACCOUNTANT_DAGL)).toEqual([
      'NØYAKTIG NEBBDYR: priv',
      'KVELDSOL REGNSKAP AS: dagl',
      'FJORDVIK BAKERI AS: regn',
      'GRANLI SKOG ENK: regn',
      'FJORDVIK BAKERI AS AVD TORGET: regn',
      'EGENRÅDIG ELG: regn',
    ]);
    expect(await of('21838810052')).toEqual(['ENSOM EKORN: priv']);
  });

  it('lists the clients of an accountant, an auditor and a business manager', async () => {
    const clients = async (organization: string) =>
      (await register.clientsOf(await party({ organization }))).map(
        ({ party: { organizationNumber } }) => organizationNumber,
      );
    expect(await clients(ACCOUNTANT)).toEqual([BAKERY, SOLE_PROPRIETORSHIP]);
    expect(await clients('310038253')).toEqual([BAKERY]);
    expect(await clients('310081442')).toEqual([HOUSING]);
    expect(await clients(BAKERY)).toEqual([]);
  });

  it('searches persons by part of a name in any case, or by number, and takes % and _ as they are', async () => {
    expect((await register.persons('rask')).map((one) => one.personNumber)).toEqual([DAGL]);
    expect((await register.persons('0181601')).map((one) => one.personNumber)).toEqual([DAGL]);
    expect(await register.persons('%')).toEqual([]);
    expect(await register.persons('_')).toEqual([]);
    expect(await register.persons()).toHaveLength(16);
  });

  it('searches organisations and users by name, number or whole user number', async () => {
    const found = async (...search: Parameters<Register['search']>) =>
      (await register.search(...search)).map(({ name }) => name);
    expect(await found('organization', 'bakeri')).toContain('FJORDVIK BAKERI AS');
    expect(await found('organization', BAKERY)).toEqual(['FJORDVIK BAKERI AS']);
    expect(await found('organization', 'RASK')).toEqual([]);
    expect(await found('person', ' 20001 ')).toEqual(['RASK RØYSKATT']);
    expect(await found('person', '2000')).not.toContain('RASK RØYSKATT');
    expect(await found('person', 'røyskatt')).toEqual(['RASK RØYSKATT']);
    expect(await found('person', "\0' or 1=1 --")).toEqual([]);
    expect(await found('person', 'x'.repeat(10_000))).toEqual([]);
  });

  it('knows service owners by code and by organisation number', async () => {
    expect(await register.serviceOwner({ code: 'ttd' })).toMatchObject({ organizationNumber: '310001236' });
    expect(await register.serviceOwner({ organization: '310007404' })).toMatchObject({ code: 'digdir' });
    expect(await register.serviceOwner({ code: 'nobody' })).toBeUndefined();
  });

  it('keeps its answers right when its memory holds only two entries', async () => {
    const small = await createRegister({ database, clock: movableClock(), options: { cacheSize: 2 } });
    const director = await small.party({ person: DAGL });
    for (const one of world.organizations) {
      const of = await small.party({ organization: one.organizationNumber });
      if (!director || !of) throw new Error('missing');
      const roles = await small.roles(director, of);
      expect(roles.some((role) => role.code === 'dagl')).toBe([BAKERY, SUB_UNIT].includes(one.organizationNumber));
    }
  });
});

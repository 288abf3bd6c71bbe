import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { isOrganizationNumber, isSyntheticPersonNumber, movableClock } from '../foundation/index.ts';
import { testDatabase } from '../testing/database.ts';
import { world } from '../world/index.ts';
import {
  createRegister,
  generateRegister,
  ImportError,
  type ImportFile,
  importRegister,
  type Register,
} from './index.ts';

let database: Database;
let register: Register;
beforeEach(async () => {
  database = await testDatabase();
  register = await createRegister({ database, clock: movableClock() });
});
afterEach(() => database.close());

const csv = (name: string, ...lines: string[]): ImportFile => ({ name, text: lines.join('\r\n') });
const ORGANIZATIONS = csv(
  'organizations.csv',
  'organizationNumber,name,form,parent',
  '310044423,"FJORDVIK, BAKERI AS",AS,',
  '310050598,TORGET,BEDR,310044423',
);
const PERSONS = csv('persons.csv', 'personNumber;name', '01816010027;RASK RØYSKATT');
const ROLES = csv('roles.csv', 'holder,role,organization', '01816010027,DAGL,310044423');
const count = async () =>
  Number(
    (
      await database.db
        .selectFrom('party')
        .select((c) => c.fn.countAll().as('n'))
        .executeTakeFirst()
    )?.n,
  );
const problems = async (files: readonly ImportFile[]) => {
  const error = await importRegister(database, files).catch((reason: unknown) => reason);
  if (!(error instanceof ImportError)) throw new Error('the import did not fail');
  return error.problems.map((one) => `${one.file}:${one.line}: ${one.message}`);
};

describe('importing into the register', () => {
  it('takes CSV files of organisations, persons and roles, with progress', async () => {
    const seen: string[] = [];
    const counts = await importRegister(database, [ROLES, PERSONS, ORGANIZATIONS], {
      onProgress: ({ what, done, total }) => seen.push(`${what} ${done}/${total}`),
    });
    expect(counts).toEqual({
      organizations: 2,
      persons: 1,
      roles: 1,
      changes: { added: 4, changed: 0 },
      notes: [],
    });
    expect(seen).toEqual(['parties 3/3', 'roles 1/1']);
    const [person, unit] = [
      await register.party({ person: '01816010027' }),
      await register.party({ organization: '310050598' }),
    ];
    if (!person || !unit) throw new Error('missing');
    expect(person.userId).toBeGreaterThan(1_000_000);
    expect((await register.party({ organization: '310044423' }))?.name).toBe('FJORDVIK, BAKERI AS');
    expect((await register.roles(person, unit)).map((role) => role.code)).toContain('dagl');
  });

  it('takes the world as JSON, and takes it again without change', async () => {
    const file = { name: 'world.json', text: JSON.stringify(world) };
    await importRegister(database, [file]);
    const before = await register.party({ organization: '310044423' });
    expect(before).toMatchObject({ partyId: 50020008, uuid: '20000000-0000-4000-8000-000000000008' });
    expect(await register.serviceOwner({ code: 'ttd' })).toBeDefined();
    await importRegister(database, [file, { name: 'more.json', text: '{}' }]);
    expect(await register.party({ organization: '310044423' })).toEqual(before);
    expect(await count()).toBe(30);
  });

  it('lets what it imports be seen at the next question', async () => {
    expect(await register.party({ organization: '310044423' })).toBeUndefined();
    await importRegister(database, [ORGANIZATIONS]);
    expect(await register.party({ organization: '310044423' })).toBeDefined();
  });

  it('stores nothing when anything is wrong, and names every line', async () => {
    const bad = csv(
      'bad.csv',
      'organizationNumber,name,form,parent',
      '310044423,A,AS,',
      '310044424,B,AS,',
      '310050598,,AS,',
      '310056766,C,XX,',
      '310044423,D,AS,999999999',
    );
    const wrongRoles = csv(
      'roles.csv',
      'holder,role,organization',
      '01816010027,DAGL,310044423',
      '310044423,XYZ,310044423',
    );
    expect(await problems([bad, PERSONS])).toEqual([
      'bad.csv:3: "310044424" is no organisation number: nine digits with a check digit',
      'bad.csv:4: name is missing',
      'bad.csv:5: form "XX" is no organisation form: use one such as AS or BEDR',
      'bad.csv:6: the number stands twice in the files',
      'bad.csv:6: parent 999999999 is not in the files and not in the register',
    ]);
    expect(await problems([ORGANIZATIONS, wrongRoles])).toEqual([
      'roles.csv:2: holder (a person) is not in the files and not in the register',
      'roles.csv:3: there is no role "XYZ"',
    ]);
    expect(await count()).toBe(0);
  });

  it('takes a service owner’s code that can stand in an address, and once', async () => {
    const owner = (number: string, code: string) =>
      csv(`${number}.csv`, 'organizationNumber,name,form,serviceOwnerCode', `${number},A,ORGL,${code}`);
    for (const code of ['..', '.', 'TTD', 'a/b', 'x', '%2e', 'blåbær', 'x'.repeat(21)])
      expect(await problems([owner('310044423', code)])).toEqual([
        `310044423.csv:2: serviceOwnerCode "${code}" must be 2 to 20 characters of a–z, 0–9 and "-", a letter first`,
      ]);
    expect(await problems([owner('310044423', 'ttd'), owner('310013579', 'ttd')])).toEqual([
      '310013579.csv:2: serviceOwnerCode ttd stands twice in the files',
    ]);
    expect(await problems([owner('310044423', 'health')])).toEqual([
      '310044423.csv:2: serviceOwnerCode health is a part of the platform’s own addresses: choose another',
    ]);
    expect(await register.serviceOwner({ code: 'ttd' })).toBeUndefined();
    await importRegister(database, [owner('310044423', 'ttd')]);
    expect(await register.serviceOwner({ code: 'ttd' })).toMatchObject({ organizationNumber: '310044423' });
    expect(await problems([owner('310044423', 'digdir')])).toEqual([
      '310044423.csv:2: serviceOwnerCode digdir: 310044423 has the code ttd, and has one alone',
    ]);
    await importRegister(database, [owner('310044423', 'ttd')]);
  });

  it('says whose a party id, a user id or a UUID is that stands for two', async () => {
    const uuid = '5a6cd2b6-5a35-4d7f-9d38-0a6e1fd6f1a0';
    await importRegister(database, [
      csv('one.csv', 'organizationNumber,name,form,partyId,uuid', `310044423,A,AS,50020008,${uuid}`),
      csv('person.csv', 'personNumber,name,userId', '01816010027,RASK,20001'),
    ]);
    const other = (columns: string, values: string) =>
      csv('two.csv', `organizationNumber,name,form,${columns}`, `310013579,B,AS,${values}`);
    expect(await problems([other('partyId', '50020008')])).toEqual([
      'two.csv:2: partyId 50020008 is that of another party',
    ]);
    expect(await problems([other('uuid', uuid)])).toEqual([`two.csv:2: uuid ${uuid} is that of another party`]);
    expect(await problems([csv('two.csv', 'personNumber,name,userId', '12826210069,STØDIG,20001')])).toEqual([
      'two.csv:2: userId 20001 is that of another person',
    ]);
    const twice = csv('twice.csv', 'organizationNumber,name,form,partyId', '310013579,B,AS,7', '310019747,C,AS,7');
    expect(await problems([twice])).toEqual(['twice.csv:3: partyId 7 is that of another party']);
  });

  it('names the line of CSV and JSON that it cannot read', async () => {
    expect(await problems([csv('a.csv', 'organizationNumber,name,form', '310044423,A')])).toEqual([
      'a.csv:2: has 2 fields; the header has 3',
    ]);
    expect(await problems([csv('a.csv', 'organizationNumber,name,form', '310044423,"A,AS')])).toEqual([
      'a.csv:2: a quotation mark is not closed',
    ]);
    const open = ['310044423,A,AS', '310044424,"A,AS', '310044425,A,AS'];
    expect(await problems([csv('a.csv', 'organizationNumber,name,form', ...open)])).toEqual([
      'a.csv:3: a quotation mark is not closed',
    ]);
    const twoLines = csv('a.csv', 'organizationNumber;name;form', '', '1;"A;\n ""B"" "; AS ', '2;"C" D;AS');
    expect(await problems([twoLines])).toEqual([
      'a.csv:3: "1" is no organisation number: nine digits with a check digit',
      'a.csv:5: "2" is no organisation number: nine digits with a check digit',
    ]);
    expect(await problems([csv('a.csv', 'number,name', '1,2')])).toEqual([
      'a.csv:1: the header lacks the column organizationNumber, form',
    ]);
    expect((await problems([{ name: 'a.json', text: '{"roles":' }]))[0]).toMatch(/^a\.json:1: is not JSON/);
    expect(await problems([{ name: 'a.json', text: '{"roles":{}}' }])).toEqual(['a.json:1: roles is not a list']);
    expect(await problems([{ name: 'a.json', text: '{"persons":[1]}' }])).toEqual([
      'a.json persons:1: is not an object',
    ]);
  });

  it('refuses a person number that may be a real person’s, unless told otherwise', async () => {
    const real = csv('persons.csv', 'personNumber,name', '01016010100,X');
    const [problem] = await problems([real]);
    expect(problem).toMatch(/^persons\.csv:2: personNumber (may be a real person|is no person number)/);
    expect(problem).not.toContain('01016010100');
  });
});

describe('generating a register', () => {
  it('makes the same world of a seed, with valid and synthetic numbers', async () => {
    const progress: number[] = [];
    const made = await generateRegister(database, { parties: 300, onProgress: ({ done }) => progress.push(done) });
    expect(made).toMatchObject({ organizations: 200, persons: 100 });
    expect(made.roles).toBeGreaterThan(950);
    expect(progress.at(-1)).toBeGreaterThan(1000);
    const rows = await database.db.selectFrom('party').selectAll().orderBy('party_id').execute();
    for (const row of rows) {
      if (row.type === 'organization') expect(isOrganizationNumber(row.organization_number ?? '')).toBe(true);
      else expect(isSyntheticPersonNumber(row.person_number ?? '')).toBe(true);
    }
    const roles = await database.db
      .selectFrom('party_role')
      .selectAll()
      .orderBy('of_uuid')
      .orderBy('holder_uuid')
      .orderBy('role')
      .execute();
    expect(roles.every((role) => role.of_uuid !== role.holder_uuid)).toBe(true);
    const other = await testDatabase();
    try {
      await generateRegister(other, { parties: 300 });
      expect(await other.db.selectFrom('party').selectAll().orderBy('party_id').execute()).toEqual(rows);
      expect(
        await other.db
          .selectFrom('party_role')
          .selectAll()
          .orderBy('of_uuid')
          .orderBy('holder_uuid')
          .orderBy('role')
          .execute(),
      ).toEqual(roles);
    } finally {
      await other.close();
    }
  });

  it('refuses sizes that it cannot make', async () => {
    for (const parties of [0, 2, 1.5, 3_000_001])
      await expect(generateRegister(database, { parties })).rejects.toThrow(RangeError);
    expect(await count()).toBe(0);
  });
});

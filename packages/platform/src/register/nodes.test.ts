import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database/index.ts';
import { movableClock } from '../foundation/index.ts';
import { importRegisterFiles } from '../register-files.ts';
import { startPlatform } from '../server.ts';
import { type FreshDatabase, freshDatabase } from '../testing/database.ts';
import { world } from '../world/index.ts';
import { createRegister, type Register } from './index.ts';

const onPostgres = process.env['PORTVAKT_TEST_DATABASE_URL'] !== undefined;
const NUMBER = '310044423';
const UUID = '20000000-0000-4000-8000-000000000008';

describe.skipIf(!onPostgres)('a party that one node knows to be absent (on PostgreSQL only)', () => {
  let place: FreshDatabase;
  let database: Database;
  let register: Register;
  const names = async () => [
    (await register.party({ organization: NUMBER }))?.uuid,
    (await register.party({ uuid: UUID }))?.organizationNumber,
  ];
  beforeEach(async () => {
    place = await freshDatabase();
    database = await openDatabase({ url: place.url });
    register = await createRegister({ database, clock: movableClock() });
    expect(await names()).toEqual([undefined, undefined]);
    expect(await register.serviceOwner({ code: 'ttd' })).toBeUndefined();
  });
  afterEach(async () => {
    await database.close();
    await place.drop();
  });

  it('is there at once when another imports it', async () => {
    // The rest of the synthetic world has a form of its own.
    const { organizations, persons, roles } = world;
    const text = JSON.stringify({ organizations, persons, roles });
    await importRegisterFiles(place.url, [{ name: 'world.json', text }]);
    expect(await names()).toEqual([UUID, NUMBER]);
    expect(await register.serviceOwner({ code: 'ttd' })).toBeDefined();
  });

  it('is there at once when another saves it', async () => {
    const other = await openDatabase({ url: place.url });
    const elsewhere = await createRegister({ database: other, clock: movableClock() });
    const party = { uuid: UUID, partyId: 50020008, type: 'organization', name: 'X', isDeleted: false } as const;
    await other.transaction((trx, announce) =>
      elsewhere.saveParties(trx, announce, [{ ...party, organizationNumber: NUMBER }]),
    );
    expect(await names()).toEqual([UUID, NUMBER]);
    await other.close();
  });

  it('is there at once when another starts and brings the synthetic world', async () => {
    const other = await startPlatform({ port: 0, database: place.url });
    expect(await names()).toEqual([UUID, NUMBER]);
    expect(await register.serviceOwner({ code: 'ttd' })).toBeDefined();
    await other.stop();
  });
});

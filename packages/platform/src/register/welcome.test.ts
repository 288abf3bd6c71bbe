import { describe, expect, it } from 'vitest';
import { systemClock } from '../foundation/index.ts';
import { testDatabase } from '../testing/database.ts';
import { createRegister, welcomePerson } from './index.ts';

const PERSON = '21838810052';

describe('a person who logs in for the first time', () => {
  it('is put into the register once, and does not rename who is there', async () => {
    const database = await testDatabase();
    const register = await createRegister({ database, clock: systemClock });
    const [one, other] = await Promise.all([
      welcomePerson({ database, register }, PERSON, 'SEN ERT'),
      welcomePerson({ database, register }, '01816010027', ''),
    ]);
    expect([one.name, other.name]).toEqual(['SEN ERT', 'UTEN NAVN']);
    expect(new Set([one.partyId, other.partyId]).size).toBe(2);
    expect(await welcomePerson({ database, register }, PERSON, '')).toEqual(one);
    expect((await register.party({ person: PERSON }))?.name).toBe('SEN ERT');
    await database.close();
  });
});

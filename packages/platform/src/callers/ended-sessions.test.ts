import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chunks, type Database } from '../database/index.ts';
import { movableClock } from '../foundation/index.ts';
import { testDatabase } from '../testing/database.ts';
import { EndedSessions, endSessions, type WhichSessions } from './ended-sessions.ts';

/** Two values of each are more than a statement of SQLite takes. */
const MANY = 20_000;
const NOW = Date.parse('2026-12-01T00:00:00Z');

describe('sessions that are ended', () => {
  let database: Database;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.close());

  const begin = async (sids: readonly string[], person: (sid: string) => string = () => 'a') => {
    const rows = sids.map((sid) => ({
      ...{ sid, handle_hash: sid, party_uuid: person(sid), issuer: 'https://login.example/', upstream_sid: null },
      ...{ id_token: null, acr: 'idporten-loa-high', amr: '[]', browser: null, system: null, used: null },
      ...{ authenticated: NOW, expires: NOW + 1, ends: NOW + 1 },
    }));
    for (const part of chunks(rows)) await database.db.insertInto('login_session').values(part).execute();
  };
  const end = (which: WhichSessions) => database.transaction((trx, announce) => endSessions(trx, announce, which, NOW));
  const left = async () =>
    (await database.db.selectFrom('login_session').select('sid').orderBy('sid').execute()).length;

  it('may be as many as there are, as after a restore, and each is remembered', async () => {
    await begin(Array.from({ length: MANY }, (_, number) => `s${number}`));
    const clock = movableClock();
    clock.freeze(NOW);
    const known = await new EndedSessions({ database, clock }).open();
    expect(await end('all')).toBe(MANY);
    expect(await left()).toBe(0);
    for (const sid of ['s0', `s${MANY - 1}`]) expect(() => known.check({ sid })).toThrow('has ended');
    expect(() => known.check({ sid: 'other' })).not.toThrow();
  });

  it('are those of any number of persons, and nobody else’s', async () => {
    await begin(['a1', 'a2', 'b1', 'c1'], (sid) => sid.charAt(0));
    expect(await end({ persons: [] })).toBe(0);
    expect(await end({ persons: ['a'], but: 'a2' })).toBe(1);
    expect(
      await end({ persons: ['a', 'b', ...Array.from({ length: MANY * 2 }, (_, number) => `none${number}`)] }),
    ).toBe(2);
    expect(await left()).toBe(1);
  });
});

import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { unavailable } from '../foundation/index.ts';
import { testDatabase } from '../testing/database.ts';
import { readinessOf } from './readiness.ts';

const WELL = { running: true, database: true, writes: true, schema: true, signingKeys: true, queue: true };

describe('whether a node is ready', () => {
  let database: Database;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await database.close();
  });
  const signingKeys = (keyAge: number | undefined) => ({ all: () => [{ keyAge: 1 }, { keyAge }] });
  const checked = (more: Partial<Database> = {}, keyAge: number | undefined = 1, isStopping = false) =>
    readinessOf({ database: { ...database, ...more }, signingKeys: signingKeys(keyAge) }, () => isStopping)();

  it('it is, when nothing is wrong', async () => {
    expect(await checked()).toEqual(WELL);
  });

  it('it is not while it stops', async () => {
    expect(await checked({}, 1, true)).toEqual({ ...WELL, running: false });
  });

  it('it is not while the database is away, or does not say', async () => {
    const away = () => Promise.reject(unavailable('away'));
    expect(await checked({ inStep: away })).toEqual({ ...WELL, database: false });
    expect(await checked({ inStep: () => new Promise(() => {}) })).toEqual({ ...WELL, database: false });
    expect(await checked({ inStep: async () => {} })).toEqual(WELL);
  });

  it('it is not while the disk of the database is full, and says so', async () => {
    const trouble = { now: 'the disk is full', onChange: () => {} };
    expect(await checked({ trouble })).toEqual({ ...WELL, writes: false, reason: 'the disk is full' });
  });

  it('it is not on a database that has not had every migration', async () => {
    await sql`delete from kysely_migration where name = (select max(name) from kysely_migration)`.execute(database.db);
    expect(await checked()).toEqual({ ...WELL, schema: false });
  });

  it('it is not without a key to sign with', async () => {
    expect(await readinessOf({ database, signingKeys: signingKeys(undefined) }, () => false)()).toEqual({
      ...WELL,
      signingKeys: false,
    });
  });

  it('it is not while many wait for the database', async () => {
    const pool = (waiting: number) => () => ({ busy: 16, idle: 0, waiting });
    expect(await checked({ pool: pool(500) })).toEqual(WELL);
    expect(await checked({ pool: pool(501) })).toEqual({ ...WELL, queue: false });
  });
});

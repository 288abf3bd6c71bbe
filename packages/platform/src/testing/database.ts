import { randomBytes } from 'node:crypto';
import { type Database, openDatabase } from '../database/index.ts';

/** Where a fresh database is, and how it goes away again. */
export interface FreshDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * A place for a test's own data: SQLite in memory, or a database of its own on the server that `PORTVAKT_TEST_DATABASE_URL` names, so that
 * one suite runs on both. (A schema of its own would not do: change notifications go through the whole database.)
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const url = process.env['PORTVAKT_TEST_DATABASE_URL'];
  if (!url) return { url: ':memory:', drop: async () => {} };
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = async (statement: string): Promise<void> => {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await admin(`create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => admin(`drop database ${name} with (force)`) };
}

/** A fresh database, open; closing it drops it. */
export async function testDatabase(): Promise<Database> {
  const place = await freshDatabase();
  const database = await openDatabase({ url: place.url });
  return {
    ...database,
    async close() {
      await database.close();
      await place.drop();
    },
  };
}

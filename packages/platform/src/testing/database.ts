import { randomBytes } from 'node:crypto';
import { type Database, openDatabase } from '../database/index.ts';

/**
 * A fresh database for a test: SQLite in memory, or a database of its own on the server that `PORTVAKT_TEST_DATABASE_URL` names, so that
 * one suite runs on both. (A schema of its own would not do: change notifications go through the whole database.)
 */
export async function testDatabase(): Promise<Database> {
  const url = process.env['PORTVAKT_TEST_DATABASE_URL'];
  if (!url) return openDatabase({ url: ':memory:' });
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
  const database = await openDatabase({ url: own.href });
  return {
    ...database,
    async close() {
      await database.close();
      await admin(`drop database ${name} with (force)`);
    },
  };
}

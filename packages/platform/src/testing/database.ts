import { randomBytes } from 'node:crypto';
import { type Database, openDatabase } from '../database/index.ts';

/**
 * A fresh database for a test: SQLite in memory, or a schema of its own on the server that `PORTVAKT_TEST_DATABASE_URL` names,
 * so that one suite runs on both.
 */
export async function testDatabase(): Promise<Database> {
  const url = process.env['PORTVAKT_TEST_DATABASE_URL'];
  if (!url) return openDatabase({ url: ':memory:' });
  const schema = `test_${randomBytes(6).toString('hex')}`;
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create schema ${schema}`);
  await client.end();
  const scoped = new URL(url);
  scoped.searchParams.set('options', `-c search_path=${schema}`);
  return openDatabase({ url: scoped.href });
}

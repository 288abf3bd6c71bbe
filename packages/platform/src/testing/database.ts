import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { type Database, migrateToLatest, openBare, openDatabase, statementsOf } from '../database/index.ts';

export { openDatabase };

/** Where a fresh database is, and how it goes away again. */
export interface FreshDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * A place for a test's own data: SQLite in memory, or a database of its own on the server that `PORTVAKT_TEST_DATABASE_URL` names, so that
 * one suite runs on both. (A schema of its own would not do: change notifications go through the whole database.)
 * With `empty` it has no tables yet on a server whose databases are copied.
 */
export async function freshDatabase({ empty = false } = {}): Promise<FreshDatabase> {
  const url = process.env['PORTVAKT_TEST_DATABASE_URL'];
  if (!url) return { url: ':memory:', drop: async () => {} };
  const name = `test_${randomBytes(6).toString('hex')}`;
  const copy = process.env['PORTVAKT_TEST_DATABASE_COPY'] ?? '';
  await command(url, `create database ${name} ${empty ? '' : copy}`);
  return { url: named(url, name), drop: () => command(url, `drop database ${name} with (force)`) };
}

/**
 * Makes a database with today's schema on a PostgreSQL server: to copy it costs the server a tenth of making every table anew.
 * @returns how to copy it: what `create database` is given, and `PORTVAKT_TEST_DATABASE_COPY` holds
 */
export async function makeTemplate(url: string): Promise<string> {
  const name = 'portvakt_template';
  await command(url, `create database ${name}`);
  const { db, close } = await openDatabase({ url: named(url, name) });
  const { rows } = await sql<{
    readonly version: string;
  }>`select current_setting('server_version_num') as version`.execute(db);
  await close();
  // Older servers know no other way than file by file; newer ones write all of it to their log unless they are told.
  return `template ${name}${Number(rows[0]?.version) >= 150_000 ? ' strategy file_copy' : ''}`;
}

async function command(url: string, statement: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function named(url: string, database: string): string {
  const own = new URL(url);
  own.pathname = `/${database}`;
  return own.href;
}

/** What the migrations make of an empty database of SQLite, as statements: what is written down for a quick start. */
export async function migratedSchema(): Promise<readonly string[]> {
  const { db, close } = await openBare(':memory:');
  await migrateToLatest(db);
  const statements = await statementsOf(db);
  await close();
  return statements;
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

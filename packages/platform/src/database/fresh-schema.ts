/**
 * Today's tables in a database of SQLite that has none. What the migrations make, statement by statement and each through a builder, has been
 * written down (`npm run generate`): most platforms begin in memory, and have to make it all before they answer.
 */
import type { DatabaseSync } from 'node:sqlite';
import { type Kysely, sql } from 'kysely';
import { SQLITE_SCHEMA } from './generated/sqlite-schema.ts';
import type { Tables } from './tables.ts';

/** Where there is a table already, nothing is done: migrations do the rest. @throws what SQLite says */
export function makeTables(sqlite: DatabaseSync): void {
  if (hasTables(sqlite)) return;
  sqlite.exec('begin immediate');
  try {
    // Of two who open one file at once, one waits here and finds them made.
    if (!hasTables(sqlite)) sqlite.exec(SQLITE_SCHEMA.join(';\n'));
    sqlite.exec('commit');
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec('rollback');
    throw error;
  }
}

const hasTables = (sqlite: DatabaseSync): boolean =>
  sqlite.prepare('select 1 from sqlite_master limit 1').get() !== undefined;

/** Migrations note when they were made. */
const NOW = `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`;

/** What would make this database, with the rows that are in it: of one that has had all migrations, what belongs in `SQLITE_SCHEMA`. */
export async function statementsOf(db: Kysely<Tables>): Promise<readonly string[]> {
  const { rows: made } = await sql<{ readonly type: string; readonly name: string; readonly sql: string }>`
    select type, name, sql from sqlite_master where sql is not null and name not like 'sqlite%' order by rowid`.execute(
    db,
  );
  const statements = made.map((one) => one.sql);
  for (const { type, name } of made) {
    if (type !== 'table') continue;
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)} order by rowid`.execute(db);
    for (const row of rows) statements.push(`insert into "${name}" (${names(row)}) values (${values(row)})`);
  }
  return statements;
}

const names = (row: Readonly<Record<string, unknown>>): string =>
  Object.keys(row)
    .map((name) => `"${name}"`)
    .join(', ');

const values = (row: Readonly<Record<string, unknown>>): string =>
  Object.entries(row)
    .map(([name, value]) => (name === 'timestamp' ? NOW : literal(value)))
    .join(', ');

function literal(value: unknown): string {
  if (value === null || typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  throw new TypeError('a migration makes a row with a value that is neither text nor number');
}

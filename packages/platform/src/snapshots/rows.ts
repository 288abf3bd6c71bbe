/** Every row of every table, in and out. Statements are made of names that the database itself has told, and of values that are parameters. */
import { CompiledQuery, sql, type Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';
import { MAX_CONTENT_BYTES, type TableRows, tooLarge, type Value } from './format.ts';
import { refuse } from './refusals.ts';

type Kind = 'sqlite' | 'postgres';

/** The migrator's own. */
const SCHEMA_TABLES: ReadonlySet<string> = new Set(['kysely_migration', 'kysely_migration_lock']);
/** Below what either database takes in one statement. */
const MAX_PARAMETERS = 10_000;

/** The tables in the order in which they were made, so that each comes after those that it points to. */
export async function tablesOf(trx: Transaction<Tables>, kind: Kind): Promise<readonly string[]> {
  const { rows } = await (kind === 'sqlite'
    ? sql<{
        name: string;
      }>`select name from sqlite_master where type = 'table' and name not like 'sqlite%' order by rowid`
    : sql<{ name: string }>`select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname = current_schema() order by c.oid`
  ).execute(trx);
  return rows.map(({ name }) => name).filter((name) => !SCHEMA_TABLES.has(name));
}

/** Empties these tables. */
export async function emptyTables(trx: Transaction<Tables>, kind: Kind, tables: readonly string[]): Promise<void> {
  if (tables.length === 0) return;
  if (kind === 'postgres') {
    await sql`truncate ${sql.join(tables.map((name) => sql.table(name)))}`.execute(trx);
    return;
  }
  await sql`pragma defer_foreign_keys = on`.execute(trx);
  for (const name of tables) await sql`delete from ${sql.table(name)}`.execute(trx);
}

/** Reads every table as it is at one moment, the rows in the order in which they lie there. @throws Refusal `snapshot-too-large` */
export async function readTables(trx: Transaction<Tables>, kind: Kind): Promise<readonly TableRows[]> {
  // On SQLite the transaction alone sees one moment.
  if (kind === 'postgres') await sql`set transaction isolation level repeatable read`.execute(trx);
  const tables: TableRows[] = [];
  let size = 0;
  for (const table of await tablesOf(trx, kind)) {
    const place = kind === 'sqlite' ? sql`rowid` : sql`ctid`;
    const { rows } = await sql<
      Record<string, Value | Uint8Array>
    >`select * from ${sql.table(table)} order by ${place}`.execute(trx);
    const columns = Object.keys(rows[0] ?? {});
    if (columns.length === 0) continue;
    const values = rows.map((row) => columns.map((name) => plain(row[name] ?? null)));
    for (const row of values) for (const value of row) size += sizeOf(value);
    if (size > MAX_CONTENT_BYTES) throw tooLarge();
    tables.push({ table, columns, rows: values });
  }
  return tables;
}

/** SQLite gives bytes as a plain array of them. */
const plain = (value: Value | Uint8Array): Value =>
  value instanceof Uint8Array && !Buffer.isBuffer(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : (value as Value);

const sizeOf = (value: Value): number => (typeof value === 'string' || Buffer.isBuffer(value) ? value.length : 8);

/**
 * Puts the rows into tables that are empty.
 * @throws Refusal `snapshot-damaged` when there is no such table or column
 */
export async function writeTables(trx: Transaction<Tables>, kind: Kind, tables: readonly TableRows[]): Promise<void> {
  const known = new Map(
    (await trx.introspection.getTables()).map(({ name, columns }) => [name, new Set(columns.map((one) => one.name))]),
  );
  for (const { table, columns, rows } of tables) {
    const there = known.get(table);
    const stray = columns.find((name) => !there?.has(name));
    if (!there || stray !== undefined || SCHEMA_TABLES.has(table))
      throw refuse('snapshot-damaged', `the platform has no table ${table}${stray && there ? ` with ${stray}` : ''}`);
    const most = Math.max(1, Math.floor(MAX_PARAMETERS / columns.length));
    for (let at = 0; at < rows.length; at += most)
      await trx.executeQuery(insertOf(kind, table, columns, rows.slice(at, at + most)));
  }
}

/** A statement that puts rows into a table; the names are those of a table that the database itself has told. */
export function insertOf(
  kind: Kind,
  table: string,
  columns: readonly string[],
  rows: TableRows['rows'],
): CompiledQuery {
  let at = 0;
  const mark = kind === 'sqlite' ? () => '?' : () => `$${++at}`;
  const groups = rows.map(() => `(${columns.map(mark).join(', ')})`);
  const names = columns.map((name) => `"${name}"`).join(', ');
  return CompiledQuery.raw(`insert into "${table}" (${names}) values ${groups.join(', ')}`, rows.flat());
}

/** What a database has had done to it, told before anything is done: which migrations, and whether a restore has begun and not ended. */
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

const MIGRATIONS = 'kysely_migration';
/** It is there from the beginning of a restore to the end of the transaction that puts the rows in. */
const RESTORING = 'restore_under_way';

/** How far a database's schema has come. */
export interface SchemaState {
  /** Migrations that it has had. */
  readonly had: readonly string[];
  /** Those of this program that it has yet to have. */
  readonly pending: readonly string[];
  /** Those that this program does not know: a newer one made them. */
  readonly unknown: readonly string[];
  readonly isRestoring: boolean;
}

/** @param known the migrations of this program */
export async function schemaState(db: Kysely<Tables>, known: ReadonlySet<string>): Promise<SchemaState> {
  const found = await db.introspection.getTables({ withInternalKyselyTables: true });
  const tables = found.map(({ name }) => name);
  const { rows } = tables.includes(MIGRATIONS)
    ? await sql<{ readonly name: string }>`select name from ${sql.table(MIGRATIONS)} order by name`.execute(db)
    : { rows: [] };
  return schemaStateIn({ tables, had: rows.map(({ name }) => name) }, known);
}

/** The same of a database that somebody else has read. @param tables names of all that are there */
export const schemaStateIn = (
  { tables, had }: { readonly tables: readonly string[]; readonly had: readonly string[] },
  known: ReadonlySet<string>,
): SchemaState => ({
  had,
  pending: [...known].filter((name) => !had.includes(name)),
  unknown: had.filter((name) => !known.has(name)),
  isRestoring: tables.includes(RESTORING),
});

/** @throws Error as `refuseUnusable` */
export async function requireUsable(db: Kysely<Tables>, known: ReadonlySet<string>): Promise<SchemaState> {
  const state = await schemaState(db, known);
  refuseUnusable(state);
  return state;
}

/** Nothing may work on what a newer version has changed, or on half of a state. @throws Error that says what to do */
export function refuseUnusable({ unknown, isRestoring }: Pick<SchemaState, 'unknown' | 'isRestoring'>): void {
  if (isRestoring)
    throw new Error(
      'a restore into this database has begun and not ended: run "portvakt restore" again with the same backup, or name another database',
    );
  if (unknown.length > 0)
    throw new Error(
      `the database is of a newer version of Portvakt (it has had ${unknown.slice(0, 3).join(', ')}${unknown.length > 3 ? ' and more' : ''}): run that version or a later one, or restore a backup from before the upgrade`,
    );
}

export const isRestoring = async (db: Kysely<Tables>): Promise<boolean> =>
  (await schemaState(db, new Set())).isRestoring;

export async function markRestoring(db: Kysely<Tables>): Promise<void> {
  await db.schema.createTable(RESTORING).ifNotExists().addColumn('since', 'text').execute();
}

export async function unmarkRestoring(db: Kysely<Tables>): Promise<void> {
  await db.schema.dropTable(RESTORING).execute();
}

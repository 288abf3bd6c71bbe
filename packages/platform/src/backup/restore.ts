import { type Kysely, sql, type Transaction } from 'kysely';
import {
  createVault,
  isRestoring,
  KNOWN_SCHEMA,
  markRestoring,
  migrateToLatest,
  openBare,
  readMasterKeys,
  type Tables,
  unmarkRestoring,
} from '../database/index.ts';
import { emptyTables, insertOf, tablesOf } from '../snapshots/index.ts';
import { type BackupReport, SCHEMA_TABLES, verifyBackup } from './backup.ts';
import { openBackup, type Part, type Value } from './format.ts';
import { refuse } from './refusals.ts';

export interface RestoreOptions {
  /** Of a database that is empty: a PostgreSQL URL, or an SQLite file. */
  readonly url: string;
  readonly file: string;
  /** Text; left out = it is not checked whether it fits. */
  readonly masterKey: string | undefined;
}

const ROWS_AT_ONCE = 200;
/** Below what either database takes in one statement. */
const MAX_PARAMETERS = 10_000;

/**
 * Puts a backup into an empty database: the file is read to its end first, and its rows come in one transaction. A database in which a restore
 * has begun and not ended is refused by every start, and may be restored into again.
 * @throws Refusal that says what is wrong, and then nothing has been restored
 */
export async function restoreBackup({ url, file, masterKey }: RestoreOptions): Promise<BackupReport> {
  const report = await verifyBackup(file);
  const unknown = report.schema.find((name) => !KNOWN_SCHEMA.has(name));
  if (unknown !== undefined)
    throw refuse(
      'backup-newer',
      `it was made by version ${report.product}, whose tables have changed since (${unknown})`,
    );
  if (
    masterKey !== undefined &&
    report.masterKey !== null &&
    !createVault(readMasterKeys(masterKey)).keyIds.includes(report.masterKey)
  )
    throw refuse('backup-sealed');
  const database = await openBare(url);
  try {
    const { kind, db, upkeep = db } = database;
    if (kind !== report.database)
      throw refuse('backup-of-other-kind', `the backup is of ${named(report.database)}, and this is ${named(kind)}`);
    await requireEmpty(upkeep, kind);
    await markRestoring(upkeep);
    await migrateToLatest(upkeep, new Set(report.schema));
    await upkeep.transaction().execute((trx) => fill(trx, kind, file));
    await migrateToLatest(upkeep);
  } finally {
    await database.close();
  }
  return report;
}

const named = (kind: 'sqlite' | 'postgres'): string => (kind === 'sqlite' ? 'SQLite' : 'PostgreSQL');

/** What an earlier restore has begun may be there: it has put no row in. @throws Refusal `restore-into-used` */
async function requireEmpty(db: Kysely<Tables>, kind: 'sqlite' | 'postgres'): Promise<void> {
  if (await isRestoring(db)) return;
  const there = await db.transaction().execute((trx) => tablesOf(trx, kind));
  if (there.length > 0) throw refuse('restore-into-used');
}

async function fill(trx: Transaction<Tables>, kind: 'sqlite' | 'postgres', file: string): Promise<void> {
  // Some tables are made with a row in them.
  await emptyTables(trx, kind, await tablesOf(trx, kind));
  const known = new Map(
    (await trx.introspection.getTables()).map(({ name, columns }) => [name, new Set(columns.map((one) => one.name))]),
  );
  if (kind === 'sqlite') await sql`pragma defer_foreign_keys = on`.execute(trx);
  const { parts } = await openBackup(file);
  for await (const { table, columns, rows } of batches(parts)) {
    const there = known.get(table);
    const stray = columns.find((name) => !there?.has(name));
    if (!there || stray !== undefined || SCHEMA_TABLES.has(table))
      throw refuse('backup-damaged', `the platform has no table ${table}${stray && there ? ` with ${stray}` : ''}`);
    await trx.executeQuery(insertOf(kind, table, columns, rows));
  }
  await unmarkRestoring(trx);
}

interface Batch {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** Rows of one table together, as many as a statement takes. */
async function* batches(parts: AsyncIterable<Part>): AsyncGenerator<Batch> {
  let table = '';
  let columns: readonly string[] = [];
  let rows: (readonly Value[])[] = [];
  for await (const part of parts) {
    if ('row' in part) rows.push(part.row);
    const isFull = rows.length >= Math.min(ROWS_AT_ONCE, Math.floor(MAX_PARAMETERS / columns.length));
    if (rows.length > 0 && (isFull || 'columns' in part)) {
      yield { table, columns, rows };
      rows = [];
    }
    if ('columns' in part) ({ table, columns } = part);
  }
  if (rows.length > 0) yield { table, columns, rows };
}

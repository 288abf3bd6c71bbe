import { createWriteStream, fsync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import {
  createVault,
  KNOWN_SCHEMA,
  readMasterKeys,
  refuseUnusable,
  schemaStateIn,
  sealedColumnsOf,
  sealedValue,
} from '../database/index.ts';
import { type BackupHead, linesOf, openBackup, type Part } from './format.ts';
import { refuse } from './refusals.ts';
import { openSource, type Source } from './source.ts';

/** The migrator's own. */
const MIGRATIONS = 'kysely_migration';
export const SCHEMA_TABLES: ReadonlySet<string> = new Set([MIGRATIONS, 'kysely_migration_lock']);
/** Personal data are in it, and what opens doors once the master key is known. */
const PRIVATE_FILE = 0o600;

export interface BackupOptions {
  /** Of the database: a PostgreSQL URL, or an SQLite file. */
  readonly url: string;
  readonly file: string;
  readonly product: string;
  /** Text; named in the file, and no more. */
  readonly masterKey: string | undefined;
  readonly now: number;
}

/** What a backup holds. */
export interface BackupReport extends BackupHead {
  readonly tables: number;
  readonly rows: number;
}

/**
 * Writes the whole state to a file, as it is at one moment, while the platform runs: the file is there when it is whole, on disk, or not at all.
 * @throws Refusal `secrets-in-clear`; Error when the file or the database cannot be used: it is half restored, or of a newer version
 */
export async function makeBackup(options: BackupOptions): Promise<BackupReport> {
  const { url, file, product, masterKey, now } = options;
  const source = await openSource(url);
  const part = `${file}.part`;
  try {
    const keyId = masterKey === undefined ? null : createVault(readMasterKeys(masterKey)).keyId;
    const schema = await migrationsOf(source);
    const made = new Date(now).toISOString();
    const head: BackupHead = { made, product, schema, database: source.kind, masterKey: keyId };
    const counts = { tables: 0, rows: 0 };
    await pipeline(
      Readable.from(linesOf(head, partsFrom(source, counts))),
      createGzip(),
      createWriteStream(part, { mode: PRIVATE_FILE }),
    );
    const handle = await open(part, 'r+');
    // By its number: Yarn's handle has no sync.
    await promisify(fsync)(handle.fd).finally(() => handle.close());
    await rename(part, file);
    return { ...head, ...counts };
  } finally {
    await source.close();
    await rm(part, { force: true });
  }
}

async function migrationsOf(source: Source): Promise<readonly string[]> {
  const names: string[] = [];
  const tables = await source.tables();
  if (!tables.includes(MIGRATIONS)) throw new Error('the database has no platform in it: nothing was backed up');
  for await (const row of source.rows(MIGRATIONS)) names.push(String(row['name']));
  // Half of a state is no backup; and which secrets of a newer version must be sealed is not known here.
  refuseUnusable(schemaStateIn({ tables, had: names }, KNOWN_SCHEMA));
  return names.sort();
}

async function* partsFrom(source: Source, counts: { tables: number; rows: number }): AsyncGenerator<Part> {
  for (const table of await source.tables()) {
    if (SCHEMA_TABLES.has(table)) continue;
    const sealed = sealedColumnsOf(table);
    let columns: readonly string[] | undefined;
    for await (const row of source.rows(table)) {
      if (columns === undefined) {
        columns = Object.keys(row);
        counts.tables += 1;
        yield { table, columns };
      }
      for (const column of sealed)
        if (typeof row[column] === 'string' && !sealedValue(row[column]))
          throw refuse('secrets-in-clear', `${table}.${column} lies in clear`);
      counts.rows += 1;
      yield { row: columns.map((column) => row[column] ?? null) };
    }
  }
}

/** Reads a file to its end. @throws Refusal that says what is wrong with it */
export async function verifyBackup(file: string): Promise<BackupReport> {
  const { head, parts } = await openBackup(file);
  let [tables, rows] = [0, 0];
  for await (const part of parts)
    if ('row' in part) rows += 1;
    else tables += 1;
  return { ...head, tables, rows };
}

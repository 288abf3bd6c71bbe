/** Looks a database through, and changes nothing. */
import { type Kysely, sql } from 'kysely';
import { KNOWN_SCHEMA, migrateToLatest } from './migrate.ts';
import { schemaState } from './schema-state.ts';
import { openSqlite } from './sqlite.ts';
import { mayShowSecrets } from './sqlite-sealing.ts';
import type { Tables } from './tables.ts';
import { eachSealed, type Vault } from './vault.ts';

/** What was looked at, and what is wrong. */
export interface CheckReport {
  readonly tables: number;
  /** Secrets that were opened; undefined where no master key was given. */
  readonly secrets?: number;
  /** Of them those that an older key than the first has sealed: that key is still needed. */
  readonly older?: number;
  /** True of an SQLite file that may have kept, where nothing is stored any more, secrets from before they were sealed. */
  readonly leftovers?: boolean;
  /** A sentence each; none when all is well. */
  readonly faults: readonly string[];
}

const MOST_FAULTS = 100;

export async function checkDatabase(deps: {
  readonly db: Kysely<Tables>;
  readonly kind: 'sqlite' | 'postgres';
  readonly vault: Vault | undefined;
}): Promise<CheckReport> {
  const { db, kind, vault } = deps;
  const faults: string[] = [];
  const { pending } = await schemaState(db, KNOWN_SCHEMA);
  if (pending.length > 0)
    faults.push(`migrations have yet to be made: ${pending.join(', ')}; run "portvakt db migrate"`);
  else faults.push(...(await missingFrom(db)));
  if (kind === 'sqlite') faults.push(...(await integrityOf(db)));
  const { length: tables } = await db.introspection.getTables();
  if (!vault) return { tables, faults: faults.slice(0, MOST_FAULTS) };
  let [secrets, older] = [0, 0];
  await eachSealed(db, (text, column, ...row) => {
    try {
      vault.open(text, column, ...row);
      secrets += 1;
      if (!vault.isCurrent(text, column, ...row)) older += 1;
    } catch (error) {
      faults.push(`a value of ${column}: ${error instanceof Error ? error.message : error}`);
    }
  });
  const leftovers = kind === 'sqlite' && (await mayShowSecrets(db));
  return { tables, secrets, older, leftovers, faults: faults.slice(0, MOST_FAULTS) };
}

/** Tables and columns that this program works with and the database has not. */
async function missingFrom(db: Kysely<Tables>): Promise<readonly string[]> {
  const there = new Map(
    (await db.introspection.getTables()).map(({ name, columns }) => [name, new Set(columns.map((one) => one.name))]),
  );
  // Used grants are kept in a form of its own by each kind of database.
  const isOfOneKind = (name: string) => name.startsWith('used_grant');
  const fresh = openSqlite(':memory:');
  try {
    await migrateToLatest(fresh.db);
    return (await fresh.db.introspection.getTables()).flatMap(({ name, columns }) => {
      if (isOfOneKind(name)) return [];
      const has = there.get(name);
      if (!has) return [`the table ${name} is not there`];
      return columns.flatMap((one) => (has.has(one.name) ? [] : [`the column ${name}.${one.name} is not there`]));
    });
  } finally {
    await fresh.close();
  }
}

async function integrityOf(db: Kysely<Tables>): Promise<readonly string[]> {
  const { rows: found } = await sql<{ readonly integrity_check: string }>`pragma integrity_check`.execute(db);
  const { rows: stray } = await sql<{ readonly table: string }>`pragma foreign_key_check`.execute(db);
  return [
    ...found.flatMap(({ integrity_check: text }) => (text === 'ok' ? [] : [`SQLite says: ${text}`])),
    ...stray.map(({ table }) => `a row of ${table} points to one that is not there`),
  ];
}

/**
 * The database room: Kysely over SQLite (embedded) or PostgreSQL, one schema, one migration history, and change announcements
 * that let every node drop what it holds in memory.
 */
import type { Database, Opened } from './database.ts';
import { engineOf } from './database-address.ts';
import { KNOWN_SCHEMA, migrateToLatest } from './migrate.ts';
import { connectForReading, openPostgres } from './postgres.ts';
import { requireUsable } from './schema-state.ts';
import { openSqlite } from './sqlite.ts';
import { writingOver } from './sqlite-sealing.ts';
import { createVault, resealRows, sealRows } from './vault.ts';

export { type Act, acting, aside } from './acting.ts';
export { type CheckReport, checkDatabase } from './check.ts';
export { chunks } from './chunks.ts';
export type { Announce, Change, Database, Listener } from './database.ts';
export { engineOf, isPostgres } from './database-address.ts';
export { statementsOf } from './fresh-schema.ts';
export { SQLITE_SCHEMA } from './generated/sqlite-schema.ts';
export { HAPPENINGS, type Happening, type HappeningKind } from './happenings.ts';
export { joined } from './joined.ts';
export { measureDatabase } from './metrics.ts';
export { hasSchema, KNOWN_SCHEMA, migrateToLatest } from './migrate.ts';
export type { Keys, Kind, Read } from './reads.ts';
export {
  isRestoring,
  markRestoring,
  refuseUnusable,
  requireUsable,
  type SchemaState,
  schemaState,
  schemaStateIn,
  unmarkRestoring,
} from './schema-state.ts';
export { sharedKey } from './shared-key.ts';
export type { Tables } from './tables.ts';
export { againWhenTaken, isTaken } from './taken.ts';
export { tell, untell } from './telling.ts';
export type { Topic } from './topics.ts';
export { createVault, readMasterKeys, sealedColumnsOf, sealedValue, type Vault } from './vault.ts';

export interface DatabaseOptions {
  /** A SQLite file path, `:memory:`, or a `postgres://` URL. */
  readonly url: string;
  /** See `PostgresOptions`. */
  readonly directUrl?: string;
  readonly readUrl?: string;
  /** 32 bytes each: the first seals secrets at rest, also those that lie there in clear, and all open them. */
  readonly masterKeys?: readonly Buffer[];
  /** Migrations that its schema has had; default all. */
  readonly schema?: ReadonlySet<string>;
}

async function opened(options: DatabaseOptions, tables = false): Promise<Opened> {
  if (engineOf(options.url) === 'postgres') return openPostgres(options);
  if (options.directUrl !== undefined || options.readUrl !== undefined)
    throw new Error(
      "the servers behind the database's address (databaseDirect, databaseRead; DATABASE_DIRECT_URL, DATABASE_READ_URL) are PostgreSQL's, and the database is an SQLite file: leave them out",
    );
  return openSqlite(options.url, { tables });
}

export { connectForReading };

/** Opens the database as it is, its schema too. @throws Refusal `unavailable`, or an error when its address is none */
export const openBare = (url: string): Promise<Opened> => opened({ url });

/**
 * Opens the database and brings its schema up to date.
 * @throws Refusal `unavailable` when the file or server cannot be reached; an error when its address is none, or its schema newer than this program.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = await opened(options, options.schema === undefined);
  const vault = createVault(options.masterKeys);
  try {
    const { db, upkeep = db } = database;
    const schema = options.schema ?? KNOWN_SCHEMA;
    const { pending } = await requireUsable(upkeep, schema);
    if (pending.length > 0) await migrateToLatest(upkeep, schema);
    if (vault.keyId !== null) {
      const seal = (trx = upkeep) => sealRows(trx, vault);
      await (database.kind === 'sqlite' ? writingOver(upkeep, seal) : seal());
    }
  } catch (error) {
    await database.close();
    throw error;
  }
  return { ...database, vault };
}

/** Seals anew what an older master key has sealed, beside everything else: what an older key opens is read as well as ever. */
export function resealInBackground({ vault, db, upkeep = db }: Database): { stop(): Promise<void> } {
  let isStopped = false;
  const work = vault.keyIds.length > 1 ? resealRows(upkeep, vault, () => isStopped) : Promise.resolve(0);
  // While the database is away nothing is sealed anew: the next start goes on.
  const done = work.then(
    () => {},
    () => {},
  );
  return {
    stop() {
      isStopped = true;
      return done;
    },
  };
}

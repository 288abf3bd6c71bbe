/**
 * The database room: Kysely over SQLite (embedded) or PostgreSQL, one schema, one migration history, and change announcements
 * that let every node drop what it holds in memory.
 */
import { type Kysely, sql } from 'kysely';
import type { Database, Opened } from './database.ts';
import { KNOWN_SCHEMA, migrateToLatest } from './migrate.ts';
import { connectForReading, openPostgres } from './postgres.ts';
import type { Kind } from './reads.ts';
import { requireUsable } from './schema-state.ts';
import { openSqlite } from './sqlite.ts';
import type { Tables } from './tables.ts';
import { createVault, resealRows, sealRows } from './vault.ts';

export { type Act, acting, aside } from './acting.ts';
export { type CheckReport, checkDatabase } from './check.ts';
export type { Announce, Change, Database, Listener } from './database.ts';
export { HAPPENINGS, type Happening, type HappeningKind } from './happenings.ts';
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
export type { Tables } from './tables.ts';
export { againWhenTaken, isTaken } from './taken.ts';
export { tell, untell } from './telling.ts';
export { TOPICS, type Topic } from './topics.ts';
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

const opened = async (options: DatabaseOptions): Promise<Opened> =>
  /^postgres(ql)?:/.test(options.url) ? openPostgres(options) : openSqlite(options.url);

export { connectForReading };

/** Opens the database as it is, its schema too. @throws Refusal `unavailable` */
export const openBare = (url: string): Promise<Opened> => opened({ url });

/**
 * Opens the database and brings its schema up to date.
 * @throws Refusal `unavailable` when the file or server cannot be reached; an error when its schema is newer than this program.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = await opened(options);
  const vault = createVault(options.masterKeys);
  try {
    const { db, upkeep = db } = database;
    const schema = options.schema ?? KNOWN_SCHEMA;
    await requireUsable(upkeep, schema);
    await migrateToLatest(upkeep, schema);
    if (vault.keyId !== null) await sealed(upkeep, () => sealRows(upkeep, vault), database.kind);
  } catch (error) {
    await database.close();
    throw error;
  }
  return { ...database, vault };
}

/**
 * SQLite leaves what was replaced in the space that it frees, and in its journal: where something lay in clear, both are written over.
 * @param seal tells how many values it has sealed
 */
async function sealed(db: Kysely<Tables>, seal: () => Promise<number>, kind: Kind): Promise<void> {
  if (kind !== 'sqlite') {
    await seal();
    return;
  }
  await sql`pragma secure_delete = on`.execute(db);
  if ((await seal()) > 0) {
    // What had been deleted before lies in free pages still.
    await sql`vacuum`.execute(db);
    await sql`pragma wal_checkpoint(truncate)`.execute(db);
  }
  await sql`pragma secure_delete = off`.execute(db);
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

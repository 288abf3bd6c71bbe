import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { isUnavailable } from '../foundation/index.ts';
import { migrations } from './migrations/index.ts';
import { schemaState } from './schema-state.ts';
import type { Tables } from './tables.ts';

/** The migrations that there are, by name. */
export const KNOWN_SCHEMA: ReadonlySet<string> = new Set(Object.keys(migrations));

/**
 * Brings the schema up to date under the migrator's lock, so that several nodes may start at once.
 * @param names no other migrations than these; default all
 */
export async function migrateToLatest(db: Kysely<Tables>, names = KNOWN_SCHEMA): Promise<void> {
  const wanted = Object.fromEntries(Object.entries(migrations).filter(([name]) => names.has(name)));
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async (): Promise<Record<string, Migration>> => wanted },
    // Each room numbers its own, so a new one may sort before some that a database has had already; rooms' tables do not depend on each other.
    allowUnorderedMigrations: true,
  });
  for (;;) {
    const { had } = await schemaState(db, names);
    const { error, results } = await migrator.migrateToLatest();
    if (!error) return;
    // On SQLite the migrator has no lock: of two who began together the second finds that all is made, and looks again.
    if (!isUnavailable(error) && (await schemaState(db, names)).had.length > had.length) continue;
    const failed = results?.find((result) => result.status === 'Error')?.migrationName;
    throw new Error(`the database schema could not be brought up to date${failed ? ` (migration ${failed})` : ''}`, {
      cause: error,
    });
  }
}

/** Whether the database has had every migration that this program knows; it may have had others. @throws what the statement failed with */
export async function hasSchema(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{ readonly name: string }>`select name from kysely_migration`.execute(db);
  const had = new Set(rows.map(({ name }) => name));
  return [...KNOWN_SCHEMA].every((name) => had.has(name));
}

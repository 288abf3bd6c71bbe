import { sql, type Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';

/**
 * What outlives a reset: the schema's own history, keys and secrets, and what must never be forgotten (a used grant, a revoked
 * certificate, the place in the stream of system users).
 */
const KEPT: ReadonlySet<string> = new Set([
  'kysely_migration',
  'kysely_migration_lock',
  'signing_key',
  'signing_ring',
  'test_authority',
  'issued_certificate',
  'used_grant',
  'used_grant_batch',
  'idporten_secret',
  'storage_secret',
  'system_user_counter',
]);

/** Empties every other table, whichever rooms there are. */
export async function emptyTables(trx: Transaction<Tables>, kind: 'sqlite' | 'postgres'): Promise<void> {
  const tables = (await trx.introspection.getTables()).map((table) => table.name).filter((name) => !KEPT.has(name));
  if (kind === 'postgres') {
    await sql`truncate ${sql.join(tables.map((name) => sql.table(name)))}`.execute(trx);
    return;
  }
  await sql`pragma defer_foreign_keys = on`.execute(trx);
  for (const name of tables) await sql`delete from ${sql.table(name)}`.execute(trx);
}

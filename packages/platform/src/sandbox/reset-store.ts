import type { Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';
import { emptyTables, tablesOf } from '../snapshots/index.ts';

/**
 * What outlives a reset: keys and secrets, and what must never be forgotten (a used grant, a revoked
 * certificate, the place in a stream that others follow, who has done what).
 */
const KEPT: ReadonlySet<string> = new Set([
  'signing_key',
  'signing_ring',
  'test_authority',
  'issued_certificate',
  'used_grant',
  'used_grant_batch',
  'idporten_secret',
  'storage_secret',
  'system_user_counter',
  'event',
  'event_counter',
  'audit_entry',
  'audit_head',
  // What tests stand on, as the program does: it is put in again (apps/).
  'brought_app',
]);

/** Empties every other table, whichever rooms there are. */
export async function emptyWorld(trx: Transaction<Tables>, kind: 'sqlite' | 'postgres'): Promise<void> {
  await emptyTables(
    trx,
    kind,
    (await tablesOf(trx, kind)).filter((name) => !KEPT.has(name)),
  );
}

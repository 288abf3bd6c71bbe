import { createHash } from 'node:crypto';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import {
  consumeEntry,
  deleteEntry,
  deleteExpired,
  deleteGrant,
  type FoundEntry,
  findEntry,
  upsertEntry,
} from './store.ts';

const SWEEP_INTERVAL_MS = 60_000;

/** An id is what a browser or client holds (a session, a code, a token): who reads the table cannot take it. */
const hashed = (id: string): string => createHash('sha256').update(id).digest('base64url');

/**
 * oidc-provider's state in our database, so that sessions outlive a restart and are the same on every node. What has expired is swept
 * as new entries are written.
 * @param clock the machine's: oidc-provider reads no other, and its expiry times must be compared with what made them
 * @param client looks a registered client up; clients are configuration and not in the table
 */
export function adapterFactory(
  database: Database,
  clock: Clock,
  client: (id: string) => Promise<AdapterPayload | undefined>,
): (model: string) => Adapter {
  const { db, vault } = database;
  let swept = 0;
  const sweep = async (): Promise<void> => {
    if (clock.now() - swept < SWEEP_INTERVAL_MS) return;
    swept = clock.now();
    await deleteExpired(db, swept);
  };
  const restored = (model: string, row: FoundEntry | undefined): AdapterPayload | undefined =>
    row && {
      ...(JSON.parse(vault.open(row.payload, 'idporten_entry.payload', model, row.id)) as AdapterPayload),
      ...(row.consumed === null ? {} : { consumed: row.consumed }),
    };
  return (model) => ({
    async upsert(id, payload, expiresIn) {
      await sweep();
      await upsertEntry(db, {
        model,
        id: hashed(id),
        payload: vault.seal(JSON.stringify(payload), 'idporten_entry.payload', model, hashed(id)),
        grantId: payload.grantId && hashed(payload.grantId),
        uid: payload.uid && hashed(payload.uid),
        expires: expiresIn === undefined ? undefined : clock.now() + expiresIn * 1000,
      });
    },
    find: async (id) =>
      model === 'Client' ? client(id) : restored(model, await findEntry(db, model, { id: hashed(id) }, clock.now())),
    findByUid: async (uid) => restored(model, await findEntry(db, model, { uid: hashed(uid) }, clock.now())),
    // Only the device flow has user codes, and it is off.
    findByUserCode: async () => undefined,
    consume: (id) => consumeEntry(db, model, hashed(id), clock.now()),
    destroy: (id) => deleteEntry(db, model, hashed(id)),
    revokeByGrantId: (grantId) => deleteGrant(db, hashed(grantId)),
  });
}

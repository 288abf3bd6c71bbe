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

const restored = (row: FoundEntry | undefined): AdapterPayload | undefined =>
  row && {
    ...(JSON.parse(row.payload) as AdapterPayload),
    ...(row.consumed === null ? {} : { consumed: row.consumed }),
  };

/**
 * oidc-provider's state in our database, so that sessions outlive a restart and are the same on every node. What has expired is swept
 * as new entries are written.
 * @param clock the machine's: oidc-provider reads no other, and its expiry times must be compared with what made them
 * @param client looks a registered client up; clients are configuration and not in the table
 */
export function adapterFactory(
  database: Database,
  clock: Clock,
  client: (id: string) => AdapterPayload | undefined,
): (model: string) => Adapter {
  const { db } = database;
  let swept = 0;
  const sweep = async (): Promise<void> => {
    if (clock.now() - swept < SWEEP_INTERVAL_MS) return;
    swept = clock.now();
    await deleteExpired(db, swept);
  };
  return (model) => ({
    async upsert(id, payload, expiresIn) {
      await sweep();
      await upsertEntry(db, {
        model,
        id,
        payload: JSON.stringify(payload),
        grantId: payload.grantId,
        uid: payload.uid,
        expires: expiresIn === undefined ? undefined : clock.now() + expiresIn * 1000,
      });
    },
    find: async (id) => (model === 'Client' ? client(id) : restored(await findEntry(db, model, { id }, clock.now()))),
    findByUid: async (uid) => restored(await findEntry(db, model, { uid }, clock.now())),
    // Only the device flow has user codes, and it is off.
    findByUserCode: async () => undefined,
    consume: (id) => consumeEntry(db, model, id, clock.now()),
    destroy: (id) => deleteEntry(db, model, id),
    revokeByGrantId: (grantId) => deleteGrant(db, grantId),
  });
}

/** Instances and their data on both surfaces, Storage and Apps, each call authorised by the PDP (altinn-instances.md). */

import type { FastifyInstance } from 'fastify';
import type { Callers } from '../callers/index.ts';
import { sharedKey } from '../database/index.ts';
import { appsRoutes } from './apps-routes.ts';
import { createContents } from './content.ts';
import { Storage, type StorageDeps } from './storage.ts';
import { storageApiRoutes } from './storage-routes.ts';

export { dataTypeFault } from './data-type-fault.ts';
export { instanceInfos } from './instance-info.ts';
export { movingActions } from './process.ts';
export type { Storage } from './storage.ts';
export { removeTexts, writeText } from './texts-store.ts';

export type StorageOptions = Omit<StorageDeps, 'contents' | 'cursorKey'>;

/** Opens the room; sweeps what interrupted uploads left behind. */
export function createStorage(options: StorageOptions): Storage {
  const { database, clock } = options;
  const contents = createContents(database, () => clock.now());
  return new Storage({ ...options, contents, cursorKey: sharedKey(database, 'continuation') });
}

/** Both surfaces: `/storage/api/v1/…` and `/{org}/{app}/…`. */
export function storageRoutes(app: FastifyInstance, deps: { storage: Storage; callers: Callers }): void {
  storageApiRoutes(app, deps);
  appsRoutes(app, deps);
}

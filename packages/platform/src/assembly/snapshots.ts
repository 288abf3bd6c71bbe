/** The state of a platform that runs, saved and loaded. */
import { loadSnapshot, type SnapshotHead, takeSnapshot } from '../snapshots/index.ts';
import type { Rooms } from './rooms.ts';
import { VERSION } from './version.ts';

export interface Snapshots {
  /** @throws Refusal `snapshot-too-large` */
  save(): Promise<Buffer>;
  /** @throws Refusal, and then nothing has changed */
  load(file: Buffer): Promise<SnapshotHead>;
  now(): number;
}

export function snapshotsOf(
  rooms: Pick<Rooms, 'database' | 'clock' | 'log' | 'decisionLog' | 'faults' | 'situations'>,
): Snapshots {
  const deps = { ...rooms, product: VERSION };
  /** What has been answered and is yet to be written belongs to the state before. */
  const flush = () => Promise.all([rooms.log.flush(), rooms.decisionLog.flush()]);
  return {
    now: () => rooms.clock.now(),
    async save() {
      await flush();
      return takeSnapshot(deps);
    },
    async load(file) {
      await flush();
      const head = await loadSnapshot(deps, file);
      rooms.faults.clear();
      rooms.situations?.clear();
      return head;
    },
  };
}

/** What can happen to the server that leads, and how to wait for what follows. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Machine } from './patroni.ts';

export interface LeaderEvent {
  readonly name: string;
  readonly begin: (leader: Machine) => void;
  readonly end: (leader: Machine) => void;
}

export const LEADER_EVENTS: readonly LeaderEvent[] = [
  { name: 'killed', begin: (leader) => leader.kill(), end: (leader) => leader.start() },
  { name: 'frozen', begin: (leader) => leader.freeze(), end: (leader) => leader.thaw() },
  { name: 'cut off', begin: (leader) => leader.partition(), end: (leader) => leader.heal() },
];

const GIVE_UP_MS = 300_000;

/** @throws Error when it has not come about in so long that it will not */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  give_up_ms = GIVE_UP_MS,
): Promise<void> {
  const begun_ms = performance.now();
  while (!(await isSo())) {
    if (performance.now() - begun_ms > give_up_ms) throw new Error(`${what}: waited in vain`);
    await pause(20);
  }
}

/** What can happen to the server that leads. */
import type { Machine } from './machine.ts';

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

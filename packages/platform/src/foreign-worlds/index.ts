/** Worlds from elsewhere: a file with parties, scopes, resources, clients, systems and what they have of each other, put in as a whole (docs/foreign-worlds.md). */
export { importWorld, type WorldFile, type WorldOutcome, type WorldReport } from './import.ts';
export type { WorldRooms } from './rooms.ts';
export { worldSchema } from './schema.ts';

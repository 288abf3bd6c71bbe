/** The assembly: what the platform is made of, the surfaces that it has, and the world that it begins with. */
export {
  checkOperator,
  checkProduction,
  checkSigningKeys,
  checkTrust,
  type MemoryLimits,
  type PlatformOptions,
} from './options.ts';
export { type Ground, makeRooms, type Replacements, type Rooms } from './rooms.ts';
export { seed } from './seed.ts';
export { type Snapshots, snapshotsOf } from './snapshots.ts';
export { openPlatform, openSurfaces, type SurfaceName } from './surfaces.ts';
export { VERSION } from './version.ts';
export { importWorld } from './worlds.ts';

/** The Portvakt platform: Maskinporten, Samarbeidsportalen and Altinn Authorization on your own machine. */
export {
  type Domain,
  DomainFileError,
  readXacmlDomain,
  readXacmlDomains,
  type XacmlDomainOptions,
  xacmlDomain,
} from './authorization/index.ts';
export {
  type BackupReport,
  backUp,
  type CheckReport,
  databaseStatus,
  inspectDatabase,
  migrateDatabase,
  restore,
  type SchemaState,
  verify,
} from './care.ts';
export type { MovableClock, PlatformUrls } from './foundation/index.ts';
export {
  APPS_DOMAINS,
  AUTHORITY_NAME,
  createHostsAuthority,
  EXACT_NAMES,
  type HostsAuthority,
  permittedNames,
} from './hosts/index.ts';
export type { MadeCode } from './operator/index.ts';
export { operatorCode } from './operator-code.ts';
export { type LimitKind, PRODUCTION_LIMITS, type RateLimitSettings, readRateLimits } from './rate-limits/index.ts';
export { ImportError } from './register/index.ts';
export { generateParties, importRegisterFiles } from './register-files.ts';
export type { Fault, FaultWish } from './sandbox/index.ts';
export type { ClientRecord, NewClient } from './selfservice/index.ts';
export { type MemoryLimits, type Platform, type PlatformOptions, startPlatform } from './server.ts';
export {
  type Met,
  SITUATIONS,
  type Situation,
  type SituationKind,
  type SituationName,
  type Situations,
  type SituationWish,
} from './situations/index.ts';
export type { TokenWish } from './token-generator/index.ts';
export { readTracing, type TracingSettings } from './tracing/settings.ts';
export { world } from './world/index.ts';

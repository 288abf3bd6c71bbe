/** The Portvakt platform: Maskinporten, Samarbeidsportalen and Altinn Authorization on your own machine. */

export type { LoginProvider } from './authentication/index.ts';
export {
  type Action as DomainAction,
  type Answer as DomainAnswer,
  type Candidate as DomainCandidate,
  type Domain,
  DomainFileError,
  type Entity as DomainEntity,
  type Evaluation as DomainEvaluation,
  type Json as DomainJson,
  type ListedEntity,
  type Named as DomainNamed,
  readXacmlDomain,
  readXacmlDomains,
  type XacmlDomain,
  type XacmlDomainOptions,
  xacmlDomain,
} from './authorization/index.ts';
export type { RevocationList } from './business-certificates/index.ts';
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
export type { WorldFile, WorldOutcome, WorldReport } from './foreign-worlds/index.ts';
export type { Clock, MovableClock, PlatformUrls } from './foundation/index.ts';
export {
  APPS_DOMAINS,
  AUTHORITY_NAME,
  type AuthoritySource,
  createHostsAuthority,
  EXACT_NAMES,
  type HostsAuthority,
  permittedNames,
} from './hosts/index.ts';
export type { MadeCode } from './operator/index.ts';
export { operatorCode } from './operator-code.ts';
export { type LimitKind, PRODUCTION_LIMITS, type RateLimitSettings, readRateLimits } from './rate-limits/index.ts';
export {
  type Generated,
  type GenerateOptions,
  ImportError,
  type ImportProblem,
  type ImportProgress,
} from './register/index.ts';
export { generateParties, importRegisterFiles } from './register-files.ts';
export type { PolicyReading } from './resources/index.ts';
export type { Fault, Faults, FaultWish } from './sandbox/index.ts';
export type { ClientRecord, DelayRange, NewClient } from './selfservice/index.ts';
export { type MemoryLimits, type Platform, type PlatformOptions, startPlatform } from './server.ts';
export {
  type Met,
  type ScopeName as SituationScope,
  SITUATIONS,
  type Situation,
  type SituationKind,
  type SituationName,
  type Situations,
  type SituationWish,
  type Who as SituationWho,
} from './situations/index.ts';
export type {
  ConsentWish,
  EmailUserWish,
  EnterpriseUserWish,
  OrganisationWish,
  PersonWish,
  PlatformAccessWish,
  PlatformWish,
  SelfIdentifiedWish,
  SystemUserWish,
  TokenWish,
} from './token-generator/index.ts';
export { readTracing, type Sampler, type TracingSettings } from './tracing/settings.ts';
export { world } from './world/index.ts';

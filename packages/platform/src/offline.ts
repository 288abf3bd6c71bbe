/**
 * What a program needs of the platform without running one: which database an address is of, the names of situations, what is in a snapshot, whether
 * an audit log is whole. Each from its own file, so that nothing else is loaded with it.
 */
export { configOf as appConfigFolder, readAppFolder } from './apps/folder.ts';
export {
  type AuditLine,
  auditLinkOf,
  ChainChecker,
  type ChainFault,
  type Checkpoint,
} from './audit/chain.ts';
export { isPostgres, strangeAddress } from './database/database-address.ts';
export {
  type MetLine,
  missingOf,
  readSituationReport,
  reportText,
} from './situations/report.ts';
export { isSituation, SITUATION_NAMES, type SituationName } from './situations/table.ts';
export { readHead as readSnapshotHead, type SnapshotHead } from './snapshots/format.ts';

/** Who has changed what: a chain of entries, each written in the transaction of its change, that shows when one has been altered or taken away. */
export { isAdministration, NOT_ADMINISTRATION } from './administration.ts';
export { type AuditKeeping, AuditLog } from './audit.ts';
export {
  type AuditLine,
  auditLinkOf,
  ChainChecker,
  type ChainFault,
  type Checkpoint,
} from './chain.ts';
export { DecisionNotes } from './decisions.ts';
export { measureAudit } from './metrics.ts';
export { byProgram } from './program.ts';
export { type AuditRoutesDeps, auditRoutes } from './routes.ts';

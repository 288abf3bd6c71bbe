/** For tests that walk every operation: the table, as the platform itself has it. */
export { type AuditLine, isAdministration, NOT_ADMINISTRATION } from '../audit/index.ts';
export {
  type Access,
  type Answer,
  isOpen,
  type Operation,
  openApiDocument,
  operationsOf,
  scopesOf,
} from '../http/index.ts';

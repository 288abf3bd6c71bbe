/** For tests that walk every operation: the table, as the platform itself has it. */
export {
  type Access,
  type Answer,
  isOpen,
  type Operation,
  openApiDocument,
  operationsOf,
  scopesOf,
} from '../http/index.ts';

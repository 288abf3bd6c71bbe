/** For tests that walk every operation: the table, as the platform itself has it. */
export { type Access, type Operation, operationsOf } from '../http/index.ts';

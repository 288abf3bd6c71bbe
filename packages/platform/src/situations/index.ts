/** Situations with names that a test can ask for, and which of them a program has met: what Altinn asks integrators to test at least. */
export { type MetLine, metLine, noteReport } from './report.ts';
export { type AnsweredRequest, metByRequest } from './signs.ts';
export { type Met, type Situation, Situations, type SituationWish, type Who } from './situations.ts';
export {
  type ScopeName,
  SITUATION_NAMES,
  SITUATIONS,
  type SituationKind,
  type SituationName,
} from './table.ts';

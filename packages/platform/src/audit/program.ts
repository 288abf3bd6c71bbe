import { acting } from '../database/index.ts';
import { actOf, type Recorder } from './act.ts';
import { PROGRAM } from './actor.ts';

export type ProgramDeps = Recorder;

/**
 * What a program does itself, without a request, and perhaps without a platform: each transaction of the work is recorded in the database, in it.
 * @param operation what the entry calls it
 */
export const byProgram = <T>(deps: ProgramDeps, operation: string, work: () => T): T =>
  acting(actOf(deps, () => ({ doer: PROGRAM, told: { operation, outcome: 'done' } })).act, work);

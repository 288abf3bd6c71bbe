import { acting } from '../database/index.ts';
import { actOf, type Recorder } from './act.ts';
import { PROGRAM } from './actor.ts';

/**
 * What a program does itself, without a request, and perhaps without a platform: each transaction of the work is recorded in the database, in it.
 * @param operation what the entry calls it
 */
export const byProgram = <T>(recorder: Recorder, operation: string, work: () => T): T =>
  acting(actOf(recorder, () => ({ doer: PROGRAM, told: { operation, outcome: 'done' } })).act, work);

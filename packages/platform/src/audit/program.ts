import { type Act, acting, type Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { PROGRAM } from './actor.ts';
import { changesOf, entryOf } from './entry.ts';
import { appendEntries } from './store.ts';

export interface ProgramDeps {
  readonly database: Pick<Database, 'kind'>;
  readonly clock: Clock;
}

/**
 * What a program does itself, without a request, and perhaps without a platform: each transaction of the work is recorded in the database, in it.
 * @param operation what the entry calls it
 */
export function byProgram<T>({ database, clock }: ProgramDeps, operation: string, work: () => T): T {
  const act: Act = {
    async record(trx, happenings) {
      const now = clock.now();
      const told = { operation, outcome: 'done', ...changesOf(happenings) };
      await appendEntries(trx, [entryOf(now, PROGRAM, told)], { now, kind: database.kind });
    },
  };
  return acting(act, work);
}

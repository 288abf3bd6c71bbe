/** What is being done while a transaction runs, without every room having to hand it on. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction } from 'kysely';
import type { Happening } from './happenings.ts';
import type { Tables } from './tables.ts';

/** Something that is being done by somebody, of which each transaction is a part. */
export interface Act {
  /** Records a transaction in it, at its end. What this rejects with ends the transaction: nothing is done that is not recorded. */
  record(trx: Transaction<Tables>, happenings: readonly Happening[]): Promise<void>;
}

const acts = new AsyncLocalStorage<Act>();

/** Does the work as part of the act: the transactions that it begins are recorded by that. */
export const acting = <T>(act: Act, work: () => T): T => acts.run(act, work);

/** Does work that is no part of what is being done, such as in a database that is made for a moment only. */
export const aside = <T>(work: () => T): T => acts.exit(work);

/** What is being done now. */
export const currentAct = (): Act | undefined => acts.getStore();

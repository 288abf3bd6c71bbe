/** An act of the audit log: each transaction that it makes is recorded, in it. */
import type { Transaction } from 'kysely';
import type { Act, Kind, Tables } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Doer } from './actor.ts';
import { changesOf, entryOf, type Told } from './entry.ts';
import { appendEntries } from './store.ts';

export interface Recorder {
  readonly database: { readonly kind: Kind };
  readonly clock: Clock;
  /** Told where an entry stands, in its transaction. */
  readonly written?: (trx: Transaction<Tables>, position: number) => Promise<void>;
}

/** @param describe asked for each transaction, at its end */
export function actOf(
  { database: { kind }, clock, written }: Recorder,
  describe: () => { readonly doer: Doer; readonly told: Told },
): { readonly act: Act; readonly isRecorded: () => boolean } {
  let recorded = false;
  const act: Act = {
    async record(trx, happenings) {
      const { doer, told } = describe();
      const now = clock.now();
      const entry = entryOf(now, doer, { ...told, ...changesOf(happenings) });
      const { position } = await appendEntries(trx, [entry], { now, kind });
      recorded = true;
      await written?.(trx, position);
    },
  };
  return { act, isRecorded: () => recorded };
}

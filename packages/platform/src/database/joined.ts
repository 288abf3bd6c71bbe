/** A database inside one of its own transactions: rooms that are made on it do all their work in that, and read what they have just written. */
import type { Transaction } from 'kysely';
import type { Announce, Change, Database } from './database.ts';
import { Listeners } from './listeners.ts';
import { Reads } from './reads.ts';
import type { Tables } from './tables.ts';

/**
 * What the rooms do on it is kept when, and only when, the transaction commits; what they hold in memory is theirs alone, and is dropped as
 * soon as they change it. It is of use until the transaction ends.
 * @param announce of the transaction: other nodes, and the other rooms of this one, hear when it commits
 */
export function joined(database: Database, trx: Transaction<Tables>, announce: Announce): Database {
  const reads = new Reads(trx, database.kind);
  const listeners = new Listeners();
  const say = async (change: Change): Promise<void> => {
    announce(change);
    await listeners.emit(change);
  };
  return {
    kind: database.kind,
    db: trx,
    vault: database.vault,
    trouble: database.trouble,
    async read(read, keys) {
      return (await trx.executeQuery(reads.fill(read, keys))).rows;
    },
    async write(query) {
      return (await trx.executeQuery(query)).rows;
    },
    async transaction(work) {
      const said: Promise<void>[] = [];
      const made = await work(trx, (change) => {
        said.push(say(change));
      });
      await Promise.all(said);
      return made;
    },
    announce: say,
    keepWith() {
      // Whoever keeps what happens keeps it of the transaction.
    },
    onChange: (topic, listener) => listeners.add(topic, listener),
    inStep: () => undefined,
    async close() {
      // The transaction ends by itself.
    },
  };
}

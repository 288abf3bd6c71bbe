import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Listeners } from './listeners.ts';

/**
 * How processes that share one SQLite file hear of each other's changes: each announcement counts the file's `user_version` up, in the
 * transaction that it belongs to, and each looks before it answers from memory. `data_version` stays as it is until another connection has
 * written (https://sqlite.org/pragma.html#pragma_data_version). What has arrived in one turn of the event loop shares a look.
 */
export class SqliteChanges {
  readonly #sqlite: DatabaseSync;
  readonly #listeners: Listeners;
  readonly #written: StatementSync;
  readonly #count: StatementSync;
  #seen: unknown;
  #heard: number;
  #hasLooked = false;

  constructor(sqlite: DatabaseSync, listeners: Listeners) {
    this.#sqlite = sqlite;
    this.#listeners = listeners;
    this.#written = sqlite.prepare('pragma data_version');
    this.#count = sqlite.prepare('pragma user_version');
    this.#seen = this.#written.get()?.['data_version'];
    this.#heard = this.#announced();
  }

  /** To be called inside the transaction that changes something. */
  count(): void {
    const before = this.#announced();
    const next = (before + 1) % 0x7fff_ffff;
    this.#sqlite.exec(`pragma user_version = ${next}`);
    // What another has announced meanwhile is still to be heard.
    if (before === this.#heard) this.#heard = next;
  }

  /** Undefined when nothing has been missed, else when everything that may follow from it has been dropped and read anew. */
  inStep(): Promise<void> | undefined {
    if (this.#hasLooked) return undefined;
    this.#hasLooked = true;
    setImmediate(this.#lookAgain);
    const seen = this.#written.get()?.['data_version'];
    if (seen === this.#seen) return undefined;
    this.#seen = seen;
    const announced = this.#announced();
    if (announced === this.#heard) return undefined;
    this.#heard = announced;
    return this.#listeners.emitAll();
  }

  readonly #lookAgain = (): void => {
    this.#hasLooked = false;
  };

  #announced(): number {
    return Number(this.#count.get()?.['user_version'] ?? 0);
  }
}

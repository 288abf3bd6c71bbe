/**
 * What keeps the database from taking writes: found out by the writes that fail, told once in one line, and over when a write on trial succeeds.
 * Nobody has to start anything again.
 */

const TRY_EVERY_MS = 1_000;

const FULL = 'the disk that the database is on is full: free some space, and it goes on by itself';
const BROKEN = 'the disk that the database is on cannot be read or written: look after it, and it goes on by itself';
const CLOSED = 'the database may not be written: give this user the right to write to it, and it goes on by itself';
/** Primary result codes of SQLite, and SQLSTATEs of PostgreSQL (disk_full, io_error). */
const WORDS: Readonly<Record<string | number, string>> = {
  8: CLOSED,
  10: BROKEN,
  13: FULL,
  14: BROKEN,
  53100: FULL,
  58030: BROKEN,
};

/** Called with what is wrong, and with undefined when it is over. */
export type TroubleListener = (what: string | undefined) => void;

export class WriteTrouble {
  readonly #attempt: () => Promise<unknown>;
  readonly #listeners: TroubleListener[] = [];
  #now: string | undefined;
  #trying: NodeJS.Timeout | undefined;

  /** @param attempt writes something that changes nothing; rejects while that cannot be done */
  constructor(attempt: () => Promise<unknown>) {
    this.#attempt = attempt;
  }

  /** What is wrong, without where; undefined when nothing is. */
  get now(): string | undefined {
    return this.#now;
  }

  onChange(listener: TroubleListener): void {
    this.#listeners.push(listener);
  }

  /** Something failed: if it was for want of a disk that can be written, that is the trouble from now on. */
  readonly failed = (error: unknown): void => {
    const { code, errcode } = (error ?? {}) as { readonly code?: unknown; readonly errcode?: unknown };
    const words = typeof errcode === 'number' ? WORDS[errcode & 0xff] : WORDS[String(code)];
    if (words === undefined) return;
    this.#trying ??= setInterval(() => void this.#try(), TRY_EVERY_MS).unref();
    this.#becomes(words);
  };

  stop(): void {
    clearInterval(this.#trying);
    this.#trying = undefined;
  }

  async #try(): Promise<void> {
    try {
      await this.#attempt();
    } catch {
      return;
    }
    this.stop();
    this.#becomes(undefined);
  }

  #becomes(what: string | undefined): void {
    if (what === this.#now) return;
    this.#now = what;
    for (const listener of this.#listeners) listener(what);
  }
}

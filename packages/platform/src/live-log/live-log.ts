import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Callers } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Entry, Kind, NewEntry, Outcome } from './entry.ts';
import { Ring } from './ring.ts';
import { type Details, detailsOf, type Row, rowOf } from './row.ts';
import { Streams, type StreamWish } from './streams.ts';
import { watch } from './watch.ts';

export const MAX_ENTRIES = 10_000;
const MAX_BYTES = 32 * 1024 * 1024;

export interface LiveLogDeps {
  readonly database: Database;
  readonly callers: Callers;
  readonly clock: Clock;
}

/** Which rows are wanted. */
export interface Filter {
  readonly clientId?: string | undefined;
  readonly kind?: Kind | undefined;
  readonly outcome?: Outcome | undefined;
  /** Part of what a row tells, in any case. */
  readonly text?: string | undefined;
}

/** An event of the stream. */
const eventOf = (row: Row): string => `id: ${row.id}\nevent: row\ndata: ${JSON.stringify(row)}\n\n`;

/**
 * What clients have asked of this process, the newest of all organisations, in memory alone. What a row tells is
 * worked out when somebody looks.
 */
export class LiveLog {
  /** Names this process and its start: a number of another is not believed. */
  readonly #node = randomBytes(5).toString('hex');
  readonly #ring = new Ring({ entries: MAX_ENTRIES, bytes: MAX_BYTES });
  readonly #streams = new Streams(this.#ring, (entry) => eventOf(rowOf(entry, this.#node)));
  readonly #deps: LiveLogDeps;
  readonly #began: number;

  constructor(deps: LiveLogDeps) {
    this.#deps = deps;
    this.#began = deps.clock.now();
    deps.database.onChange('register-party', (key) => {
      // A reset begins a new world: what was asked in the old one means nothing in it.
      if (key === undefined) this.#ring.clear();
      // Not waited for: who makes the change need not know who follows.
      void this.#streams.beat();
    });
    for (const topic of ['register-role', 'session'] as const)
      deps.database.onChange(topic, () => void this.#streams.beat());
  }

  /** Looks at what is answered from now on; called before the routes are made. */
  watch(http: FastifyInstance): void {
    watch(http, this.#deps, (entry) => this.take(entry));
  }

  take(entry: NewEntry): void {
    this.#ring.push(entry);
    this.#streams.wake();
  }

  /** Before this instant (ms) not everything is known. */
  get since(): number {
    return Math.max(this.#began, this.#ring.dropped);
  }

  /** Names the newest entry of all; whoever follows from here misses nothing. */
  get last(): string {
    return `${this.#node}-${this.#ring.last}`;
  }

  /** The organisation's rows, newest first. @param before the id of a row: only older ones */
  list(organization: string, filter: Filter, limit: number, before?: string): readonly Row[] {
    const rows: Row[] = [];
    let number = before === undefined ? this.#ring.last : (this.#numberOf(before) ?? 0) - 1;
    for (; number >= this.#ring.first && rows.length < limit; number -= 1) {
      const entry = this.#ring.get(number);
      if (entry?.organization !== organization || !mayFit(entry, filter)) continue;
      const row = rowOf(entry, this.#node);
      if (fits(row, filter)) rows.push(row);
    }
    return rows;
  }

  /** @returns undefined when it is not kept, or another organisation's */
  details(organization: string, id: string): Details | undefined {
    const entry = this.#ring.get(this.#numberOf(id) ?? 0);
    return entry?.organization === organization ? detailsOf(entry, this.#node) : undefined;
  }

  hasRoom(follower: string): boolean {
    return this.#streams.hasRoom(follower);
  }

  /**
   * Writes the organisation's rows as they come.
   * @param lastId the last row that the reader has; what it has missed is written first. One of another process: all that is kept.
   * @returns closes the stream
   */
  follow(wish: Omit<StreamWish, 'after'>, lastId?: string): () => void {
    const after = lastId === undefined ? this.#ring.last : (this.#numberOf(lastId) ?? 0);
    return this.#streams.open({ ...wish, after: Math.min(after, this.#ring.last) });
  }

  /** Ends every stream: the platform stops. */
  close(): void {
    this.#streams.close();
  }

  #numberOf(id: string): number | undefined {
    const [node, number = '', ...more] = id.split('-');
    return node === this.#node && more.length === 0 && /^\d{1,15}$/.test(number) ? Number(number) : undefined;
  }
}

/** Asked first, since it costs nothing. */
const mayFit = (entry: Entry, { clientId, kind }: Filter): boolean =>
  (clientId === undefined || entry.clientId === clientId) && (kind === undefined || entry.kind === kind);

function fits(row: Row, { outcome, text = '' }: Filter): boolean {
  if (outcome !== undefined && row.outcome !== outcome) return false;
  return text === '' || JSON.stringify(row).toLowerCase().includes(text.toLowerCase());
}

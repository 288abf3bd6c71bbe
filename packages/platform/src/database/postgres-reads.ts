/**
 * Short reads by key on PostgreSQL: those that are asked for at the same moment, by whichever requests, go to the server together, on a
 * connection that all share. Sent one by one, each would cost both sides the system calls of a message.
 */
import type { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { unavailable } from '../foundation/index.ts';
import type { PoolUse } from './database.ts';
import { Batch, GUARD_FAILED, type Guard, type Prepared, type Waiting } from './postgres-batch.ts';
import { translated, withoutDatabase } from './unavailable.ts';

/** A second one, so that the server works on one batch while the answers to another are read. */
const MAX_CONNECTIONS = 2;
const MAX_IN_BATCH = 128;
/** More are not kept waiting: whoever comes then is told to come again. */
const MAX_WAITING = 10_000;
/** A read whose connection has been lost is asked once more, on another. */
const MAX_TRIES = 2;
const LIMIT_MS = 10_000;
/**
 * Each statement is planned once for a connection, and by an index: a plan that was made while the table was small would otherwise go
 * through all of it when it has grown. And each sees what there is when its turn comes, whatever the role has been given: what a guard has asked
 * for before would otherwise have come after what is read.
 */
const session = (
  limit_ms: number,
): string => `set statement_timeout = ${limit_ms}; set default_transaction_read_only = on;
  set default_transaction_isolation = 'read committed';
  set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set jit = off`;
/**
 * SQLSTATE: the server no longer takes the prepared statement, since a table has got another column (feature_not_supported, "cached plan must
 * not change result type") or somebody has discarded it (invalid_sql_statement_name).
 */
const OUTDATED = /^(?:0A000|26000)$/;
const SQL_STATE = /^[0-9A-Z]{5}$/;
/** Of an error that is the connection's and not a statement's: connection exceptions, and the server ends it. */
const LOST = /^(?:08...|57P0[1-5])$/;

interface Shared {
  readonly client: pg.Client;
  readonly prepared: Map<string, Prepared>;
  isBusy: boolean;
  isOpen: boolean;
}

export interface ReadsDeps {
  /** A new connection; making it has a time limit. */
  readonly open: () => pg.Client;
  /** See `Route`. */
  readonly ready?: () => Promise<void> | undefined;
  /** How a column's text becomes a value. */
  readonly types: pg.CustomTypesConfig;
  /** Whether connections lead to poolers: then nothing is prepared by name, and the server is given no settings. */
  readonly isPooled?: boolean;
  /** What must hold of the server when it answers: see `Batch`. */
  readonly guard?: () => Guard;
  /** The server ends a statement after this; if nothing has come after twice as long, the connection is taken for lost. */
  readonly limit_ms?: number;
}

export class PostgresReads {
  readonly #deps: ReadsDeps;
  readonly #limit_ms: number;
  readonly #connections = new Set<Shared>();
  readonly #names = new Map<string, string>();
  readonly #waiting: Waiting[] = [];
  #isDue = false;
  #isClosed = false;

  constructor(deps: ReadsDeps) {
    this.#deps = deps;
    this.#limit_ms = deps.limit_ms ?? LIMIT_MS;
  }

  /** @throws Refusal `unavailable` when the database is away, or too much is asked of it; `GUARD_FAILED`; else what the statement failed with */
  async run<R>({ sql: text, parameters: values }: CompiledQuery<R>): Promise<readonly R[]> {
    const waiting = this.#deps.ready?.();
    if (waiting) await waiting;
    const rows = await new Promise<readonly unknown[]>((resolve, reject) => {
      if (this.#isClosed) reject(unavailable('the database has been closed'));
      else if (this.#waiting.length >= MAX_WAITING) reject(unavailable('too many reads wait for the database'));
      else {
        this.#waiting.push({ text, values, resolve, reject, tries: 0 });
        this.#later();
      }
    });
    return rows as readonly R[];
  }

  get use(): PoolUse {
    const open = [...this.#connections].filter((one) => one.isOpen);
    const busy = open.filter((one) => one.isBusy).length;
    return { busy, idle: open.length - busy, waiting: this.#waiting.length };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#refuseAll(unavailable('the database has been closed'));
    await Promise.all([...this.#connections].map(({ client }) => client.end().catch(() => {})));
  }

  /** When all that has come in at this moment has been looked at. */
  #later(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#send();
    });
  }

  #send(): void {
    while (this.#waiting.length > 0) {
      const free = [...this.#connections].find((one) => one.isOpen && !one.isBusy);
      if (free === undefined) break;
      this.#sendOn(free, this.#waiting.splice(0, MAX_IN_BATCH));
    }
    const isOpening = [...this.#connections].some((one) => !one.isOpen);
    if (this.#waiting.length > 0 && !isOpening && this.#connections.size < MAX_CONNECTIONS) void this.#open();
  }

  #sendOn(shared: Shared, reads: readonly Waiting[]): void {
    const { client, prepared } = shared;
    const limit = setTimeout(() => void client.end().catch(() => {}), 2 * this.#limit_ms);
    shared.isBusy = true;
    client.query(
      new Batch(reads, {
        prepared,
        guard: this.#deps.guard?.(),
        parserOf: (oid) => this.#deps.types.getTypeParser(oid, 'text'),
        ...(this.#deps.isPooled ? {} : { nameOf: (text: string) => this.#nameOf(text) }),
        over: (left, failed) => {
          clearTimeout(limit);
          shared.isBusy = false;
          if (failed) this.#failed(shared, left, failed.error);
          if (this.#waiting.length > 0) this.#later();
        },
      }),
    );
  }

  /** What the server has not come to is asked again, and what has failed by no fault of its own once more. */
  #failed(shared: Shared, left: readonly Waiting[], error: Error): void {
    if (error === GUARD_FAILED) {
      for (const { reject } of left) reject(error);
      return;
    }
    const state = 'code' in error ? String(error.code) : '';
    const isLost = !SQL_STATE.test(state) || LOST.test(state);
    const isOutdated = OUTDATED.test(state);
    const [first] = left;
    if (isLost) this.#lose(shared);
    if (isOutdated && first) shared.prepared.delete(first.text);
    const again: Waiting[] = [];
    for (const read of left) {
      const hasFailed = isLost || read === first;
      if (hasFailed) read.tries += 1;
      if (!hasFailed || ((isLost || isOutdated) && read.tries < MAX_TRIES && !this.#isClosed)) again.push(read);
      else read.reject(translated(error));
    }
    this.#waiting.unshift(...again);
  }

  async #open(): Promise<void> {
    const client = this.#deps.open();
    const shared: Shared = { client, prepared: new Map(), isBusy: false, isOpen: false };
    this.#connections.add(shared);
    // One that breaks says both; that it is never made it says as well.
    for (const event of ['error', 'end'] as const) client.on(event, () => this.#lose(shared));
    try {
      await client.connect();
      if (!this.#deps.isPooled) await client.query(session(this.#limit_ms));
      if (this.#isClosed) await client.end();
      shared.isOpen = true;
      this.#send();
    } catch (error) {
      this.#lose(shared);
      // Another connection goes on with what waits.
      if (this.#connections.size === 0) this.#refuseAll(withoutDatabase(error));
    }
  }

  #lose(shared: Shared): void {
    if (!this.#connections.delete(shared)) return;
    shared.client.end().catch(() => {});
    if (this.#waiting.length > 0) this.#later();
  }

  #refuseAll(why: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(why);
  }

  #nameOf(text: string): string {
    const name = this.#names.get(text) ?? `portvakt_read_${this.#names.size + 1}`;
    this.#names.set(text, name);
    return name;
  }
}

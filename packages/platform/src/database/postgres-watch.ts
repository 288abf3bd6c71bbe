/** Looks all the time whether one PostgreSQL server answers, and what it says of itself. */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

const BEAT_EVERY_MS = 400;
const RETRY_MS = 100;

export interface WatchDeps<Row extends object> {
  /** A new connection; making it has a time limit. */
  readonly open: () => pg.Client;
  /** What it is asked, which gives one row. */
  readonly statement: string;
  /** After so long without an answer to what was asked, the server is taken for lost, and for found again with the next answer. */
  readonly silence_ms: number;
  /** How often; default every 400 ms. */
  readonly every_ms?: number;
  /** @param begun_ms when it was asked, on this process's own clock */
  readonly heard: (row: Row, begun_ms: number) => void;
  /** An attempt has failed; others follow. */
  readonly failed: (error: unknown) => void;
  /** It has not answered for too long. */
  readonly lost: () => void;
}

/** Destroys a connection at once; what waits for an answer on it fails. */
export const cut = (client: pg.Client): void => void client.connection.stream.destroy();

/**
 * Runs something after a time, but not before what has arrived meanwhile has been read: a process that was busy for long must not take
 * its own silence for another's.
 * @returns calls it off
 */
function afterSilence(ms: number, run: () => void): () => void {
  let isOff = false;
  const timer = setTimeout(() => setImmediate(() => isOff || run()), ms).unref();
  return () => {
    isOff = true;
    clearTimeout(timer);
  };
}

export class Watch<Row extends object> {
  readonly #deps: WatchDeps<Row>;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #client: pg.Client | undefined;
  /** The server's process of a connection that was given up while it had not answered. */
  #left: number | undefined;
  #answered: (() => void) | undefined;

  constructor(deps: WatchDeps<Row>) {
    this.#deps = deps;
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#client) cut(this.#client);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const begun = performance.now();
      this.#answered ??= afterSilence(this.#deps.silence_ms, this.#deps.lost);
      let rest = RETRY_MS;
      try {
        const { row, begun_ms } = await this.#beat();
        if (signal.aborted) break;
        this.#answered();
        this.#answered = undefined;
        this.#deps.heard(row, begun_ms);
        rest = (this.#deps.every_ms ?? BEAT_EVERY_MS) - (performance.now() - begun);
      } catch (error) {
        this.#client = undefined;
        if (!signal.aborted) this.#deps.failed(error);
      }
      await pause(Math.max(0, rest), undefined, { signal, ref: false }).catch(() => {});
    }
    this.#answered?.();
  }

  async #beat(): Promise<{ readonly row: Row; readonly begun_ms: number }> {
    this.#client ??= await this.#connect();
    const client = this.#client;
    const begun_ms = performance.now();
    const inTime = afterSilence(this.#deps.silence_ms, () => cut(client));
    try {
      const { rows } = await client.query<Row>(this.#deps.statement);
      this.#left = undefined;
      const [row] = rows;
      if (row === undefined) throw new Error('the server has answered nothing');
      return { row, begun_ms };
    } catch (error) {
      cut(client);
      throw error;
    } finally {
      inTime();
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = this.#deps.open();
    // It says so to the query that waits as well.
    client.on('error', () => {});
    const inTime = afterSilence(this.#deps.silence_ms, () => cut(client));
    try {
      await client.connect();
      // A commit that waits for a standby would keep its process for as long, and each attempt leave another one.
      if (this.#left !== undefined) await client.query('select pg_terminate_backend($1)', [this.#left]);
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      this.#left = rows[0]?.pid;
      return client;
    } catch (error) {
      cut(client);
      throw error;
    } finally {
      inTime();
    }
  }
}

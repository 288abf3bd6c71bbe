/**
 * Changes between the nodes of one PostgreSQL database, by LISTEN/NOTIFY. Whoever makes a change waits until every other node has
 * heard of it, so that what it then acknowledges is seen by the next request everywhere. A node that does not hear answers nothing from
 * memory.
 */
import type pg from 'pg';
import { unavailable } from '../foundation/index.ts';
import type { Change } from './database.ts';
import type { Listeners } from './listeners.ts';
import { ASK_CHANNEL, HEARD_CHANNEL, NODE_NAME, type Query, Questions } from './postgres-questions.ts';
import { withoutDatabase } from './unavailable.ts';

export const CHANGE_CHANNEL = 'portvakt_change';
const RETRY_MS = 250;
/** A connection whose end has not been noticed is found out so. */
const PROBE_EVERY_MS = 5_000;
const MAX_ASKED = 3;

export interface Hearing {
  /** See `Database`. */
  readonly inStep: () => Promise<void> | undefined;
  /** Something heard could not be taken in: begins anew, as after a lost connection. */
  readonly startOver: () => void;
  /** Resolves when every other node's listeners have been told of all changes committed so far, or it has been cut off. Never rejects. */
  allHave(): Promise<void>;
  stop(): Promise<void>;
}

/** A connection that hears every change. */
interface Listening {
  readonly client: pg.Client;
  readonly pid: number;
  /** Finds out whether the connection is still there. */
  readonly probe: () => void;
}

export interface HearingDeps {
  /** A new connection, whose statements have a time limit. */
  readonly open: () => pg.Client;
  readonly listeners: Listeners;
  /** Runs a statement on another connection. */
  readonly query: Query;
}

/** Keeps one connection listening. While it is lost this node may miss changes, so everything is dropped before it is used again. */
export async function hearChanges(deps: HearingDeps): Promise<Hearing> {
  const node = new ListeningNode(deps);
  await node.start();
  return node;
}

class ListeningNode implements Hearing {
  readonly #deps: HearingDeps;
  readonly #questions: Questions;
  #stopped = false;
  #current: Listening | undefined;
  /** The connection that is being made. */
  #attempt: Promise<void> | undefined;
  #probing: NodeJS.Timeout | undefined;

  constructor(deps: HearingDeps) {
    this.#deps = deps;
    this.#questions = new Questions(deps.query, () => this.#current?.pid ?? 0);
  }

  /** @throws what the first connection failed with */
  async start(): Promise<void> {
    this.#begin();
    try {
      await this.#attempt;
    } catch (error) {
      this.#stopped = true;
      throw error;
    }
    this.#probing = setInterval(() => this.#current?.probe(), PROBE_EVERY_MS).unref();
  }

  readonly inStep = (): Promise<void> | undefined => (this.#current ? undefined : this.#regained());

  readonly startOver = (): void => {
    if (this.#current) this.#lose(this.#current.client);
  };

  async allHave(): Promise<void> {
    try {
      for (let asked = 0; asked < MAX_ASKED; asked += 1) {
        if (!this.#current) await this.#regained();
        if (await this.#questions.allHave()) return;
      }
    } catch {
      // The changes are committed, and the server tells the nodes of them: that nobody can be asked now undoes neither.
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#probing);
    await this.#attempt?.catch(() => {});
    await this.#current?.client.end().catch(() => {});
  }

  #begin(): void {
    if (this.#stopped || this.#attempt) return;
    this.#attempt = this.#connect();
    this.#attempt.then(
      () => {
        this.#attempt = undefined;
      },
      () => {
        this.#attempt = undefined;
        setTimeout(() => this.#begin(), RETRY_MS).unref();
      },
    );
  }

  #regained(): Promise<void> {
    return this.#attempt ?? Promise.reject(unavailable('the database was not there a moment ago'));
  }

  #lose(client: pg.Client): void {
    if (this.#current?.client !== client || this.#stopped) return;
    this.#current = undefined;
    client.end().catch(() => {});
    this.#questions.lost();
    // At once, for what is under way; and again when the connection is there, for what that has kept meanwhile.
    this.#deps.listeners.emitAll().catch(() => {});
    this.#begin();
  }

  async #connect(): Promise<void> {
    const client = this.#deps.open();
    let lost = false;
    // A connection that breaks may say both, and a connection that is never made says so as well.
    const gone = () => {
      lost = true;
      this.#lose(client);
    };
    client.on('error', gone);
    client.on('end', gone);
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const pid = rows[0]?.pid ?? 0;
      const probe = this.#follow(client, pid, gone);
      for (const channel of [CHANGE_CHANNEL, ASK_CHANNEL, HEARD_CHANNEL]) await client.query(`listen ${channel}`);
      // Known to others only when it listens: none waits for an answer that cannot come.
      await client.query(`set application_name = '${NODE_NAME}'`);
      await this.#deps.listeners.emitAll();
      if (lost || this.#stopped) throw unavailable('the connection that hears changes was lost');
      this.#current = { client, pid, probe };
    } catch (error) {
      client.end().catch(() => {});
      throw withoutDatabase(error);
    }
  }

  /** @returns what asks for a sign of life, after everything that has been heard */
  #follow(client: pg.Client, pid: number, gone: () => void): () => void {
    let done: Promise<unknown> = Promise.resolve();
    const inTurn = (work: () => Promise<unknown>): void => {
      done = done.then(work);
      done.catch(gone);
    };
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === CHANGE_CHANNEL) {
        // What is held is dropped now; what is read anew is waited for in turn.
        const taken = this.#deps.listeners.emit(JSON.parse(payload) as Change);
        taken.catch(gone);
        inTurn(() => taken);
      } else if (channel === ASK_CHANNEL)
        inTurn(() => client.query('select pg_notify($1, $2)', [HEARD_CHANNEL, `${payload} ${pid}`]));
      else this.#questions.answered(payload);
    });
    return () => inTurn(() => client.query('select 1'));
  }
}

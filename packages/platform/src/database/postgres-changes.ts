/**
 * Changes between the nodes of one PostgreSQL database, by LISTEN/NOTIFY. Whoever makes a change waits until every other node has
 * heard of it, so that what it then acknowledges is seen by the next request everywhere. A node that does not hear answers nothing from
 * memory.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { unavailable } from '../foundation/index.ts';
import type { Change } from './database.ts';
import type { Listeners } from './listeners.ts';
import { type Place, type Position, timelineOf } from './postgres-position.ts';
import { ASK_CHANNEL, HEARD_CHANNEL, NODE_NAME, type Query, Questions } from './postgres-questions.ts';
import { LEASE_MS } from './postgres-servers.ts';
import { cut } from './postgres-watch.ts';
import { withoutDatabase } from './unavailable.ts';

export const CHANGE_CHANNEL = 'portvakt_change';
const RETRY_MS = 250;
/** A connection whose end has not been noticed is found out so. */
const PROBE_EVERY_MS = 500;
const MAX_ASKED = 3;
/** A request waits for so long beyond what a silent server is given, until this node hears again; longer than a new leader is left alone. */
const BEYOND_SILENCE_MS = 500;

export interface Hearing {
  /** See `Database`. */
  readonly inStep: () => Promise<void> | undefined;
  /** This node has made a change itself: to be called before its own listeners are told. */
  readonly changed: () => void;
  /** Something heard could not be taken in: begins anew, as after a lost connection. */
  readonly startOver: () => void;
  /**
   * Resolves when every other node's listeners have been told of all changes committed so far, or it has been cut off.
   * @throws Refusal `unavailable` when nobody can be asked: the changes are committed, and others may not know yet
   */
  allHave(): Promise<void>;
  stop(): Promise<void>;
}

/** A connection that hears every change. */
interface Listening {
  readonly client: pg.Client;
  readonly pid: number;
  /** Finds out whether the connection is still there; resolves when everything that was sent on it so far has been taken in. */
  readonly probe: () => Promise<void>;
  /** When the last such look that came to its end was begun: what was announced until then has been heard. */
  readonly heard: { at_ms: number };
}

export interface HearingDeps {
  /** See `Route`. */
  readonly ready: () => Promise<void> | undefined;
  /** See `Addresses`. */
  readonly silence_ms: number;
  /** A new connection, whose statements have a time limit. */
  readonly open: () => pg.Client;
  readonly listeners: Listeners;
  /** Runs a statement on another connection. */
  readonly query: Query;
  /** Where the leader's log has to have been replayed: kept where there are replicas. */
  readonly position?: Position;
}

const ALIVE = 'select 1';
/** Who is asked is the leader: the one server that tells of changes. */
const WHERE = `select ${timelineOf('left(pg_walfile_name(lsn), 8)')} as timeline, lsn::text
  from pg_current_wal_insert_lsn() as lsn`;

const POOLED =
  'the database’s URL leads to a pooler such as PgBouncer, by which no node hears of another’s changes: name the server itself in DATABASE_DIRECT_URL as well';

/** A pooler gives a number of its own for the server's process. */
const isDirect = (client: pg.Client, pid: number): boolean => !('processID' in client) || client.processID === pid;

/** @throws Refusal `unavailable` also when it takes too long */
async function inTime(work: Promise<void>, ms: number): Promise<void> {
  const over = new AbortController();
  const late = pause(ms, undefined, { signal: over.signal }).then(() =>
    Promise.reject(unavailable('the connection that hears changes is silent')),
  );
  late.catch(() => {});
  try {
    await Promise.race([work, late]);
  } catch (error) {
    throw withoutDatabase(error);
  } finally {
    over.abort();
  }
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
  #isLocating = false;

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
    this.#probing = setInterval(() => void this.#current?.probe().catch(() => {}), PROBE_EVERY_MS).unref();
  }

  readonly inStep = (): Promise<void> | undefined => {
    const waiting = this.#wait();
    return waiting && inTime(waiting, this.#deps.silence_ms + BEYOND_SILENCE_MS);
  };

  /** Undefined when nothing is to be waited for. */
  readonly #wait = (): Promise<void> | undefined => {
    const waiting = this.#deps.ready();
    if (waiting) return waiting.then(this.#wait);
    if (!this.#current) return this.#regained();
    // A node that was frozen may have been cut off meanwhile, and not have seen that yet.
    if (performance.now() - this.#current.heard.at_ms > LEASE_MS) return this.#current.probe().then(this.#wait);
    return undefined;
  };

  readonly changed = (): void => {
    this.#deps.position?.changed();
    this.#locate();
  };

  readonly startOver = (): void => {
    if (this.#current) this.#lose(this.#current.client);
  };

  async allHave(): Promise<void> {
    try {
      for (let asked = 0; asked < MAX_ASKED; asked += 1) {
        if (!this.#current) await this.#regained();
        if (await this.#questions.allHave()) return;
      }
    } catch (error) {
      throw withoutDatabase(error);
    }
    throw unavailable('whether all nodes have heard of a change is not known');
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#probing);
    await this.#attempt?.catch(() => {});
    await this.#current?.client.end().catch(() => {});
  }

  /** Asks where the leader's log ends, if that is not known. One look that is under way already may have been too early. */
  #locate(): void {
    const { position } = this.#deps;
    if (this.#isLocating || position === undefined) return;
    this.#isLocating = true;
    const look = async (): Promise<void> => {
      while (!position.isKnown && this.#current) await this.#current.probe();
    };
    // A connection that is lost is replaced, and asked then.
    look()
      .catch(() => {})
      .finally(() => {
        this.#isLocating = false;
      });
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
    this.#begin();
    return this.#attempt ?? Promise.reject(unavailable('the database was not there a moment ago'));
  }

  #lose(client: pg.Client): void {
    if (this.#current?.client !== client || this.#stopped) return;
    this.#current = undefined;
    cut(client);
    this.#questions.lost();
    this.#deps.position?.changed();
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
      if (!isDirect(client, pid)) throw new Error(POOLED);
      const { probe, heard } = this.#follow(client, pid, gone);
      for (const channel of [CHANGE_CHANNEL, ASK_CHANNEL, HEARD_CHANNEL]) await client.query(`listen ${channel}`);
      const heard_ms = performance.now();
      // Known to others only when it listens: none waits for an answer that cannot come.
      await client.query(`set application_name = '${NODE_NAME}'`);
      await this.#deps.listeners.emitAll();
      if (lost || this.#stopped) throw unavailable('the connection that hears changes was lost');
      heard.at_ms = Math.max(heard.at_ms, heard_ms);
      this.#current = { client, pid, probe, heard };
      this.#locate();
    } catch (error) {
      cut(client);
      throw error instanceof Error && error.message === POOLED ? error : withoutDatabase(error);
    }
  }

  /** @returns what asks for a sign of life, after everything that has been heard */
  #follow(client: pg.Client, pid: number, gone: () => void): Pick<Listening, 'probe' | 'heard'> {
    let done: Promise<unknown> = Promise.resolve();
    const inTurn = (work: () => Promise<unknown>): Promise<unknown> => {
      done = done.then(work);
      done.catch(gone);
      return done;
    };
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === CHANGE_CHANNEL) {
        this.changed();
        // What is held is dropped now; what is read anew is waited for in turn.
        const taken = this.#deps.listeners.emit(JSON.parse(payload) as Change);
        taken.catch(gone);
        void inTurn(() => taken);
      } else if (channel === ASK_CHANNEL)
        void inTurn(() => client.query('select pg_notify($1, $2)', [HEARD_CHANNEL, `${payload} ${pid}`]));
      else this.#questions.answered(payload);
    });
    const heard = { at_ms: 0 };
    let probing: Promise<void> | undefined;
    const look = async (): Promise<void> => {
      const begun_ms = performance.now();
      const { position } = this.#deps;
      if (position === undefined) await client.query(ALIVE);
      else {
        const { mark } = position;
        const { rows } = await client.query<Place & pg.QueryResultRow>(WHERE);
        if (rows[0]) position.found(rows[0], mark, begun_ms);
      }
      heard.at_ms = begun_ms;
    };
    const probe = (): Promise<void> => {
      probing ??= inTurn(look).then(() => {
        probing = undefined;
      });
      return probing;
    };
    return { heard, probe };
  }
}

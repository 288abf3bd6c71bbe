/**
 * Changes between the nodes of one PostgreSQL database, by LISTEN/NOTIFY. Whoever makes a change waits until every other node has
 * heard of it, so that what it then acknowledges is seen by the next request everywhere. A node that does not hear answers nothing from
 * memory.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { unavailable } from '../foundation/index.ts';
import type { Change } from './index.ts';
import type { Listeners } from './listeners.ts';
import { withoutDatabase } from './unavailable.ts';

export const CHANGE_CHANNEL = 'portvakt_change';
/** Payload: the name of a question. Every node answers it, and has then heard of all changes that were committed before it. */
const ASK_CHANNEL = 'portvakt_ask';
/** Payload: the question's name, a blank, and the process id of the answering node's listening connection. */
const HEARD_CHANNEL = 'portvakt_heard';
/** What the listening connections are called in `pg_stat_activity`: that is how nodes know of each other. */
const NODE_NAME = 'portvakt node';
const RETRY_MS = 250;
/** A connection whose end has not been noticed is found out so. */
const PROBE_EVERY_MS = 5_000;
/** So often it is looked whether those who have yet to answer are still there. */
const LOOK_EVERY_MS = 500;
/** A node that has not answered when so often looked at is cut off: it finds its connection lost, and drops what it holds, before it answers again. */
const MAX_LOOKS = 10;
const MAX_ASKED = 3;

type Query = (text: string, values?: readonly unknown[]) => Promise<{ readonly rows: readonly unknown[] }>;

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

/** Who has yet to answer one question. */
interface Question {
  readonly waitingFor: Set<number>;
  /** @param lost answers may have been missed */
  readonly settle: (lost: boolean) => void;
}

/**
 * Keeps one connection listening. While it is lost this node may miss changes, so everything is dropped before it is used again.
 * @param open a new connection, whose statements have a time limit
 * @param query runs a statement on another connection
 */
export async function hearChanges({
  open,
  listeners,
  query,
}: {
  readonly open: () => pg.Client;
  readonly listeners: Listeners;
  readonly query: Query;
}): Promise<Hearing> {
  let stopped = false;
  let current: Listening | undefined;
  /** The connection that is being made. */
  let attempt: Promise<void> | undefined;
  const questions = new Map<string, Question>();

  const lose = (client: pg.Client): void => {
    if (current?.client !== client || stopped) return;
    current = undefined;
    client.end().catch(() => {});
    for (const { settle } of questions.values()) settle(true);
    // At once, for what is under way; and again when the connection is there, for what that has kept meanwhile.
    listeners.emitAll().catch(() => {});
    begin();
  };

  const connect = async (): Promise<void> => {
    const client = open();
    let lost = false;
    // A connection that breaks may say both, and a connection that is never made says so as well.
    const gone = () => {
      lost = true;
      lose(client);
    };
    client.on('error', gone);
    client.on('end', gone);
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const pid = rows[0]?.pid ?? 0;
      const probe = follow(client, pid, gone);
      for (const channel of [CHANGE_CHANNEL, ASK_CHANNEL, HEARD_CHANNEL]) await client.query(`listen ${channel}`);
      // Known to others only when it listens: none waits for an answer that cannot come.
      await client.query(`set application_name = '${NODE_NAME}'`);
      await listeners.emitAll();
      if (lost || stopped) throw unavailable('the connection that hears changes was lost');
      current = { client, pid, probe };
    } catch (error) {
      client.end().catch(() => {});
      throw withoutDatabase(error);
    }
  };

  /** @returns what asks for a sign of life, after everything that has been heard */
  const follow = (client: pg.Client, pid: number, gone: () => void): (() => void) => {
    let done: Promise<unknown> = Promise.resolve();
    const inTurn = (work: () => Promise<unknown>): void => {
      done = done.then(work);
      done.catch(gone);
    };
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === CHANGE_CHANNEL) {
        // What is held is dropped now; what is read anew is waited for in turn.
        const taken = listeners.emit(JSON.parse(payload) as Change);
        taken.catch(gone);
        inTurn(() => taken);
      } else if (channel === ASK_CHANNEL)
        inTurn(() => client.query('select pg_notify($1, $2)', [HEARD_CHANNEL, `${payload} ${pid}`]));
      else answer(payload);
    });
    return () => inTurn(() => client.query('select 1'));
  };

  const answer = (payload: string): void => {
    const [name = '', pid] = payload.split(' ');
    const question = questions.get(name);
    question?.waitingFor.delete(Number(pid));
    if (question?.waitingFor.size === 0) question.settle(false);
  };

  const begin = (): void => {
    if (stopped || attempt) return;
    attempt = connect();
    attempt.then(
      () => {
        attempt = undefined;
      },
      () => {
        attempt = undefined;
        setTimeout(begin, RETRY_MS).unref();
      },
    );
  };

  const regained = (): Promise<void> =>
    attempt ?? Promise.reject(unavailable('the database was not there a moment ago'));

  const others = async (): Promise<Set<number>> => {
    const { rows } = await query(
      'select pid from pg_stat_activity where datname = current_database() and application_name = $1 and pid <> $2',
      [NODE_NAME, current?.pid ?? 0],
    );
    return new Set((rows as readonly { readonly pid: number }[]).map(({ pid }) => pid));
  };

  const cutOff = (pids: ReadonlySet<number>) =>
    query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = $1 and pid = any($2)`,
      [NODE_NAME, [...pids]],
    );

  /** @returns false when answers may have been missed */
  const ask = async (waitingFor: Set<number>): Promise<boolean> => {
    const name = randomUUID();
    const answered = new Promise<boolean>((resolve) => {
      questions.set(name, { waitingFor, settle: (lost) => resolve(!lost) });
    });
    const over = new AbortController();
    try {
      await query('select pg_notify($1, $2)', [ASK_CHANNEL, name]);
      for (let look = 0; look < MAX_LOOKS; look += 1) {
        const pause = wait(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
        const outcome = await Promise.race([answered, pause]);
        if (outcome !== undefined) return outcome;
        const there = await others();
        for (const pid of waitingFor) if (!there.has(pid)) waitingFor.delete(pid);
        if (waitingFor.size === 0) return true;
      }
      await cutOff(waitingFor);
      return true;
    } finally {
      over.abort();
      questions.delete(name);
    }
  };

  begin();
  try {
    await attempt;
  } catch (error) {
    stopped = true;
    throw error;
  }
  const probing = setInterval(() => current?.probe(), PROBE_EVERY_MS).unref();
  return {
    inStep: () => (current ? undefined : regained()),
    startOver: () => current && lose(current.client),
    async allHave() {
      try {
        for (let asked = 0; asked < MAX_ASKED; asked += 1) {
          if (!current) await regained();
          const waitingFor = await others();
          if (waitingFor.size === 0 || (await ask(waitingFor))) return;
        }
      } catch {
        // The changes are committed, and the server tells the nodes of them: that nobody can be asked now undoes neither.
      }
    },
    async stop() {
      stopped = true;
      clearInterval(probing);
      await attempt?.catch(() => {});
      await current?.client.end().catch(() => {});
    },
  };
}

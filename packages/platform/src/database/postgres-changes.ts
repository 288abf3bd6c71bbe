/**
 * Changes between the nodes of one PostgreSQL database, by LISTEN/NOTIFY. Whoever makes a change waits until every other node has
 * heard of it, so that what it then acknowledges is seen by the next request everywhere.
 */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Change } from './index.ts';
import type { Listeners } from './listeners.ts';

export const CHANGE_CHANNEL = 'portvakt_change';
/** Payload: the name of a question. Every node answers it, and has then heard of all changes that were committed before it. */
const ASK_CHANNEL = 'portvakt_ask';
/** Payload: the question's name, a blank, and the process id of the answering node's listening connection. */
const HEARD_CHANNEL = 'portvakt_heard';
/** What the listening connections are called in `pg_stat_activity`: that is how nodes know of each other. */
const NODE_NAME = 'portvakt node';
const RECONNECT_DELAY_MS = 250;
/** A node that is stopped or cut off without its connection's end being noticed holds up a change for so long, and no longer. */
const MAX_WAIT_MS = 2_000;

type Query = (text: string, values?: readonly unknown[]) => Promise<{ readonly rows: readonly unknown[] }>;

export interface Hearing {
  /** Resolves when every other node's listeners have been told of all changes committed so far, or after `MAX_WAIT_MS`. Never rejects. */
  allHave(): Promise<void>;
  stop(): Promise<void>;
}

/** Who has yet to answer one question. */
interface Question {
  readonly waitingFor: Set<number>;
  readonly answered: () => void;
}

/**
 * Keeps one connection listening. While it is lost this node may miss changes, so its listeners are told at every attempt to connect
 * again that everything may have changed.
 * @param query runs a statement on another connection
 */
export async function hearChanges(
  Client: typeof pg.Client,
  url: string,
  listeners: Listeners,
  query: Query,
): Promise<Hearing> {
  let stopped = false;
  let current: { readonly client: pg.Client; readonly pid: number } | undefined;
  const questions = new Map<string, Question>();

  const connect = async (): Promise<void> => {
    const client = new Client({ connectionString: url, keepAlive: true });
    let lost = false;
    // A connection that breaks may say both, and a connection that is never made says so as well.
    const lose = () => {
      lost = true;
      if (current?.client !== client) return;
      current = undefined;
      retryLater();
    };
    client.on('error', lose);
    client.on('end', lose);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const pid = rows[0]?.pid ?? 0;
    let answering: Promise<unknown> = Promise.resolve();
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === CHANGE_CHANNEL) listeners.emit(JSON.parse(payload) as Change);
      else if (channel === ASK_CHANNEL)
        answering = answering
          .then(() => client.query('select pg_notify($1, $2)', [HEARD_CHANNEL, `${payload} ${pid}`]))
          // The connection has ended: then nobody waits for the answer.
          .catch(() => {});
      else answer(payload);
    });
    for (const channel of [CHANGE_CHANNEL, ASK_CHANNEL, HEARD_CHANNEL]) await client.query(`listen ${channel}`);
    // Known to others only when it listens: none waits for an answer that cannot come.
    await client.query(`set application_name = '${NODE_NAME}'`);
    if (lost) throw new Error('the connection was lost');
    if (stopped) return client.end();
    current = { client, pid };
  };

  const answer = (payload: string): void => {
    const [name = '', pid] = payload.split(' ');
    const question = questions.get(name);
    question?.waitingFor.delete(Number(pid));
    if (question?.waitingFor.size === 0) question.answered();
  };

  const retryLater = (): void => {
    if (stopped) return;
    listeners.emitAll();
    setTimeout(() => void connect().then(() => listeners.emitAll(), retryLater), RECONNECT_DELAY_MS).unref();
  };

  const others = async (): Promise<Set<number>> => {
    const { rows } = await query(
      'select pid from pg_stat_activity where datname = current_database() and application_name = $1 and pid <> $2',
      [NODE_NAME, current?.pid ?? 0],
    );
    return new Set((rows as readonly { readonly pid: number }[]).map(({ pid }) => pid));
  };

  const ask = async (waitingFor: Set<number>): Promise<void> => {
    const name = randomUUID();
    let timer: NodeJS.Timeout | undefined;
    const answers = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, MAX_WAIT_MS);
      questions.set(name, { waitingFor, answered: resolve });
    });
    try {
      await query('select pg_notify($1, $2)', [ASK_CHANNEL, name]);
      await answers;
    } finally {
      clearTimeout(timer);
      questions.delete(name);
    }
  };

  await connect();
  return {
    async allHave() {
      try {
        const waitingFor = await others();
        if (waitingFor.size > 0 && current !== undefined) await ask(waitingFor);
      } catch {
        // The changes are committed, and the server has told the nodes of them: that nobody can be asked now undoes neither.
      }
    },
    async stop() {
      stopped = true;
      await current?.client.end();
    },
  };
}

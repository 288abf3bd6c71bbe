/** What the nodes of one PostgreSQL database ask each other: whether all have heard. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** Payload: the name of a question. Every node answers it, and has then heard of all changes that were committed before it. */
export const ASK_CHANNEL = 'portvakt_ask';
/** Payload: the question's name, a blank, and the process id of the answering node's listening connection. */
export const HEARD_CHANNEL = 'portvakt_heard';
/** What the listening connections are called in `pg_stat_activity`: that is how nodes know of each other. */
export const NODE_NAME = 'portvakt node';
/** So often it is looked whether those who have yet to answer are still there. */
const LOOK_EVERY_MS = 500;
/** A node that has not answered when so often looked at is cut off: it finds its connection lost, and drops what it holds, before it answers again. */
const MAX_LOOKS = 10;

export type Query = (text: string, values?: readonly unknown[]) => Promise<readonly unknown[]>;

/** Who has yet to answer one question. */
interface Question {
  readonly waitingFor: Set<number>;
  /** @param lost answers may have been missed */
  readonly settle: (lost: boolean) => void;
}

/** The questions that this node waits for the answers of. */
export class Questions {
  readonly #query: Query;
  readonly #own: () => number;
  readonly #open = new Map<string, Question>();

  /** @param own process id of this node's listening connection */
  constructor(query: Query, own: () => number) {
    this.#query = query;
    this.#own = own;
  }

  /** Asks all others whether they have heard every change, and cuts off who does not answer. @returns false when answers may have been missed */
  async allHave(): Promise<boolean> {
    const waitingFor = await this.#others();
    return waitingFor.size === 0 || this.#ask(waitingFor);
  }

  /** An answer has come: its payload. */
  answered(payload: string): void {
    const [name = '', pid] = payload.split(' ');
    const question = this.#open.get(name);
    question?.waitingFor.delete(Number(pid));
    if (question?.waitingFor.size === 0) question.settle(false);
  }

  /** The connection on which answers come was lost. */
  lost(): void {
    for (const { settle } of this.#open.values()) settle(true);
  }

  async #ask(waitingFor: Set<number>): Promise<boolean> {
    const name = randomUUID();
    const answered = new Promise<boolean>((resolve) => {
      this.#open.set(name, { waitingFor, settle: (lost) => resolve(!lost) });
    });
    const over = new AbortController();
    try {
      await this.#query('select pg_notify($1, $2)', [ASK_CHANNEL, name]);
      for (let look = 0; look < MAX_LOOKS; look += 1) {
        const pause = wait(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
        const outcome = await Promise.race([answered, pause]);
        if (outcome !== undefined) return outcome;
        const there = await this.#others();
        for (const pid of waitingFor) if (!there.has(pid)) waitingFor.delete(pid);
        if (waitingFor.size === 0) return true;
      }
      await this.#cutOff(waitingFor);
      return true;
    } finally {
      over.abort();
      this.#open.delete(name);
    }
  }

  async #others(): Promise<Set<number>> {
    const rows = await this.#query(
      'select pid from pg_stat_activity where datname = current_database() and application_name = $1 and pid <> $2',
      [NODE_NAME, this.#own()],
    );
    return new Set((rows as readonly { readonly pid: number }[]).map(({ pid }) => pid));
  }

  #cutOff(pids: ReadonlySet<number>) {
    return this.#query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = $1 and pid = any($2)`,
      [NODE_NAME, [...pids]],
    );
  }
}

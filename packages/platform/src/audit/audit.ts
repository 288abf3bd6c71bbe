import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Transaction } from 'kysely';
import type { Callers } from '../callers/index.ts';
import { acting, type Database, type Tables } from '../database/index.ts';
import { type Clock, isUnavailable, Refusal } from '../foundation/index.ts';
import { logOf } from '../http/index.ts';
import { aboutRequest } from './about-request.ts';
import { actOf, type Recorder } from './act.ts';
import { type Doer, doerOf, isProven, PROGRAM } from './actor.ts';
import { isAdministration } from './administration.ts';
import { ChainChecker, type ChainFault, type Checkpoint, lineOf } from './chain.ts';
import { entryOf, type Told } from './entry.ts';
import { byProgram } from './program.ts';
import { type AuditWish, type FoundEntries, searchEntries } from './search.ts';
import {
  type AuditState,
  appendEntries,
  auditState,
  dropEntries,
  entriesAfter,
  entriesOf,
  type NewEntry,
  type StoredEntry,
} from './store.ts';

/** How much is kept. */
export interface AuditKeeping {
  readonly entries?: number;
  readonly ms?: number;
}

export interface AuditDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly callers: Callers;
  readonly keep: AuditKeeping;
}

/** Entries beside no transaction that wait to be written; further ones are counted. */
const MAX_WAITING = 20_000;
const FIRST_REFUSAL = 400;
const BATCH = 500;
const WRITE_AFTER_MS = 100;
const RETRY_AFTER_MS = 5_000;
/** So often it is looked for what need not be kept any longer. */
const DROP_EVERY = 1_000;
/** Entries that are read at once to check them. */
const CHECKED_AT_ONCE = 1_000;

/**
 * Who has changed what: an entry for each change, written in the transaction that makes it, so that neither is there without the other. Each
 * entry holds the hash of the one before it.
 */
export class AuditLog {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #callers: Callers;
  readonly #keep: AuditKeeping;
  readonly #recorder: Recorder;
  #waiting: NewEntry[] = [];
  /** Not yet told of in the log. */
  #lost = 0;
  #lostInAll = 0;
  #position = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  constructor({ database, clock, callers, keep }: AuditDeps) {
    this.#database = database;
    this.#clock = clock;
    this.#callers = callers;
    this.#keep = keep;
    this.#recorder = { database, clock, written: (trx, position) => this.#written(trx, position) };
  }

  /** From now on what operations of administration change is recorded, and what they refuse to callers who are known; called before any route is made. */
  watch(http: FastifyInstance): void {
    const log = this;
    http.addHook('onRoute', (route) => {
      const operation = route.config?.operation;
      if (!operation || !isAdministration(operation)) return;
      const { handler } = route;
      route.handler = function (request, reply) {
        return log.#during(request, reply, operation.operationId, () => handler.call(this, request, reply));
      };
    });
    http.addHook('onError', (request, _, error, done) => {
      const { operation } = request.routeOptions.config;
      if (operation && isAdministration(operation)) this.#refused(request, operation.operationId, error);
      done();
    });
  }

  /** What the program that runs the platform does itself, without a request. */
  byProgram<T>(operation: string, work: () => T): T {
    return byProgram(this.#recorder, operation, work);
  }

  /** Takes what is in no transaction; it is written soon. */
  note(doer: Doer, told: Told): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#lost += 1;
      this.#lostInAll += 1;
    } else this.#waiting.push(this.#entry(doer, told));
    this.#writeSoon(WRITE_AFTER_MS);
  }

  /** Resolves when everything taken so far is written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = (this.#writing ?? Promise.resolve()).catch(() => undefined).then(() => this.#writeAll());
    return this.#writing;
  }

  /** How far this node has come. */
  get counts(): { readonly position: number; readonly waiting: number; readonly lost: number } {
    return { position: this.#position, waiting: this.#waiting.length, lost: this.#lostInAll };
  }

  /** Where the chain ends, and where it begins. */
  state(): Promise<AuditState> {
    return auditState(this.#database.db);
  }

  after(position: number, limit: number): Promise<readonly StoredEntry[]> {
    return entriesAfter(this.#database.db, position, limit);
  }

  search(wish: AuditWish): Promise<FoundEntries> {
    return searchEntries(this.#database.db, wish);
  }

  /** Every entry as a line of an export, with line breaks, to where the chain ended when it began. */
  async *lines(): AsyncGenerator<string> {
    const { head, gone } = await this.state();
    for (let at = gone.position; at < head.position; ) {
      const entries = (await this.after(at, CHECKED_AT_ONCE)).filter(({ position }) => position <= head.position);
      if (entries.length === 0) return;
      yield entries.map((entry) => `${lineOf(entry)}\n`).join('');
      at = entries.at(-1)?.position ?? head.position;
    }
  }

  of(organization: string, wish: { readonly before: number | undefined; readonly limit: number }) {
    return entriesOf(this.#database.db, organization, wish);
  }

  /** Reads the whole chain. @returns how far it is right, and the first fault */
  async verify(
    checkpoint?: Checkpoint,
  ): Promise<{ readonly last: Checkpoint; readonly fault: ChainFault | undefined }> {
    const { head, gone } = await this.state();
    const checker = new ChainChecker(gone, checkpoint);
    while (checker.last.position < head.position) {
      const links = await this.after(checker.last.position, CHECKED_AT_ONCE);
      for (const link of links) {
        if (link.position > head.position) break;
        const fault = checker.take(link);
        if (fault) return { last: checker.last, fault };
      }
      if (links.length === 0) break;
    }
    return { last: checker.last, fault: checker.end(head) };
  }

  #during(request: FastifyRequest, reply: FastifyReply, operation: string, handle: () => unknown): unknown {
    let isOver = false;
    const { act, isRecorded } = actOf(this.#recorder, () => ({
      // What goes on in the background when the answer has been given is not the caller's doing.
      doer: isOver ? PROGRAM : doerOf(request, this.#callers),
      told: { operation, outcome: 'done', ...aboutRequest(request) },
    }));
    const answer = acting(act, handle);
    // What changed nothing in the database, such as the sandbox's clock, is recorded beside it.
    const record = async (): Promise<void> => {
      if (!isRecorded() && reply.statusCode < FIRST_REFUSAL)
        await this.#database.transaction((trx) => act.record(trx, []));
      isOver = true;
    };
    if (answer instanceof Promise) return answer.then((value: unknown) => record().then(() => value));
    if (reply.sent) {
      record().catch((error: unknown) => logOf(request).error({ err: error }, 'an entry of the audit log failed'));
      return answer;
    }
    return record().then(() => answer);
  }

  async #written(trx: Transaction<Tables>, position: number): Promise<void> {
    this.#position = position;
    if (position % DROP_EVERY === 0) await dropEntries(trx, this.#droppable(position));
  }

  #refused(request: FastifyRequest, operation: string, error: Error): void {
    // Nobody fills the log who has proven nothing.
    if (!(error instanceof Refusal) || !isProven(request, this.#callers)) return;
    const { code, status } = error;
    this.note(doerOf(request, this.#callers), {
      operation,
      outcome: 'refused',
      code,
      status,
      ...aboutRequest(request),
    });
  }

  #entry(doer: Doer, told: Told): NewEntry {
    return entryOf(this.#clock.now(), doer, told);
  }

  #moment() {
    return { now: this.#clock.now(), kind: this.#database.kind };
  }

  #droppable(position: number): { readonly upTo: number; readonly before: number } {
    const { entries = Number.POSITIVE_INFINITY, ms = Number.POSITIVE_INFINITY } = this.#keep;
    return { upTo: position - entries, before: this.#clock.now() - ms };
  }

  #writeSoon(delayMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.flush().catch((error: unknown) => {
        if (isUnavailable(error)) this.#writeSoon(RETRY_AFTER_MS);
      });
    }, delayMs).unref();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0 || this.#lost > 0) {
      const lost = this.#lost;
      const batch = this.#waiting.slice(0, BATCH);
      const entries =
        lost === 0 ? batch : [...batch, this.#entry(PROGRAM, { operation: 'audit', outcome: 'lost', entries: lost })];
      // Only when they are there: a batch that failed would leave a place that is not reached, as if entries had been taken away.
      this.#position = await this.#database.transaction(async (trx) => {
        const { position } = await appendEntries(trx, entries, this.#moment());
        if (Math.floor(position / DROP_EVERY) > Math.floor((position - entries.length) / DROP_EVERY))
          await dropEntries(trx, this.#droppable(position));
        return position;
      });
      this.#waiting = this.#waiting.slice(batch.length);
      this.#lost -= lost;
    }
  }
}

import type { Database } from '../database/index.ts';
import { type Clock, isUnavailable } from '../foundation/index.ts';
import { checkOf, codeOf, type GrantRefusal } from './refusals.ts';
import { linesOf, RequestLogStore, type TokenRequestEntry } from './request-log-store.ts';
import type { Progress } from './token-endpoint.ts';

const KEEP_EACH = 1000;
const KEEP_MS = 30 * 24 * 3600 * 1000;
const FLUSH_MS = 250;
/** While the database is away. */
const RETRY_MS = 5_000;
const MAX_PENDING = 10_000;
const TRIM_EVERY = 200;
/** Clients of whom it is known how much they have written since they were trimmed. */
const MAX_COUNTED = 20_000;
const FORGET_EVERY_MS = 3600 * 1000;
/** Lines in one row: few rows under load, and none so long that reading a hundred lines means reading many more. */
const LINES_PER_ROW = 100;

interface Noted {
  readonly time: number;
  readonly kid: string | undefined;
  readonly scopes: readonly string[];
  readonly refused: GrantRefusal | undefined;
}

interface Pending {
  readonly organization: string;
  notes: Noted[];
}

/** How the keys of a client have been used, as far back as the log reaches. */
export interface KeyUse {
  /** Since when nothing can have been missed, in ms. */
  readonly from: number;
  /** By kid, in ms. */
  readonly lastUsed: ReadonlyMap<string, number>;
}

/**
 * Every token request of a known client: the last 1,000 of each, at most 30 days. Written in the background, many lines of a client in one
 * row; the token route never waits. What was noted in the last quarter of a second may be lost in a crash.
 */
export class RequestLog {
  readonly #store: RequestLogStore;
  readonly #clock: Clock;
  #pending = new Map<string, Pending>();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** Lines written since the client was trimmed. */
  readonly #written = new Map<string, number>();
  #seen = 0;
  #forgot = 0;

  constructor(database: Database, clock: Clock) {
    this.#store = new RequestLogStore(database);
    this.#clock = clock;
  }

  /** Notes how a request ended. Requests of unknown clients belong to nobody and are not kept. */
  note(progress: Progress, refused?: GrantRefusal): void {
    const { clientId, organization, kid, scopes = [] } = progress;
    if (clientId === undefined || organization === undefined || this.#count >= MAX_PENDING) return;
    let pending = this.#pending.get(clientId);
    if (!pending) {
      pending = { organization, notes: [] };
      this.#pending.set(clientId, pending);
    }
    pending.notes.push({ time: this.#clock.now(), kid, scopes, refused });
    this.#count += 1;
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Newest first. */
  async of(organization: string, clientId?: string, limit = 100): Promise<readonly TokenRequestEntry[]> {
    await this.flush();
    return this.#store.newest({ organization, clientId, limit, after: this.#clock.now() - KEEP_MS });
  }

  /** When each of the clients last had a token, in ms; those that have had none in 30 days are left out. */
  async lastIssued(clientIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    await this.flush();
    return this.#store.lastIssued(clientIds, this.#clock.now() - KEEP_MS);
  }

  /** When each key of a client last got it a token. */
  async keyUse(organization: string, clientId: string): Promise<KeyUse> {
    await this.flush();
    const after = this.#clock.now() - KEEP_MS;
    const lines = await this.#store.newest({ organization, clientId, limit: KEEP_EACH, after });
    const lastUsed = new Map<string, number>();
    for (const { kid, outcome, time } of lines)
      if (outcome === 'issued' && kid !== undefined && !lastUsed.has(kid)) lastUsed.set(kid, Date.parse(time));
    const oldest = lines[KEEP_EACH - 1];
    return { from: oldest ? Date.parse(oldest.time) : after, lastUsed };
  }

  /** When each of the clients last had a token with the scope, in ms; those that have had none in 30 days are left out. */
  async lastIssuedWith(scope: string, clientIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    await this.flush();
    return this.#store.lastIssuedWith(scope, clientIds, this.#clock.now() - KEEP_MS);
  }

  /** What the clients were refused after an instant (ms), newest first. */
  async refused(clientIds: readonly string[], after: number, limit = 100): Promise<readonly TokenRequestEntry[]> {
    await this.flush();
    return this.#store.refused({ clientIds, after, limit });
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#pending;
    if (batch.size === 0) return this.#writing;
    this.#pending = new Map();
    this.#count = 0;
    // The log is a help for developers: when it cannot be written, tokens are issued all the same, and its lines wait.
    this.#writing = this.#writing.then(() => this.#write(batch)).catch(() => {});
    return this.#writing;
  }

  async #write(batch: ReadonlyMap<string, Pending>): Promise<void> {
    const rows = [...batch].flatMap(([clientId, { organization, notes }]) => {
      const lines = notes.slice(-KEEP_EACH).map((note) => lineOf(clientId, note));
      return linesOf(clientId, organization, lines, LINES_PER_ROW);
    });
    try {
      await this.#store.write(rows);
    } catch (error) {
      if (isUnavailable(error)) this.#takeBack(batch);
      throw error;
    }
    for (const [clientId, { notes }] of batch)
      if (this.#isDue(clientId, notes.length)) await this.#store.trim(clientId, KEEP_EACH);
    const now = this.#clock.now();
    if (Math.abs(now - this.#forgot) < FORGET_EVERY_MS) return;
    this.#forgot = now;
    await this.#store.forget(now - KEEP_MS);
  }

  /** Lines that could not be written go with the next ones, as far as memory allows. */
  #takeBack(batch: ReadonlyMap<string, Pending>): void {
    for (const [clientId, { organization, notes }] of batch) {
      if (this.#count + notes.length > MAX_PENDING) continue;
      const later = this.#pending.get(clientId)?.notes ?? [];
      this.#pending.set(clientId, { organization, notes: [...notes, ...later] });
      this.#count += notes.length;
    }
    this.#timer ??= setTimeout(() => void this.flush(), RETRY_MS).unref();
  }

  /** Each client once in so many lines; one that is new here begins anywhere in its count, so that those who come rarely have their turn too. */
  #isDue(clientId: string, added: number): boolean {
    this.#seen += 1;
    const written = (this.#written.get(clientId) ?? this.#seen % TRIM_EVERY) + added;
    if (this.#written.size >= MAX_COUNTED) this.#written.clear();
    this.#written.set(clientId, written % TRIM_EVERY);
    return written >= TRIM_EVERY;
  }
}

function lineOf(clientId: string, { time, kid, scopes, refused }: Noted): TokenRequestEntry {
  const code = refused && codeOf(refused);
  return {
    time: new Date(time).toISOString(),
    clientId,
    outcome: refused ? 'refused' : 'issued',
    ...(kid === undefined ? {} : { kid }),
    scopes,
    ...(refused ? { check: checkOf(refused), description: refused.message, remedy: refused.remedy } : {}),
    ...(code === undefined ? {} : { code }),
    ...(refused && Object.keys(refused.parameters).length > 0 ? { parameters: refused.parameters } : {}),
  };
}

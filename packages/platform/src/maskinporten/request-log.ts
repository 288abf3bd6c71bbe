import { randomUUID } from 'node:crypto';
import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { GrantRefused } from './errors.ts';
import type { Progress } from './token-endpoint.ts';

/** A line of the developer's log. It never holds an assertion or a token. */
export interface TokenRequestEntry {
  readonly time: string;
  readonly clientId: string;
  readonly outcome: 'issued' | 'refused';
  readonly kid?: string;
  readonly scopes: readonly string[];
  /** The check that failed, its code, what the client was told and what to do. */
  readonly check?: string;
  readonly code?: string;
  readonly description?: string;
  readonly remedy?: string;
}

const KEEP_EACH = 1000;
const KEEP_MS = 30 * 24 * 3600 * 1000;
const FLUSH_MS = 200;
const MAX_PENDING = 10_000;
const TRIM_EVERY = 200;

interface Pending {
  readonly organization: string;
  readonly time: number;
  readonly entry: TokenRequestEntry;
}

/** Every token request of a known client: the last 1,000 of each, at most 30 days. Written in the background; the token route never waits. */
export class RequestLog {
  readonly #database: Database;
  readonly #clock: Clock;
  #pending: Pending[] = [];
  #timer: NodeJS.Timeout | undefined;
  #written = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Notes how a request ended. Requests of unknown clients belong to nobody and are not kept. */
  note(progress: Progress, refused?: GrantRefused): void {
    const { clientId, organization } = progress;
    if (clientId === undefined || organization === undefined || this.#pending.length >= MAX_PENDING) return;
    const time = this.#clock.now();
    this.#pending.push({
      organization,
      time,
      entry: {
        time: new Date(time).toISOString(),
        clientId,
        outcome: refused ? 'refused' : 'issued',
        ...(progress.kid === undefined ? {} : { kid: progress.kid }),
        scopes: progress.scopes ?? [],
        ...(refused ? { check: refused.check, description: refused.message, remedy: refused.remedy } : {}),
        ...(refused?.code === undefined ? {} : { code: refused.code }),
      },
    });
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Newest first. */
  async of(organization: string, clientId?: string, limit = 100): Promise<readonly TokenRequestEntry[]> {
    await this.flush();
    let query = this.#database.db
      .selectFrom('token_request')
      .select('body')
      .where('organization', '=', organization)
      .where('time', '>', this.#clock.now() - KEEP_MS);
    if (clientId !== undefined) query = query.where('client_id', '=', clientId);
    const rows = await query.orderBy('time', 'desc').orderBy('id', 'desc').limit(limit).execute();
    return rows.map((row) => JSON.parse(row.body) as TokenRequestEntry);
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#pending;
    this.#pending = [];
    if (batch.length > 0) this.#writing = this.#writing.then(() => this.#write(batch)).catch(() => {});
    return this.#writing;
  }

  async #write(batch: readonly Pending[]): Promise<void> {
    const rows = batch.map(({ organization, time, entry }) => ({
      id: randomUUID(),
      client_id: entry.clientId,
      organization,
      time,
      body: JSON.stringify(entry),
    }));
    for (let start = 0; start < rows.length; start += 200)
      await this.#database.db
        .insertInto('token_request')
        .values(rows.slice(start, start + 200))
        .execute();
    this.#written += batch.length;
    if (this.#written < TRIM_EVERY) return;
    this.#written = 0;
    for (const clientId of new Set(batch.map(({ entry }) => entry.clientId))) await this.#trim(clientId);
    await this.#database.db
      .deleteFrom('token_request')
      .where('time', '<', this.#clock.now() - KEEP_MS)
      .execute();
  }

  async #trim(clientId: string): Promise<void> {
    const oldest = await this.#database.db
      .selectFrom('token_request')
      .select('time')
      .where('client_id', '=', clientId)
      .orderBy('time', 'desc')
      .offset(KEEP_EACH)
      .limit(1)
      .executeTakeFirst();
    if (oldest)
      await this.#database.db
        .deleteFrom('token_request')
        .where('client_id', '=', clientId)
        .where('time', '<=', oldest.time)
        .execute();
  }
}

/**
 * Sessions that were ended before their time: their tokens are refused at once, on every node. Altinn's APIs do not look, so there a token is good
 * until its own end (altinn-authentication.md 9).
 */
import type { Kysely, Transaction } from 'kysely';
import { type Announce, chunks, type Database, type Tables } from '../database/index.ts';
import type { Clock, JsonObject } from '../foundation/index.ts';
import { rejected } from './refusals.ts';

/** Longer than any token of a session lasts, and the tolerance for its end. */
const REMEMBERED_MS = 31 * 60 * 1000;

/** Whose sessions, or which one, or all that there are. */
export type WhichSessions =
  | 'all'
  | { readonly sid: string }
  | { readonly issuer: string; readonly upstreamSid: string }
  | { readonly persons: readonly string[]; readonly but?: string | undefined };

/** Ends them: their rows go, and their tokens are good for nothing. @returns how many they were */
export async function endSessions(
  trx: Transaction<Tables>,
  announce: Announce,
  which: WhichSessions,
  now: number,
): Promise<number> {
  const gone = await deleted(trx, which);
  if (gone.length === 0) return 0;
  await trx.deleteFrom('ended_session').where('until', '<=', now).execute();
  const until = now + REMEMBERED_MS;
  for (const part of chunks(gone))
    await trx
      .insertInto('ended_session')
      .values(part.map((sid) => ({ sid, until })))
      .onConflict((conflict) => conflict.column('sid').doNothing())
      .execute();
  const [sid] = gone;
  // Of many at once each node reads anew which they are.
  announce({ topic: 'session', ...(gone.length === 1 && sid !== undefined ? { key: sid } : {}) });
  return gone.length;
}

/** @returns the `sid` of each */
async function deleted(trx: Transaction<Tables>, which: WhichSessions): Promise<readonly string[]> {
  const all = trx.deleteFrom('login_session').returning('sid');
  const sids = async (query: typeof all) => (await query.execute()).map(({ sid }) => sid);
  if (which === 'all') return sids(all);
  if ('sid' in which) return sids(all.where('sid', '=', which.sid));
  if ('issuer' in which)
    return sids(all.where('issuer', '=', which.issuer).where('upstream_sid', '=', which.upstreamSid));
  const { persons, but } = which;
  const found: string[] = [];
  for (const part of chunks(persons)) {
    const of = all.where('party_uuid', 'in', part);
    found.push(...(await sids(but === undefined ? of : of.where('sid', '!=', but))));
  }
  return found;
}

const endedSessions = (db: Kysely<Tables>, now: number) =>
  db.selectFrom('ended_session').select(['sid', 'until']).where('until', '>', now).execute();

/** What every node knows of them, so that a token is looked at without a question. */
export class EndedSessions {
  readonly #database: Database;
  readonly #clock: Clock;
  #until = new Map<string, number>();

  constructor(deps: { readonly database: Database; readonly clock: Clock }) {
    this.#database = deps.database;
    this.#clock = deps.clock;
  }

  /** Reads those there are, and hears of every one from now on. */
  async open(): Promise<this> {
    this.#database.onChange('session', (sid) => (sid === undefined ? this.#reload() : this.#add(sid)));
    await this.#reload();
    return this;
  }

  /** @throws Refusal `token-invalid` for the claims of a token whose session was ended */
  check({ sid }: JsonObject): void {
    if (typeof sid === 'string' && this.#until.has(sid))
      throw rejected('the session of the token has ended: log in again');
  }

  #add(sid: string): void {
    const now = this.#clock.now();
    for (const [old, until] of this.#until) {
      if (until > now) break;
      this.#until.delete(old);
    }
    this.#until.set(sid, now + REMEMBERED_MS);
  }

  async #reload(): Promise<void> {
    const rows = await endedSessions(this.#database.db, this.#clock.now());
    // One that is added meanwhile is not lost.
    const found = new Map(rows.sort((a, b) => a.until - b.until).map(({ sid, until }) => [sid, until]));
    for (const [sid, until] of this.#until) if (!found.has(sid) && until > this.#clock.now()) found.set(sid, until);
    this.#until = found;
  }
}

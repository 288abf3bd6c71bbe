import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Database, Tables } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { deleteBefore, findBefore, insertBefore, lastChange, type RegistrationKind } from './history-store.ts';

/** From and to, whole seconds: how long a change takes to reach the token endpoint (maskinporten.md 6.1: 0 to 120 at Digdir). */
export type DelayRange = readonly [from: number, to: number];

/** What there was before a change that is not active yet; `value` undefined = nothing. */
export interface Former<T> {
  readonly value: T | undefined;
}

const MAX_DELAY_S = 3600;

/** @throws RangeError that says what is allowed */
function checkDelay([from, to]: DelayRange): void {
  const whole = (value: number) => Number.isSafeInteger(value) && value >= 0 && value <= MAX_DELAY_S;
  if (!whole(from) || !whole(to) || from > to)
    throw new RangeError(
      `the registration delay must be whole seconds from 0 to ${MAX_DELAY_S}, the lower first, e.g. 0-120`,
    );
}

/**
 * Imitates the time that a change at Samarbeidsportalen takes to become active. The token endpoint sees a registration as it was so long
 * ago; how long is fixed for each registration, so that changes become active in their order. What was there before a change is kept in the
 * database, so that every node agrees. Without a delay nothing is written and nothing is asked.
 */
export class RegistrationDelay {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #range: DelayRange;
  /** False when every change is active at once. */
  readonly isOn: boolean;

  /** @throws RangeError */
  constructor(database: Database, clock: Clock, range: DelayRange = [0, 0]) {
    checkDelay(range);
    this.#database = database;
    this.#clock = clock;
    this.#range = range;
    this.isOn = range[1] > 0;
  }

  /** How long changes of this registration take, ms: the same each time, spread evenly over the range. */
  of(kind: RegistrationKind, name: string): number {
    const [from, to] = this.#range;
    const spread = createHash('sha256').update(`${kind}\0${name}`).digest().readUInt32BE();
    return (from + (spread % (to - from + 1))) * 1000;
  }

  /** Keeps what there is, inside the transaction that is about to change it. */
  async remember<T>(
    trx: Transaction<Tables>,
    kind: RegistrationKind,
    name: string,
    read: () => Promise<T>,
  ): Promise<void> {
    if (!this.isOn) return;
    const value = (await read()) ?? null;
    const now = this.#clock.now();
    await insertBefore(trx, { kind, name, changed: now, body: value === null ? null : JSON.stringify(value) });
    await deleteBefore(trx, now - this.#range[1] * 1000);
  }

  /** What the token endpoint must still see instead of what there is; undefined when what there is is active. */
  async former<T>(kind: RegistrationKind, name: string): Promise<Former<T> | undefined> {
    if (!this.isOn) return undefined;
    const since = this.#clock.now() - this.of(kind, name);
    const row = await findBefore(this.#database.db, kind, name, since);
    return row && { value: row.body === null ? undefined : (JSON.parse(row.body) as T) };
  }

  /** When the last change becomes active, ms; undefined when it is. */
  async activeFrom(kind: RegistrationKind, name: string): Promise<number | undefined> {
    const changed = this.isOn ? await lastChange(this.#database.db, kind, name) : undefined;
    const active = changed === undefined ? 0 : changed + this.of(kind, name);
    return active > this.#clock.now() ? active : undefined;
  }
}

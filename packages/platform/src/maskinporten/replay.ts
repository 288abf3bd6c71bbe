import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database/index.ts';
import { refuse } from './refusals.ts';
import { type ReplayStore, replayStore, type Use } from './replay-store.ts';

const MAX_BATCH = 500;
/** Under load the next write begins this long after the last began, so that more requests share it. */
const PACE_MS = 4;
const SWEEP_EVERY_MS = 30_000;
/** A grant is remembered a while beyond its end, for clocks that differ between nodes. */
const REMEMBER_MS = 60_000;

interface Waiting extends Use {
  readonly resolve: (fresh: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Remembers used grants in the database, so that a grant is good once across all nodes and restarts. Requests that come together share
 * one write; each is answered when its grant is on disk.
 */
export class ReplayGuard {
  readonly #store: ReplayStore;
  readonly #now: () => number;
  #waiting: Waiting[] = [];
  #running = false;
  #swept = 0;

  constructor(database: Database, now: () => number) {
    this.#store = replayStore(database);
    this.#now = now;
  }

  /**
   * Marks a grant as used.
   * @param id see `grantId`
   * @param expires ms; from then on the grant is refused for its age
   * @returns true when it had not been used before
   * @throws Refusal `grant-unrecorded`
   */
  use(id: string, expires: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, expires: expires + REMEMBER_MS, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      // After what has come in already, so that it shares the write.
      setImmediate(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const began = performance.now();
      const batch = this.#waiting.splice(0, MAX_BATCH);
      await this.#write(batch);
      this.#sweep();
      const rest = PACE_MS - (performance.now() - began);
      if (batch.length > 1 && rest > 0) await pause(rest);
    }
    this.#running = false;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    // The first of several with the same id in one batch competes; the others have lost already.
    const first = new Map<string, Waiting>();
    for (const entry of batch) if (!first.has(entry.id)) first.set(entry.id, entry);
    try {
      const fresh = await this.#store.record([...first.values()]);
      for (const entry of batch) entry.resolve(first.get(entry.id) === entry && fresh.has(entry.id));
    } catch (error) {
      const failed = refuse('grant-unrecorded', 'the use of the grant could not be recorded', { cause: error });
      for (const entry of batch) entry.reject(failed);
    }
  }

  #sweep(): void {
    const now = this.#now();
    if (Math.abs(now - this.#swept) < SWEEP_EVERY_MS) return;
    this.#swept = now;
    // What is left when the database is away goes with the next one.
    this.#store.sweep(now).catch(() => {});
  }
}

/**
 * What makes a grant the same grant: issuer and `jti`; without `jti` the signed text (maskinporten.md 10). 16 bytes of SHA-256 as hex digits: to
 * be refused for another's grant takes 2^64 grants that live at once.
 */
export const grantId = (issuer: string, jti: string | undefined, signingInput: Buffer): string =>
  hash(
    'sha256',
    jti === undefined ? `${issuer}\0assertion\0${signingInput.toString('latin1')}` : `${issuer}\0jti\0${jti}`,
  ).slice(0, 32);

import { createHash } from 'node:crypto';
import type { Database } from '../database/index.ts';

const MAX_BATCH = 500;
const SWEEP_EVERY_MS = 60_000;

interface Waiting {
  readonly id: string;
  readonly expires: number;
  readonly resolve: (fresh: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Remembers used grants in the database, so that a grant is good once across all nodes and restarts. Requests that come together share
 * one write; each is answered when its row is on disk.
 */
export class ReplayGuard {
  readonly #database: Database;
  readonly #now: () => number;
  #waiting: Waiting[] = [];
  #running = false;
  #swept = 0;

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /**
   * Marks a grant as used.
   * @param id see `grantId`
   * @param expires ms; from then on the grant is refused for its age
   * @returns true when it had not been used before
   */
  use(id: string, expires: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, expires, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      setImmediate(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, MAX_BATCH));
    this.#running = false;
    await this.#sweep();
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    // The first of several with the same id in one batch competes; the others have lost already.
    const first = new Map<string, Waiting>();
    for (const entry of batch) if (!first.has(entry.id)) first.set(entry.id, entry);
    try {
      const rows = await this.#database.db
        .insertInto('used_grant')
        .values([...first.values()].map(({ id, expires }) => ({ id, expires })))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .execute();
      const fresh = new Set(rows.map((row) => row.id));
      for (const entry of batch) entry.resolve(first.get(entry.id) === entry && fresh.has(entry.id));
    } catch (error) {
      for (const entry of batch) entry.reject(error);
    }
  }

  /** Rows whose grants have expired prove nothing any more. */
  async #sweep(): Promise<void> {
    const now = this.#now();
    if (Math.abs(now - this.#swept) < SWEEP_EVERY_MS) return;
    this.#swept = now;
    await this.#database.db
      .deleteFrom('used_grant')
      .where('expires', '<', now - SWEEP_EVERY_MS)
      .execute()
      .catch(() => {});
  }
}

/** What makes a grant the same grant: issuer and `jti`; without `jti` the signed text (maskinporten.md 10). */
export function grantId(issuer: string, jti: string | undefined, signingInput: Buffer): string {
  const hash = createHash('sha256').update(issuer).update('\0');
  return (
    jti === undefined ? hash.update('assertion\0').update(signingInput) : hash.update('jti\0').update(jti)
  ).digest('base64url');
}

import { unavailable } from '../foundation/index.ts';

/** SQLSTATE unique_violation (PostgreSQL, appendix A), and SQLite's extended result codes CONSTRAINT_PRIMARYKEY and CONSTRAINT_UNIQUE. */
const POSTGRES = '23505';
const SQLITE = new Set([1555, 2067]);

/** Whether a statement failed because another has taken the key meanwhile: two who add the same both find that it is not there. */
export function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === POSTGRES || (typeof errcode === 'number' && SQLITE.has(errcode));
}

/** As many may come at one moment, of whom each time one is through. */
const TRIES = 20;

/**
 * Does a transaction again when another has taken a key meanwhile: it then sees what that has made.
 * @throws what it fails with otherwise; Refusal `unavailable` when others are always first
 */
export async function againWhenTaken<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await work();
    } catch (error) {
      if (!isTaken(error)) throw error;
      if (tries === TRIES) throw unavailable('others write the same at this moment', error);
    }
}

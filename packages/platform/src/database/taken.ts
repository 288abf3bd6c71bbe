/** SQLSTATE unique_violation (PostgreSQL, appendix A), and SQLite's extended result codes CONSTRAINT_PRIMARYKEY and CONSTRAINT_UNIQUE. */
const POSTGRES = '23505';
const SQLITE = new Set([1555, 2067]);

/** Whether a statement failed because another has taken the key meanwhile: two who add the same both find that it is not there. */
export function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === POSTGRES || (typeof errcode === 'number' && SQLITE.has(errcode));
}

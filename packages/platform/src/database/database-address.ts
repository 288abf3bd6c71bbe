/** Which of the two engines an address is of. What is neither is told of here: as the name of a file it would be made, and shown with its password. */

/** Whether an address is of a PostgreSQL database. */
export const isPostgres = (address: string): boolean => /^postgres(?:ql)?:\/\//.test(address);

const SCHEME = /^(?:[a-z][a-z0-9+.:-]*:\/\/|(?:postgres(?:ql)?|file|sqlite):)/i;
/** In the place of an address libpq takes words, and so do drivers of other databases. */
const WORDS = /(?:^|[\s;])(?:host|hostaddr|server|data source|dbname|database|user|user id|uid|password|pwd)\s*=/i;

/** What else an address is, without the secrets in it; undefined when it is PostgreSQL’s, `:memory:`, or may be a path. */
export function strangeAddress(address: string): string | undefined {
  if (isPostgres(address)) return undefined;
  const [scheme] = SCHEME.exec(address) ?? [];
  if (scheme !== undefined) return `an address that begins with ${scheme}`;
  return WORDS.test(address) ? 'words such as host=…' : undefined;
}

/**
 * @param address of a PostgreSQL database, `:memory:`, or the path of an SQLite file
 * @throws Error that says what to give instead, and tells no secret
 */
export function engineOf(address: string): 'postgres' | 'sqlite' {
  const isText = typeof address === 'string' && address.trim() !== '';
  const strange = isText ? strangeAddress(address) : 'none of these';
  if (strange === undefined) return isPostgres(address) ? 'postgres' : 'sqlite';
  throw new Error(
    `the database must be the path of an SQLite file, ":memory:", or an address that begins with postgres://, and what was given is ${strange}: give another, or leave it out for a database in memory`,
  );
}

/** How many requests are taken in a minute, and how that is said. */

/** What a limit counts; docs/production/limits.md has them for people. */
export type LimitKind = 'address' | 'failures' | 'logins' | 'codes' | 'client' | 'organization';
/** Every kind of limit. */
export const LIMIT_KINDS: readonly LimitKind[] = ['address', 'failures', 'logins', 'codes', 'client', 'organization'];

/** Most in a minute, all nodes together; 0 = any number. */
export type RateLimitSettings = Readonly<Record<LimitKind, number>>;

/** Requests from one address: a node answers several thousand a second, so one address alone does not fill it. */
const ADDRESS = 30_000;
/** Grants, exchanges, codes and the like that an address was refused: a client that has a mistake in it and tries again each second is far below. */
const FAILURES = 600;
/** Log-ins begun or ended from an address: a whole organisation may come by one. */
const LOGINS = 600;
/** One-time codes that a person has tried. */
const CODES = 10;
/** Tokens issued to a client, and what it asks for with them. */
const CLIENT = 12_000;
/** The same of all clients of an organisation. */
const ORGANIZATION = 30_000;

/** In force in production where nothing else is said. */
export const PRODUCTION_LIMITS: RateLimitSettings = {
  address: ADDRESS,
  failures: FAILURES,
  logins: LOGINS,
  codes: CODES,
  client: CLIENT,
  organization: ORGANIZATION,
};

const MAX_LIMIT = 1_000_000_000;
const isKind = (name: string): name is LimitKind => (LIMIT_KINDS as readonly string[]).includes(name);

/**
 * Reads `off`, or `client=600,address=0`: those that are not named stay as they are in production, and 0 is no limit.
 * @throws Error that says what is wrong
 */
export function readRateLimits(text: string): RateLimitSettings | 'off' {
  if (text.trim() === 'off') return 'off';
  const limits: Record<LimitKind, number> = { ...PRODUCTION_LIMITS };
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const [, name = '', digits = ''] = /^([a-z]+)=(\d{1,10})$/.exec(part) ?? [];
    if (!isKind(name) || Number(digits) > MAX_LIMIT)
      throw new Error(
        `${JSON.stringify(part.slice(0, 60))} is no limit: give "off", or numbers a minute such as client=600,address=0, of ${LIMIT_KINDS.join(', ')}`,
      );
    limits[name] = Number(digits);
  }
  return limits;
}

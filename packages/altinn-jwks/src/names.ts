import { check } from './check.ts';
import { JwksError } from './errors.ts';

/** The environments that a key set belongs to; TEST and PROD share nothing. */
export const ENVIRONMENTS = ['TEST', 'PROD'] as const;
/** One of `ENVIRONMENTS`. */
export type Environment = (typeof ENVIRONMENTS)[number];

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** Neither a path nor able to play tricks on a terminal, and short enough for a file. */
const READABLE = /^[^/\\\p{Cc}]{1,100}$/u;
const KID = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,255}$/;

/**
 * Checks the name of a key set: letters, digits, `.`, `_`, `-`, at most 100, so that it can be neither a path nor unfit as a kid
 * (altinn-jwks.md 12; Maskinporten's kid grammar).
 * @throws JwksError INVALID_NAME
 */
export function checkName(name: string): string {
  if (typeof name !== 'string')
    throw new JwksError('INVALID_NAME', 'The name of a key set cannot be used: give a text, e.g. "my-app".');
  if (isName(name)) return name;
  const rest = isReadable(name) ? ' A set that another tool has made under it is exported, not changed.' : '';
  throw new JwksError(
    'INVALID_NAME',
    `The name ${JSON.stringify(name.slice(0, 120))} cannot be used: it must begin with a letter or digit and hold only letters, digits, ".", "_" and "-" (at most 100, no "..").${rest}`,
  );
}

/**
 * Checks the name of a key set that is only read: the .NET tool makes sets under any name, and their keys are wanted when they are
 * taken over. Still never a path.
 * @throws JwksError INVALID_NAME
 */
export function checkReadableName(name: string): string {
  return typeof name === 'string' && isReadable(name) ? name : checkName(name);
}

const isName = (name: string): boolean => NAME.test(name) && !name.includes('..');
const isReadable = (name: string): boolean => READABLE.test(name) && !name.includes('..');

/** True for a kid that Maskinporten takes: letters, digits, `.`, `_`, `-`; not `.` or `..`, which no address of a key can carry. */
export const fitsKid = (kid: string): boolean => typeof kid === 'string' && KID.test(kid);

/** @throws JwksError INVALID_OPTION when Maskinporten would not take the kid */
export function checkKid(kid: string): string {
  check(kid, 'The kid', 'a text');
  if (fitsKid(kid)) return kid;
  throw new JwksError(
    'INVALID_OPTION',
    `The kid ${JSON.stringify(kid.slice(0, 120))} cannot be used: letters, digits, ".", "_" and "-" only, 1 to 255 characters, and not "." or "..".`,
  );
}

/** `<name>-TEST` or `<name>-PROD` (altinn-jwks.md 5). The name is not checked. @throws JwksError INVALID_OPTION for another environment */
export function keySetId(name: string, environment: Environment): string {
  check(name, 'The name of a key set', 'a text');
  check(environment, 'The environment', '"TEST" or "PROD"');
  return `${name}-${environment}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The local calendar date `yyyy-MM-dd`, the suffix of the getting-started page. */
export function dateSuffix(now: Date): string {
  check(now, 'The time', 'a Date');
  return `${String(now.getFullYear()).padStart(4, '0')}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Whole minutes since 2025-01-01 local time, 24 bits big-endian, as four base64url characters (release 2.0.0). */
export function minuteSuffix(now: Date): string {
  check(now, 'The time', 'a Date');
  // Both ends as wall-clock readings, so that summer time does not shift the count.
  const wall = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours(), now.getMinutes());
  const minutes = Math.max(0, Math.floor((wall - Date.UTC(2025, 0, 1)) / 60_000)) & 0xffffff;
  return Buffer.from([minutes >> 16, (minutes >> 8) & 0xff, minutes & 0xff]).toString('base64url');
}

/** Names with their environments from key-set ids, sorted by name; ids without the marker are not ours. */
export function storedNames(
  ids: readonly string[],
): readonly { readonly name: string; readonly environments: readonly Environment[] }[] {
  const found = new Map<string, Set<Environment>>();
  for (const id of ids) {
    const [, name, environment] = /^(.+)-(TEST|PROD)$/.exec(id) ?? [];
    // A name that only the .NET tool takes is shown.
    if (name === undefined || !isReadable(name)) continue;
    found.set(name, (found.get(name) ?? new Set()).add(environment as Environment));
  }
  return [...found]
    .map(([name, set]) => ({ name, environments: ENVIRONMENTS.filter((environment) => set.has(environment)) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

import { ConfigurationError } from './errors.ts';

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
/** No file system has a name with that character. */
const isPath = (value: unknown): boolean => isText(value) && !(value as string).includes('\0');

/** What a value may have to be, in the words that its giver is told. */
const KINDS = {
  'a text': isText,
  'a path': isPath,
  'a number, 0 or more': (value: unknown) => typeof value === 'number' && value >= 0 && value < 1e15,
  'true or false': (value: unknown) => typeof value === 'boolean',
  'a function': (value: unknown) => typeof value === 'function',
  'an object': isObject,
  'a list of texts': (value: unknown) => Array.isArray(value) && value.every(isText),
  'a list of objects': (value: unknown) => Array.isArray(value) && value.every(isObject),
  'an http URL': (value: unknown) =>
    isText(value) && /^https?:\/\/[^/]/.test(value as string) && URL.canParse(value as string),
  'an AbortSignal': (value: unknown) => typeof (value as AbortSignal | null)?.throwIfAborted === 'function',
  nothing: (value: unknown) => value === undefined,
} as const;
export type Kind = keyof typeof KINDS;

/** Checks what a caller has given; its value, which may be a secret, is not shown. @throws ConfigurationError that says what it is and must be */
export function check(value: unknown, what: string, ...kinds: readonly Kind[]): void {
  if (kinds.some((kind) => KINDS[kind](value))) return;
  const empty = value === undefined || value === null || value === '';
  const found = empty ? 'missing' : Array.isArray(value) ? 'a list' : `of the type ${typeof value}`;
  throw new ConfigurationError(`${what} is ${found}`, {
    hint: `Give ${kinds.filter((kind) => kind !== 'nothing').join(' or ')}`,
  });
}

/** Checks an object and those of its members that are named; others are left alone. @throws ConfigurationError */
export function checkMembers(
  value: unknown,
  what: string,
  members: Readonly<Record<string, Kind | readonly Kind[]>>,
  inside = `${what}.`,
): void {
  check(value, what, 'an object');
  for (const [name, kinds] of Object.entries(members))
    check((value as Record<string, unknown>)[name], `${inside}${name}`, ...[kinds].flat());
}

/** The same for what may be left out altogether. @throws ConfigurationError */
export function checkOptional(
  value: unknown,
  what: string,
  members: Readonly<Record<string, Kind | readonly Kind[]>>,
  inside?: string,
): void {
  if (value === undefined) return;
  const optional = Object.entries(members).map(([name, kinds]) => [name, ['nothing', ...[kinds].flat()] as const]);
  checkMembers(value, what, Object.fromEntries(optional), inside);
}

/** @throws ConfigurationError */
export const checkCall = (options: unknown): void =>
  checkOptional(options, 'options', { signal: 'an AbortSignal', refresh: 'true or false' });

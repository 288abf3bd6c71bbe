import { KeyObject } from 'node:crypto';
import { JwksError } from './errors.ts';

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** What a value may have to be, in the words that its giver is told. */
const KINDS = {
  'a text': isText,
  'a text, also an empty one': (value: unknown) => typeof value === 'string',
  'a path': (value: unknown) => isText(value) && !value.includes('\0'),
  'a number, 0 or more': (value: unknown) => typeof value === 'number' && value >= 0 && value < 1e15,
  'true or false': (value: unknown) => typeof value === 'boolean',
  'a function': (value: unknown) => typeof value === 'function',
  'an object': isObject,
  'a list of objects': (value: unknown) => Array.isArray(value) && value.every(isObject),
  'a Date': (value: unknown) => value instanceof Date && !Number.isNaN(value.getTime()),
  bytes: (value: unknown) => value instanceof Uint8Array,
  'a list of bytes': (value: unknown) => Array.isArray(value) && value.every((one) => one instanceof Uint8Array),
  'a KeyObject with a private key': (value: unknown) => value instanceof KeyObject && value.type === 'private',
  '1 or 2': (value: unknown) => value === 1 || value === 2,
  '"TEST" or "PROD"': (value: unknown) => value === 'TEST' || value === 'PROD',
  'a list of "TEST" and "PROD"': (value: unknown) =>
    Array.isArray(value) && value.every((one) => one === 'TEST' || one === 'PROD'),
  '"sig" or "enc"': (value: unknown) => value === 'sig' || value === 'enc',
  nothing: (value: unknown) => value === undefined,
} as const;
export type Kind = keyof typeof KINDS;
type Members = Readonly<Record<string, Kind | readonly Kind[]>>;

/** Checks what a caller has given; its value, which may be a key, is not shown. @throws JwksError INVALID_OPTION that says what it is and must be */
export function check(value: unknown, what: string, ...kinds: readonly Kind[]): void {
  if (kinds.some((kind) => KINDS[kind](value))) return;
  const empty = value === undefined || value === null || value === '';
  const found = empty ? 'missing' : Array.isArray(value) ? 'a list' : `of the type ${typeof value}`;
  const wanted = kinds.filter((kind) => kind !== 'nothing').join(' or ');
  throw new JwksError('INVALID_OPTION', `${what} cannot be used (${found}): give ${wanted}.`);
}

/** Checks an object and those of its members that are named. @throws JwksError INVALID_OPTION */
export function checkMembers(value: unknown, what: string, members: Members): void {
  check(value, what, 'an object');
  for (const [name, kinds] of Object.entries(members))
    check((value as Record<string, unknown>)[name], name, ...[kinds].flat());
}

/** The same for members that may be left out, and for an object that may be. @throws JwksError INVALID_OPTION */
export function checkOptional(value: unknown, what: string, members: Members): void {
  if (value === undefined) return;
  const optional = Object.entries(members).map(([name, kinds]) => [name, ['nothing', ...[kinds].flat()] as const]);
  checkMembers(value, what, Object.fromEntries(optional));
}

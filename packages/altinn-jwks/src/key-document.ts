import type { JsonWebKey } from 'node:crypto';
import { check } from './check.ts';
import { JwksError } from './errors.ts';
import { fixedWidth, isPrivate, type Jwk } from './jwk.ts';

/** The most that a stored document may hold; the .NET tool's sets stay below 30 kB. */
export const MAX_DOCUMENT_CHARS = 1_000_000;

interface StoredKeys {
  /** Every number in its full width, whoever wrote them. */
  readonly keys: readonly Jwk[];
  readonly rest: Readonly<Record<string, unknown>>;
  /** The kids of those whose numbers had another width in the document. */
  readonly mended: readonly string[];
}

/** Reads a stored document `{"keys":[…]}`. @throws JwksError STORE_CORRUPT that names `source` and nothing of the content */
export function parseKeySet(text: string, source: string): StoredKeys {
  const { keys, ...rest } = document(text, source);
  if (!Array.isArray(keys)) throw corrupt(source, 'it has no "keys" array');
  const read = keys.map((key: unknown, index) => {
    if (typeof key !== 'object' || key === null || Array.isArray(key))
      throw corrupt(source, `key ${index + 1} is not an object`);
    return canonicalNames(key as Record<string, unknown>);
  });
  if (read.some((key) => !isPrivate(key))) throw corrupt(source, 'a key in it has no private part');
  const wide = read.map((key) => fixedWidth(key as JsonWebKey));
  const mended = read.filter((key, index) => NUMBERS.some((member) => wide[index]?.[member] !== key[member]));
  return { keys: wide, rest, mended: mended.map(({ kid }) => String(kid ?? '')) };
}

const NUMBERS = 'd dp dq e n p q qi x y'.split(' ');

/** The error for a document that is no key set. */
export const corrupt = (source: string, why: string): JwksError =>
  new JwksError(
    'STORE_CORRUPT',
    `${source} cannot be read as a key set: ${why}. Restore it from a backup or move it away.`,
  );

function document(text: string, source: string): Record<string, unknown> {
  check(source, 'The source', 'a text');
  if (typeof text !== 'string') throw corrupt(source, 'it is no text');
  if (text.length > MAX_DOCUMENT_CHARS) throw corrupt(source, `it is longer than ${MAX_DOCUMENT_CHARS} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw corrupt(source, 'it is not complete JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw corrupt(source, 'it is not a JSON object');
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.toLowerCase() === 'keys' ? 'keys' : name, member]),
  );
}

const KNOWN = new Set('alg crv d dp dq e exp key_ops kid kty n oth p q qi use x x5c y'.split(' '));

/** .NET reads member names in any case since 1.1. */
export const canonicalNames = (key: Record<string, unknown>): Jwk =>
  Object.fromEntries(
    Object.entries(key).map(([name, value]) => [KNOWN.has(name.toLowerCase()) ? name.toLowerCase() : name, value]),
  );

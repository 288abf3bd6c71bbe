import { JwksError } from './errors.ts';
import { isPrivate, type Jwk, jwkJson, ordered, publicJwk } from './jwk.ts';

/** Keys that a set keeps (release 2.0.0) and the most that Maskinporten publishes for a client. */
export const MAX_KEPT = 6;
export const MAX_PUBLISHED = 5;

/**
 * The private keys of one name and environment, oldest first. The current key, which signs, is the last one unless `use` chose another.
 * Immutable: each change gives a new set.
 */
export class KeySet {
  readonly id: string;
  readonly keys: readonly Jwk[];
  /** Members of the document beside `keys`; kept when the set is written again. */
  readonly rest: Readonly<Record<string, unknown>>;

  constructor(id: string, keys: readonly Jwk[] = [], rest: Readonly<Record<string, unknown>> = {}) {
    this.id = id;
    this.keys = keys;
    this.rest = rest;
  }

  /** The key that signs now. @throws JwksError KEY_SET_EMPTY */
  get current(): Jwk {
    const key = this.keys.at(-1);
    if (!key) throw new JwksError('KEY_SET_EMPTY', `No keys found in key-set ${this.id}.`);
    return key;
  }

  find(kid: string): Jwk | undefined {
    return this.keys.find((key) => key.kid === kid);
  }

  has(kid: string): boolean {
    return this.find(kid) !== undefined;
  }

  /** Adds a key as the current one; the oldest go beyond `keep`. @throws JwksError KEY_EXISTS */
  add(key: Jwk, keep: number = MAX_KEPT): KeySet {
    if (key.kid !== undefined && this.has(key.kid))
      throw new JwksError('KEY_EXISTS', `Key with id ${key.kid} already exists in key-set.`);
    return new KeySet(this.id, [...this.keys, key].slice(-keep), this.rest);
  }

  /** The public halves to publish, oldest first, the newest five at most. */
  published(limit: number = MAX_PUBLISHED): readonly Jwk[] {
    return this.keys.slice(-limit).map(publicJwk);
  }

  /** The stored document: `{"keys":[…]}`. */
  toJson(): string {
    return jwkJson({ keys: this.keys.map(ordered), ...this.rest });
  }

  /** Reads a stored document. @throws JwksError STORE_CORRUPT that names `source` and nothing of the content */
  static parse(id: string, text: string, source: string): KeySet {
    const { keys, ...rest } = document(text, source);
    if (!Array.isArray(keys)) throw corrupt(source, 'it has no "keys" array');
    const read = keys.map((key: unknown, index) => {
      if (typeof key !== 'object' || key === null || Array.isArray(key))
        throw corrupt(source, `key ${index + 1} is not an object`);
      return lowerNames(key as Record<string, unknown>);
    });
    if (read.some((key) => !isPrivate(key))) throw corrupt(source, 'a key in it has no private part');
    return new KeySet(id, read, rest);
  }
}

const corrupt = (source: string, why: string) =>
  new JwksError(
    'STORE_CORRUPT',
    `${source} cannot be read as a key set: ${why}. Restore it from a backup or move it away.`,
  );

function document(text: string, source: string): Record<string, unknown> {
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

const KNOWN = new Map(
  'alg crv d dp dq e exp key_ops kid kty n oth p q qi use x x5c y'.split(' ').map((name) => [name, name]),
);

/** .NET reads member names in any case since 1.1. */
const lowerNames = (key: Record<string, unknown>): Jwk =>
  Object.fromEntries(Object.entries(key).map(([name, value]) => [KNOWN.get(name.toLowerCase()) ?? name, value]));

import { fitsMaskinporten } from './algorithms.ts';
import { check, checkOptional } from './check.ts';
import { JwksError } from './errors.ts';
import type { Jwk } from './jwk.ts';
import { KeySet, MAX_PUBLISHED } from './key-set.ts';
import { fitsKid } from './names.ts';
import { type PublishedKey, sendable } from './self-service.ts';

/** What a push will change at Maskinporten. */
export interface PushPlan {
  /** Kids that are not there yet. */
  readonly added: readonly string[];
  /** Kids that are there as they are here. */
  readonly kept: readonly string[];
  /** Kids that are there with another key: replaced. */
  readonly changed: readonly string[];
  /** Kids that will be gone. */
  readonly removed: readonly string[];
  /** Kids that are there and unknown here, left as they are. */
  readonly foreign: readonly string[];
  /** The whole new set, public members only. */
  readonly keys: readonly Record<string, unknown>[];
  readonly isChange: boolean;
}

/** How far a push may go. */
export interface PushOptions {
  /** Remove what is there and unknown here; else such keys stay, as somebody may sign with them. */
  readonly replace?: boolean;
}

/**
 * What publishing a set would do to a client's keys: pure. Every key of the set that Maskinporten takes goes along, the newest
 * five at most; of an empty set all keys go away.
 * @param there the client's keys as Maskinporten tells them, public JWKs that have a `kid` each (maskinporten.md 6)
 * @throws JwksError TOO_MANY_KEYS, INVALID_KEY
 */
export function planPush(set: KeySet, there: readonly PublishedKey[], options: PushOptions = {}): PushPlan {
  if (!(set instanceof KeySet)) throw new JwksError('INVALID_OPTION', 'The key set cannot be used: give a KeySet.');
  check(there, 'What is published', 'a list of objects');
  for (const key of there) check(key.kid, 'The kid of a published key', 'a text');
  checkOptional(options, 'options', { replace: 'true or false' });
  const mine = set.published().map((key) => checked(key, set.id));
  const kids = new Set(mine.map((key) => key['kid'] as string));
  const current = set.keys.at(-1)?.kid;
  const others = there.filter((key) => !kids.has(key.kid));
  // Keys of this set that have been revoked or pruned here carry its prefix; they are ours to remove.
  const isOurs = (key: PublishedKey) => key.kid.startsWith(`${set.id}.`);
  const removed = others.filter((key) => options.replace || isOurs(key));
  const foreign = others.filter((key) => !removed.includes(key));
  if (foreign.length + mine.length > MAX_PUBLISHED)
    throw new JwksError(
      'TOO_MANY_KEYS',
      `Maskinporten takes ${MAX_PUBLISHED} keys a client: ${mine.length} of ${set.id} and ${foreign.length} others (${foreign.map((key) => key.kid).join(', ')}) are too many. Prune ${set.id}, or remove the others with --replace.`,
    );
  const published = new Map(there.map((key) => [key.kid, key]));
  const same = (key: Record<string, unknown>) => {
    const other = published.get(key['kid'] as string);
    return other !== undefined && ['kty', 'alg', 'use', 'n', 'e'].every((member) => other[member] === key[member]);
  };
  const kidsOf = (keys: readonly Record<string, unknown>[]) => keys.map((key) => String(key['kid']));
  const added = mine.filter((key) => !published.has(key['kid'] as string));
  const kept = mine.filter(same);
  const changed = mine.filter((key) => published.has(key['kid'] as string) && !same(key));
  if (current !== undefined && !kids.has(current))
    throw new JwksError('INVALID_KEY', `The current key ${current} would not be published.`);
  return {
    added: kidsOf(added),
    kept: kidsOf(kept),
    changed: kidsOf(changed),
    removed: kidsOf(removed),
    foreign: kidsOf(foreign),
    keys: [...foreign.map(sendable), ...mine],
    isChange: added.length + changed.length + removed.length > 0,
  };
}

function checked(key: Jwk, id: string): Record<string, unknown> {
  const why =
    key.kty !== 'RSA' || !fitsMaskinporten(String(key.alg))
      ? `it is made for ${key.alg}, and only RS256, RS384 and RS512 are taken`
      : key.use !== 'sig'
        ? `its use is ${key.use}, and only sig is taken`
        : typeof key.kid !== 'string' || !fitsKid(key.kid)
          ? 'its kid may hold only letters, digits, ".", "_" and "-"'
          : undefined;
  if (why === undefined) return sendable(key as Record<string, unknown>);
  throw new JwksError(
    'INVALID_KEY',
    `Maskinporten would refuse the key ${key.kid} of ${id}: ${why}. Revoke it, or keep it in another set.`,
  );
}

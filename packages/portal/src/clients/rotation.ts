/** Whether a new key has taken over from an old one, told by when each last got a token. Pure. */
import { keyAge } from './key-age.ts';

const DAY_MS = 24 * 3600 * 1000;
/** An old key that has rested so long while the new one was used has been replaced everywhere: jobs run once a day at the least. */
export const REST_MS = DAY_MS;

export interface KeyInUse {
  readonly kid: string;
  /** When it was registered, ms. */
  readonly created: number;
  /** ms */
  readonly expires: number;
  /** ms */
  readonly lastUsed?: number;
}

/** A key that expires soon itself, and no later than the one that it stands beside, ends with it: it is none to change to. @param now ms */
export const canReplace = (one: Pick<KeyInUse, 'expires'>, other: Pick<KeyInUse, 'expires'>, now: number): boolean =>
  keyAge(one.expires, now) === 'valid' || one.expires - other.expires >= DAY_MS;

export type Advice =
  /** The newest key has not been used, and this one has or may be. */
  | { readonly is: 'keep'; readonly newer: string }
  /** The newest key has been used, and so has this one in the last day. */
  | { readonly is: 'still-used'; readonly newer: string }
  /** The newest key has taken over. `since`: nothing has been signed with this one after it, ms */
  | { readonly is: 'removable'; readonly newer: string; readonly since: number }
  /** The newest key, which nobody has used. */
  | { readonly is: 'unused' };

/**
 * What to do with a key beside the newest; undefined when there is nothing to say.
 * @param from since when every use is known, ms
 * @param now ms
 */
export function adviceOn(key: KeyInUse, all: readonly KeyInUse[], from: number, now: number): Advice | undefined {
  if (all.length < 2) return undefined;
  const newest = all.reduce((one, other) => (other.created >= one.created ? other : one));
  /** What came after the log begins and has not been used since has never been used. */
  const mayBeUsed = (one: KeyInUse) => one.lastUsed !== undefined || one.created < from;
  if (key === newest)
    return key.lastUsed === undefined && all.some((one) => one !== key && mayBeUsed(one) && canReplace(key, one, now))
      ? { is: 'unused' }
      : undefined;
  const newer = newest.kid;
  if (newest.lastUsed === undefined)
    return mayBeUsed(key) && canReplace(newest, key, now) ? { is: 'keep', newer } : undefined;
  // Longer ago than the log reaches, but not longer than the key has been there.
  const since = key.lastUsed ?? Math.max(from, key.created);
  if (now - since >= REST_MS) return { is: 'removable', newer, since };
  return key.lastUsed === undefined ? undefined : { is: 'still-used', newer };
}

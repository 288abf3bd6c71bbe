import type { Jwk, KeyText } from './key-text.ts';

export const MAX_KEYS = 5;

/** The two ways to register keys. */
export interface KeyDoors {
  /** Stores all or none; replaces what is there. */
  readonly set: (keys: readonly Jwk[]) => Promise<unknown>;
  /** Adds one to what is there. */
  readonly one: (text: string) => Promise<unknown>;
}

export interface KeyResult {
  readonly done: number;
  readonly of: number;
  readonly failed?: { readonly kid: string; readonly error: unknown };
}

/** How many keys the client would have; a key with a kid that is there replaces it. */
export function countAfter(existing: readonly { readonly kid: string }[], pasted: KeyText): number {
  const kids = new Set(existing.map(({ kid }) => kid));
  if (pasted.kind === 'jwks') for (const { kid } of pasted.keys) kids.add(kid);
  return kids.size + (pasted.kind === 'pem' ? 1 : 0);
}

/**
 * Registers what was pasted. The first keys of a client go in one request, all or none. Later ones are added one by one, because a new set
 * would renew the keys that are there and bring an expired one back to life; the first refusal stops the rest.
 * @throws what a door throws when nothing was stored
 */
export async function addKeys(
  pasted: Extract<KeyText, { kind: 'jwks' | 'pem' }>,
  existing: readonly { readonly kid: string }[],
  doors: KeyDoors,
): Promise<KeyResult> {
  if (pasted.kind === 'pem') {
    await doors.one(pasted.text);
    return { done: 1, of: 1 };
  }
  const of = pasted.keys.length;
  if (existing.length === 0) {
    await doors.set(pasted.keys);
    return { done: of, of };
  }
  for (const [done, key] of pasted.keys.entries()) {
    try {
      await doors.one(JSON.stringify(key));
    } catch (error) {
      if (done === 0) throw error;
      return { done, of, failed: { kid: key.kid, error } };
    }
  }
  return { done: of, of };
}

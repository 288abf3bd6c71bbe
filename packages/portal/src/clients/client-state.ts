import type { ClientState } from '../api/portal.ts';
import type { StateKind } from '../components/state.tsx';
import type { Texts } from '../texts/index.tsx';
import { keyAge } from './key-age.ts';

/** How a client stands: the gravest thing that can be said of it. */
export type Standing =
  | { readonly is: 'inactive' | 'keyless' | 'expired' | 'used' | 'unused' }
  | { readonly is: 'soon'; readonly expires: number };

const GRAVITY = ['expired', 'keyless', 'soon', 'unused', 'used', 'inactive'] as const;
const KINDS: Readonly<Record<Standing['is'], StateKind>> = {
  inactive: 'idle',
  keyless: 'soon',
  expired: 'bad',
  soon: 'soon',
  used: 'good',
  unused: 'idle',
};

/** @param now ms, by the platform's clock */
export function standingOf(
  { active, keys, lastToken }: Pick<ClientState, 'active' | 'keys' | 'lastToken'>,
  now: number,
): Standing {
  if (!active) return { is: 'inactive' };
  if (keys.length === 0) return { is: 'keyless' };
  // Another key may have taken over: only the one that lives longest tells whether the client goes on.
  const expires = Math.max(...keys.map((key) => Date.parse(key.expires)));
  const age = keyAge(expires, now);
  if (age === 'expired') return { is: 'expired' };
  if (age === 'soon') return { is: 'soon', expires };
  return { is: lastToken === undefined ? 'unused' : 'used' };
}

/** For sorting: what needs somebody first. */
export const gravityOf = ({ is }: Standing): number => GRAVITY.indexOf(is);

export const kindOf = ({ is }: Standing): StateKind => KINDS[is];

/** @param age writes how soon a moment is */
export const wordsOf = (standing: Standing, t: Texts, age: (time: number) => string): string =>
  standing.is === 'soon' ? t.clients.standing.soon(age(standing.expires)) : t.clients.standing[standing.is];

/** A key as the page shows it: how it stands, when it was last used, and what to do with it. Pure. */
import type { KeyUse } from '../api/portal.ts';
import type { ClientKey } from '../api/types.ts';
import type { StateKind } from '../components/state.tsx';
import { keyAge } from './key-age.ts';
import { type Advice, adviceOn } from './rotation.ts';
import type { Texts } from './words.ts';

export interface KeyView {
  readonly key: ClientKey;
  readonly kid: string;
  /** ms */
  readonly created: number;
  readonly expires: number;
  /** ms */
  readonly lastUsed?: number;
  readonly standing: 'expired' | 'soon' | 'used' | 'unused';
  readonly advice?: Advice;
}

const KINDS: Readonly<Record<KeyView['standing'], StateKind>> = {
  expired: 'bad',
  soon: 'soon',
  used: 'good',
  unused: 'idle',
};
export const kindOfKey = ({ standing }: KeyView): StateKind => KINDS[standing];

/** Newest first. @param use undefined as long as it is not known @param now ms */
export function keyViews(keys: readonly ClientKey[], use: KeyUse | undefined, now: number): readonly KeyView[] {
  const used = new Map(use?.keys.map(({ kid, lastUsed }) => [kid, Date.parse(lastUsed)]));
  const views = keys.map((key) => {
    const [created, expires, lastUsed] = [Date.parse(key.created), key.exp * 1000, used.get(key.kid)];
    const age = keyAge(expires, now);
    return {
      ...{ key, kid: key.kid, created, expires, ...(lastUsed === undefined ? {} : { lastUsed }) },
      standing: age !== 'valid' ? age : lastUsed === undefined ? ('unused' as const) : ('used' as const),
    };
  });
  // An expired key signs nothing: it has no part in the change from one to another.
  const living = views.filter(({ expires }) => expires > now);
  return views
    .map((view): KeyView => {
      const advice = use && living.includes(view) ? adviceOn(view, living, Date.parse(use.from), now) : undefined;
      return advice ? { ...view, advice } : view;
    })
    .toSorted((one, other) => other.created - one.created);
}

/** Whether this is the one key by which the client gets tokens: no other that lives has been used. @param now ms */
export const isAlone = (key: KeyView, all: readonly KeyView[], now: number): boolean =>
  key.lastUsed !== undefined &&
  key.expires > now &&
  !all.some((one) => one.kid !== key.kid && one.expires > now && one.lastUsed !== undefined);

/** @param day writes a day */
export function adviceWords(advice: Advice, t: Texts, day: (time: number) => string): string {
  const words = t.keyTools.advice;
  switch (advice.is) {
    case 'unused':
      return words.unused;
    case 'keep':
      return words.keep(advice.newer);
    case 'still-used':
      return words.stillUsed(advice.newer);
    default:
      return words.removable(advice.newer, day(advice.since));
  }
}

export const wordsOfKey = ({ standing }: KeyView, t: Texts): string =>
  standing === 'expired' || standing === 'soon' ? t.keys[standing] : t.keyTools[standing];

import { effect as effectEn } from '../texts/effect.en.ts';
import { effect as effectNb } from '../texts/effect.nb.ts';
import { effect as effectNn } from '../texts/effect.nn.ts';
import { type Texts as Common, type Language, useTexts as useCommon } from '../texts/index.tsx';
import { owned as ownedEn } from '../texts/owned.en.ts';
import { owned as ownedNb } from '../texts/owned.nb.ts';
import { owned as ownedNn } from '../texts/owned.nn.ts';

/** Words that come with these pages, and not with the first load. */
const WORDS = {
  nb: { owned: ownedNb, effect: effectNb },
  nn: { owned: ownedNn, effect: effectNn },
  en: { owned: ownedEn, effect: effectEn },
};

export type Texts = Common & (typeof WORDS)['nb'];

/** Adds the words that are for here alone. */
export const withWords = (t: Common, language: Language): Texts => ({ ...t, ...WORDS[language] });

/** As `useTexts` of all pages, with the words that are for here alone. */
export function useTexts() {
  const common = useCommon();
  return { ...common, t: withWords(common.t, common.language) };
}

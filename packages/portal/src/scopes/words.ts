import { type Texts as Common, type Language, useTexts as useCommon } from '../texts/index.tsx';
import { scopeUse as scopeUseEn } from '../texts/scope-use.en.ts';
import { scopeUse as scopeUseNb } from '../texts/scope-use.nb.ts';
import { scopeUse as scopeUseNn } from '../texts/scope-use.nn.ts';

/** Words that come with these pages, and not with the first load. */
const WORDS = {
  nb: { scopeUse: scopeUseNb },
  nn: { scopeUse: scopeUseNn },
  en: { scopeUse: scopeUseEn },
};

export type Texts = Common & (typeof WORDS)['nb'];

/** Adds the words that are for here alone. */
export const withWords = (t: Common, language: Language): Texts => ({ ...t, ...WORDS[language] });

/** As `useTexts` of all pages, with the words that are for here alone. */
export function useTexts() {
  const common = useCommon();
  return { ...common, t: withWords(common.t, common.language) };
}

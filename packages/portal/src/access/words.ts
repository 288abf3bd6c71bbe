import { access as accessEn } from '../texts/access.en.ts';
import { access as accessNb } from '../texts/access.nb.ts';
import { access as accessNn } from '../texts/access.nn.ts';
import { type Texts as Common, type Language, useTexts as useCommon } from '../texts/index.tsx';

/** Words that come with these pages, and not with the first load. */
const WORDS = {
  nb: { access: accessNb },
  nn: { access: accessNn },
  en: { access: accessEn },
};

export type Texts = Common & (typeof WORDS)['nb'];

/** Adds the words that are for here alone. */
export const withWords = (t: Common, language: Language): Texts => ({ ...t, ...WORDS[language] });

/** As `useTexts` of all pages, with the words that are for here alone. */
export function useTexts() {
  const common = useCommon();
  return { ...common, t: withWords(common.t, common.language) };
}

import { type Texts as Common, type Language, useTexts as useCommon } from '../texts/index.tsx';
import { systems as systemsEn } from '../texts/systems.en.ts';
import { systems as systemsNb } from '../texts/systems.nb.ts';
import { systems as systemsNn } from '../texts/systems.nn.ts';

/** Words that come with these pages, and not with the first load. */
const WORDS = {
  nb: { systems: systemsNb },
  nn: { systems: systemsNn },
  en: { systems: systemsEn },
};

export type Texts = Common & (typeof WORDS)['nb'];

/** Adds the words that are for here alone. */
export const withWords = (t: Common, language: Language): Texts => ({ ...t, ...WORDS[language] });

/** As `useTexts` of all pages, with the words that are for here alone. */
export function useTexts() {
  const common = useCommon();
  return { ...common, t: withWords(common.t, common.language) };
}

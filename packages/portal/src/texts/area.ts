/** Words of one group of pages: they come with the pages, and not with the first load. */
import { type Language, type Texts, useTexts } from './index.tsx';

/** Adds a group's words to those of all pages. */
export type AreaWords<Words> = (common: Texts, language: Language) => Texts & Words;

/** @param words the group's own, by language; bokmål gives the shape */
export function areaWords<Words extends object>(words: Readonly<Record<Language, Words>>): AreaWords<Words> {
  // The same words are the same object each time, so that hooks may depend on it.
  const known = new WeakMap<Texts, Texts & Words>();
  return (common, language) => {
    const found = known.get(common) ?? { ...common, ...words[language] };
    known.set(common, found);
    return found;
  };
}

/** As {@link useTexts}, with the words of a group of pages. */
export function useTextsWith<Words>(withWords: AreaWords<Words>) {
  const common = useTexts();
  return { ...common, t: withWords(common.t, common.language) };
}

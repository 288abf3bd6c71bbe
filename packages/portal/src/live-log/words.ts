import { type Texts as Common, type Language, useTexts as useCommon } from '../texts/index.tsx';
import { liveLog as liveLogEn } from '../texts/live-log.en.ts';
import { liveLog as liveLogNb } from '../texts/live-log.nb.ts';
import { liveLog as liveLogNn } from '../texts/live-log.nn.ts';

/** Words that come with these pages, and not with the first load. */
const WORDS = {
  nb: { liveLog: liveLogNb },
  nn: { liveLog: liveLogNn },
  en: { liveLog: liveLogEn },
};

export type Texts = Common & (typeof WORDS)['nb'];

/** Adds the words that are for here alone. */
export const withWords = (t: Common, language: Language): Texts => ({ ...t, ...WORDS[language] });

/** As `useTexts` of all pages, with the words that are for here alone. */
export function useTexts() {
  const common = useCommon();
  return { ...common, t: withWords(common.t, common.language) };
}

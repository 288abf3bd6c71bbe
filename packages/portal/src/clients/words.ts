import { type Texts as Common, type Language, useTexts as useCommon } from '../texts/index.tsx';
import { keyTools as keyToolsEn } from '../texts/key-tools.en.ts';
import { keyTools as keyToolsNb } from '../texts/key-tools.nb.ts';
import { keyTools as keyToolsNn } from '../texts/key-tools.nn.ts';
import { scopeDesk as scopeDeskEn } from '../texts/scope-desk.en.ts';
import { scopeDesk as scopeDeskNb } from '../texts/scope-desk.nb.ts';
import { scopeDesk as scopeDeskNn } from '../texts/scope-desk.nn.ts';

/** Words that come with these pages, and not with the first load. */
const WORDS = {
  nb: { keyTools: keyToolsNb, scopeDesk: scopeDeskNb },
  nn: { keyTools: keyToolsNn, scopeDesk: scopeDeskNn },
  en: { keyTools: keyToolsEn, scopeDesk: scopeDeskEn },
};

export type Texts = Common & (typeof WORDS)['nb'];

/** Adds the words that are for here alone. */
export const withWords = (t: Common, language: Language): Texts => ({ ...t, ...WORDS[language] });

/** As `useTexts` of all pages, with the words that are for here alone. */
export function useTexts() {
  const common = useCommon();
  return { ...common, t: withWords(common.t, common.language) };
}

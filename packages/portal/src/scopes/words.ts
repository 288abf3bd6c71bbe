import { areaWords, useTextsWith } from '../texts/area.ts';
import { scopeUse as scopeUseEn } from '../texts/scope-use.en.ts';
import { scopeUse as scopeUseNb } from '../texts/scope-use.nb.ts';
import { scopeUse as scopeUseNn } from '../texts/scope-use.nn.ts';

export const withWords = areaWords({
  nb: { scopeUse: scopeUseNb },
  nn: { scopeUse: scopeUseNn },
  en: { scopeUse: scopeUseEn },
});

export type Texts = ReturnType<typeof withWords>;

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

import { areaWords, useTextsWith } from '../texts/area.ts';
import { consents as consentsEn } from '../texts/consents.en.ts';
import { consents as consentsNb } from '../texts/consents.nb.ts';
import { consents as consentsNn } from '../texts/consents.nn.ts';

const withWords = areaWords({
  nb: { consents: consentsNb },
  nn: { consents: consentsNn },
  en: { consents: consentsEn },
});

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

import { access as accessEn } from '../texts/access.en.ts';
import { access as accessNb } from '../texts/access.nb.ts';
import { access as accessNn } from '../texts/access.nn.ts';
import { areaWords, useTextsWith } from '../texts/area.ts';

const withWords = areaWords({
  nb: { access: accessNb },
  nn: { access: accessNn },
  en: { access: accessEn },
});

export type Texts = ReturnType<typeof withWords>;

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

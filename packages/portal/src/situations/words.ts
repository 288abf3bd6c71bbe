import { areaWords, useTextsWith } from '../texts/area.ts';
import { situations as situationsEn } from '../texts/situations.en.ts';
import { situations as situationsNb } from '../texts/situations.nb.ts';
import { situations as situationsNn } from '../texts/situations.nn.ts';

const withWords = areaWords({
  nb: { situations: situationsNb },
  nn: { situations: situationsNn },
  en: { situations: situationsEn },
});

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

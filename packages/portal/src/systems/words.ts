import { areaWords, useTextsWith } from '../texts/area.ts';
import { systems as systemsEn } from '../texts/systems.en.ts';
import { systems as systemsNb } from '../texts/systems.nb.ts';
import { systems as systemsNn } from '../texts/systems.nn.ts';

export const withWords = areaWords({
  nb: { systems: systemsNb },
  nn: { systems: systemsNn },
  en: { systems: systemsEn },
});

export type Texts = ReturnType<typeof withWords>;

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

import { accessLists as accessListsEn } from '../texts/access-lists.en.ts';
import { accessLists as accessListsNb } from '../texts/access-lists.nb.ts';
import { accessLists as accessListsNn } from '../texts/access-lists.nn.ts';
import { areaWords, useTextsWith } from '../texts/area.ts';

const withWords = areaWords({
  nb: { accessLists: accessListsNb },
  nn: { accessLists: accessListsNn },
  en: { accessLists: accessListsEn },
});

export type Texts = ReturnType<typeof withWords>;

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

import { areaWords, useTextsWith } from '../texts/area.ts';
import { operator as en } from '../texts/operator.en.ts';
import { operator as nb } from '../texts/operator.nb.ts';
import { operator as nn } from '../texts/operator.nn.ts';

const withWords = areaWords({ nb: { operator: nb }, nn: { operator: nn }, en: { operator: en } });

export type Texts = ReturnType<typeof withWords>;

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

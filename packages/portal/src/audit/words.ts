import { areaWords, useTextsWith } from '../texts/area.ts';
import { audit as en } from '../texts/audit.en.ts';
import { audit as nb } from '../texts/audit.nb.ts';
import { audit as nn } from '../texts/audit.nn.ts';

const withWords = areaWords({ nb: { audit: nb }, nn: { audit: nn }, en: { audit: en } });

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

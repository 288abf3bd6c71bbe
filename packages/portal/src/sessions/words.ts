import { areaWords, useTextsWith } from '../texts/area.ts';
import { sessions as en } from '../texts/sessions.en.ts';
import { sessions as nb } from '../texts/sessions.nb.ts';
import { sessions as nn } from '../texts/sessions.nn.ts';

const withWords = areaWords({ nb: { sessions: nb }, nn: { sessions: nn }, en: { sessions: en } });

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

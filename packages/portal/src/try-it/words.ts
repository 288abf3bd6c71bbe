import { areaWords, useTextsWith } from '../texts/area.ts';
import { liveLog as liveLogEn } from '../texts/live-log.en.ts';
import { liveLog as liveLogNb } from '../texts/live-log.nb.ts';
import { liveLog as liveLogNn } from '../texts/live-log.nn.ts';
import { scopeDesk as scopeDeskEn } from '../texts/scope-desk.en.ts';
import { scopeDesk as scopeDeskNb } from '../texts/scope-desk.nb.ts';
import { scopeDesk as scopeDeskNn } from '../texts/scope-desk.nn.ts';
import { tryIt as tryItEn } from '../texts/try-it.en.ts';
import { tryIt as tryItNb } from '../texts/try-it.nb.ts';
import { tryIt as tryItNn } from '../texts/try-it.nn.ts';

const withWords = areaWords({
  nb: { liveLog: liveLogNb, scopeDesk: scopeDeskNb, tryIt: tryItNb },
  nn: { liveLog: liveLogNn, scopeDesk: scopeDeskNn, tryIt: tryItNn },
  en: { liveLog: liveLogEn, scopeDesk: scopeDeskEn, tryIt: tryItEn },
});

export type Texts = ReturnType<typeof withWords>;

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

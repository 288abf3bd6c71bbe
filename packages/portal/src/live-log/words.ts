import { areaWords, useTextsWith } from '../texts/area.ts';
import { liveLog as liveLogEn } from '../texts/live-log.en.ts';
import { liveLog as liveLogNb } from '../texts/live-log.nb.ts';
import { liveLog as liveLogNn } from '../texts/live-log.nn.ts';

const withWords = areaWords({
  nb: { liveLog: liveLogNb },
  nn: { liveLog: liveLogNn },
  en: { liveLog: liveLogEn },
});

export type Texts = ReturnType<typeof withWords>;

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

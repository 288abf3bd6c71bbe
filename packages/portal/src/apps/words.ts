import { apps as appsEn } from '../texts/apps.en.ts';
import { apps as appsNb } from '../texts/apps.nb.ts';
import { apps as appsNn } from '../texts/apps.nn.ts';
import { areaWords, useTextsWith } from '../texts/area.ts';

const withWords = areaWords({ nb: { apps: appsNb }, nn: { apps: appsNn }, en: { apps: appsEn } });

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

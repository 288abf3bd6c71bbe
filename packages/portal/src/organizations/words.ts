import { areaWords, useTextsWith } from '../texts/area.ts';
import { lostOrganization as lostEn } from '../texts/lost-organization.en.ts';
import { lostOrganization as lostNb } from '../texts/lost-organization.nb.ts';
import { lostOrganization as lostNn } from '../texts/lost-organization.nn.ts';

const withWords = areaWords({
  nb: { lostOrganization: lostNb },
  nn: { lostOrganization: lostNn },
  en: { lostOrganization: lostEn },
});

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

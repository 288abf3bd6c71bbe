import { areaWords, useTextsWith } from '../texts/area.ts';
import { audit as en } from '../texts/audit.en.ts';
import { audit as nb } from '../texts/audit.nb.ts';
import { audit as nn } from '../texts/audit.nn.ts';
import { auditWhat as whatEn } from '../texts/audit-what.en.ts';
import { auditWhat as whatNb } from '../texts/audit-what.nb.ts';
import { auditWhat as whatNn } from '../texts/audit-what.nn.ts';

const withWords = areaWords({
  nb: { audit: nb, auditWhat: whatNb },
  nn: { audit: nn, auditWhat: whatNn },
  en: { audit: en, auditWhat: whatEn },
});

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

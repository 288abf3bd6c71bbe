import { areaWords, useTextsWith } from '../texts/area.ts';
import { diagnosis as diagnosisEn } from '../texts/diagnosis.en.ts';
import { diagnosis as diagnosisNb } from '../texts/diagnosis.nb.ts';
import { diagnosis as diagnosisNn } from '../texts/diagnosis.nn.ts';
import { scopeDesk as scopeDeskEn } from '../texts/scope-desk.en.ts';
import { scopeDesk as scopeDeskNb } from '../texts/scope-desk.nb.ts';
import { scopeDesk as scopeDeskNn } from '../texts/scope-desk.nn.ts';
import type { CauseId } from './finding.ts';

const withWords = areaWords({
  nb: { diagnosis: diagnosisNb, scopeDesk: scopeDeskNb },
  nn: { diagnosis: diagnosisNn, scopeDesk: scopeDeskNn },
  en: { diagnosis: diagnosisEn, scopeDesk: scopeDeskEn },
});

export type Texts = ReturnType<typeof withWords>;

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

/** What a cause is, and what to do about it; of one that a page cannot meet, where to look it up. */
export function causeWords(
  cause: CauseId | undefined,
  { diagnosis }: Texts,
): { readonly what: string; readonly next: string } {
  const causes: Readonly<Partial<Record<CauseId, { what: string; next: string }>>> = diagnosis.causes;
  return (cause && causes[cause]) ?? diagnosis.other;
}

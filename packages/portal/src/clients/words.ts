import { areaWords, useTextsWith } from '../texts/area.ts';
import { keyTools as keyToolsEn } from '../texts/key-tools.en.ts';
import { keyTools as keyToolsNb } from '../texts/key-tools.nb.ts';
import { keyTools as keyToolsNn } from '../texts/key-tools.nn.ts';
import { scopeDesk as scopeDeskEn } from '../texts/scope-desk.en.ts';
import { scopeDesk as scopeDeskNb } from '../texts/scope-desk.nb.ts';
import { scopeDesk as scopeDeskNn } from '../texts/scope-desk.nn.ts';

const withWords = areaWords({
  nb: { keyTools: keyToolsNb, scopeDesk: scopeDeskNb },
  nn: { keyTools: keyToolsNn, scopeDesk: scopeDeskNn },
  en: { keyTools: keyToolsEn, scopeDesk: scopeDeskEn },
});

export type Texts = ReturnType<typeof withWords>;

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

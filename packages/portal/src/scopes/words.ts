import { areaWords, useTextsWith } from '../texts/area.ts';
import { scopeUse as scopeUseEn } from '../texts/scope-use.en.ts';
import { scopeUse as scopeUseNb } from '../texts/scope-use.nb.ts';
import { scopeUse as scopeUseNn } from '../texts/scope-use.nn.ts';
import { suppliers as suppliersEn } from '../texts/suppliers.en.ts';
import { suppliers as suppliersNb } from '../texts/suppliers.nb.ts';
import { suppliers as suppliersNn } from '../texts/suppliers.nn.ts';

const withWords = areaWords({
  nb: { scopeUse: scopeUseNb, suppliers: suppliersNb },
  nn: { scopeUse: scopeUseNn, suppliers: suppliersNn },
  en: { scopeUse: scopeUseEn, suppliers: suppliersEn },
});

export type Texts = ReturnType<typeof withWords>;

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

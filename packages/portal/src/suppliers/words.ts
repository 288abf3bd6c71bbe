import { areaWords, useTextsWith } from '../texts/area.ts';
import { suppliers as suppliersEn } from '../texts/suppliers.en.ts';
import { suppliers as suppliersNb } from '../texts/suppliers.nb.ts';
import { suppliers as suppliersNn } from '../texts/suppliers.nn.ts';

const withWords = areaWords({
  nb: { suppliers: suppliersNb },
  nn: { suppliers: suppliersNn },
  en: { suppliers: suppliersEn },
});

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

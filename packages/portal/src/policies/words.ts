import { areaWords, useTextsWith } from '../texts/area.ts';
import { effect as effectEn } from '../texts/effect.en.ts';
import { effect as effectNb } from '../texts/effect.nb.ts';
import { effect as effectNn } from '../texts/effect.nn.ts';
import { owned as ownedEn } from '../texts/owned.en.ts';
import { owned as ownedNb } from '../texts/owned.nb.ts';
import { owned as ownedNn } from '../texts/owned.nn.ts';

export const withWords = areaWords({
  nb: { effect: effectNb, owned: ownedNb },
  nn: { effect: effectNn, owned: ownedNn },
  en: { effect: effectEn, owned: ownedEn },
});

export type Texts = ReturnType<typeof withWords>;

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);

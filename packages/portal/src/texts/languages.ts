/** The languages of the portal. A dictionary is fetched when its language is chosen; bokmål, which most speak, comes along. */
import { type Language, remembered } from './choice.ts';
import { nb, type Texts } from './nb.ts';

const DICTIONARIES: Readonly<Record<Language, () => Texts | Promise<Texts>>> = {
  nb: () => nb,
  nn: async () => (await import('./nn.ts')).nn,
  en: async () => (await import('./en.ts')).en,
};

/** What is shown is in one language, with that language's words. */
export interface Dictionary {
  readonly language: Language;
  readonly t: Texts;
}

/** @throws when the words cannot be fetched */
export const dictionaryOf = async (language: Language): Promise<Dictionary> => ({
  language,
  t: await DICTIONARIES[language](),
});

/** The words to begin with; bokmål where those of the chosen language cannot be had now. */
export const firstDictionary = (): Promise<Dictionary> =>
  dictionaryOf(remembered()).catch(() => ({ language: 'nb', t: nb }));

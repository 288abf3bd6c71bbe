/** The languages of the portal. A dictionary is fetched when its language is chosen; bokmål, which most speak, comes along. */
import { nb, type Texts } from './nb.ts';

export const LANGUAGES = ['nb', 'nn', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'portvakt.language';
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

const isLanguage = (value: unknown): value is Language => LANGUAGES.some((language) => language === value);

/** The language that was chosen before; bokmål until one is. A browser that forbids storage gets bokmål. */
function remembered(): Language {
  try {
    const value = localStorage.getItem(KEY);
    return isLanguage(value) ? value : 'nb';
  } catch {
    return 'nb';
  }
}

/** Chooses the language for the next time, and for the other tabs. */
export function remember(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage may be forbidden: then the choice holds for this page only.
  }
}

/** @throws when the words cannot be fetched */
export const dictionaryOf = async (language: Language): Promise<Dictionary> => ({
  language,
  t: await DICTIONARIES[language](),
});

/** The words to begin with; bokmål where those of the chosen language cannot be had now. */
export const firstDictionary = (): Promise<Dictionary> =>
  dictionaryOf(remembered()).catch(() => ({ language: 'nb', t: nb }));

/** Tells of a language that was chosen in another tab. */
export function onLanguage(listener: (language: Language) => void): () => void {
  const follow = ({ key, newValue }: StorageEvent) => {
    if (key === KEY && isLanguage(newValue)) listener(newValue);
  };
  window.addEventListener('storage', follow);
  return () => window.removeEventListener('storage', follow);
}

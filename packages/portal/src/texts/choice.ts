/** Which language was chosen, as the portal and the reference of the API both keep it: one choice holds for both. */

export const LANGUAGES = ['nb', 'nn', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'portvakt.language';

const isLanguage = (value: unknown): value is Language => LANGUAGES.some((language) => language === value);

/** The language that was chosen before; bokmål until one is. A browser that forbids storage gets bokmål. */
export function remembered(): Language {
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

/** Tells of a language that was chosen in another tab. */
export function onLanguage(listener: (language: Language) => void): () => void {
  const follow = ({ key, newValue }: StorageEvent) => {
    if (key === KEY && isLanguage(newValue)) listener(newValue);
  };
  window.addEventListener('storage', follow);
  return () => window.removeEventListener('storage', follow);
}

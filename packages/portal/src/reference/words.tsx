import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { en } from './en.ts';
import { nb, type Words } from './nb.ts';

export type { Words };

type Language = 'nb' | 'en';
/** The portal's own, so that one choice holds for both. */
const KEY = 'portvakt.language';

const Context = createContext<
  { readonly t: Words; readonly language: Language; readonly switchLanguage: () => void } | undefined
>(undefined);

/** What was kept in the browser; undefined too where it keeps nothing. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be forbidden: then the choice holds for this page only.
  }
}

export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => (kept(KEY) === 'en' ? 'en' : 'nb'));
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const switchLanguage = () => {
    const other = language === 'nb' ? 'en' : 'nb';
    keep(KEY, other);
    setLanguage(other);
  };
  return <Context value={{ t: language === 'en' ? en : nb, language, switchLanguage }}>{children}</Context>;
}

export function useWords() {
  const found = useContext(Context);
  if (!found) throw new Error('there is no WordsProvider around this');
  return found;
}

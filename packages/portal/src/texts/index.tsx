import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { en } from './en.ts';
import { nb, type Texts } from './nb.ts';

export type { Texts };
export type Language = 'nb' | 'en';

const KEY = 'portvakt.language';
const DICTIONARIES: Readonly<Record<Language, Texts>> = { nb, en };

interface Words {
  readonly language: Language;
  readonly t: Texts;
  /** A moment as day and time of day. */
  readonly moment: (time: string | number | Date) => string;
  /** A moment as a day. */
  readonly day: (time: string | number | Date) => string;
  readonly switchLanguage: () => void;
}

const Context = createContext<Words | undefined>(undefined);

/** The language that was chosen before; bokmål until one is. A browser that forbids storage gets bokmål. */
function remembered(): Language {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'nb';
  } catch {
    return 'nb';
  }
}

/** Gives the pages their words, and keeps `<html lang>` true to them. */
export function TextsProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(remembered);
  useEffect(() => {
    document.documentElement.lang = language;
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // Storage may be forbidden: then the choice holds for this page only.
    }
  }, [language]);
  const words = useMemo<Words>(() => {
    const locale = language === 'nb' ? 'nb-NO' : 'en-GB';
    const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
    const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
    return {
      language,
      t: DICTIONARIES[language],
      moment: (time) => moment.format(new Date(time)),
      day: (time) => day.format(new Date(time)),
      switchLanguage: () => setLanguage((before) => (before === 'nb' ? 'en' : 'nb')),
    };
  }, [language]);
  return <Context value={words}>{children}</Context>;
}

/** The words of the current language. */
export function useTexts(): Words {
  const words = useContext(Context);
  if (!words) throw new Error('useTexts needs a TextsProvider above it');
  return words;
}

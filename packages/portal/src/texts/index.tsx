import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { type Language, onLanguage, remember } from './choice.ts';
import { type Dates, datesIn, LOCALES } from './dates.ts';
import { FrameContext } from './frame-words.ts';
import { type Dictionary, dictionaryOf } from './languages.ts';
import type { Texts } from './nb.ts';
import { ageIn, durationIn, spanIn } from './spans.ts';

export { LANGUAGES, type Language } from './choice.ts';
export type { Texts };

interface Words extends Dates {
  readonly language: Language;
  readonly t: Texts;
  /** How long ago a moment was or how soon it is, e.g. "for 2 minutter siden". @param now ms */
  readonly age: (time: string | number, now: number) => string;
  /** A length of time, e.g. "3 døgn". @param ms of either sign */
  readonly span: (ms: number) => string;
  /** The same to the second, e.g. "2 minutter og 1 sekund". */
  readonly duration: (ms: number) => string;
  /** Changes the language; the page stays in the old one until the words are here. Never rejects. */
  readonly speak: (language: Language) => Promise<void>;
  /** The words of the language that was chosen last could not be fetched. */
  readonly isSpeechless: boolean;
}

const Context = createContext<Words | undefined>(undefined);

/** Gives the pages their words, and keeps `<html lang>` true to them. @param first what to begin with */
export function TextsProvider({ first, children }: { readonly first: Dictionary; readonly children: ReactNode }) {
  const [{ language, t }, setDictionary] = useState(first);
  const [isSpeechless, setSpeechless] = useState(false);
  const take = useCallback(async (next: Language) => {
    setSpeechless(false);
    try {
      setDictionary(await dictionaryOf(next));
    } catch {
      setSpeechless(true);
    }
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => onLanguage((next) => void take(next)), [take]);
  const words = useMemo<Words>(() => {
    const locale = LOCALES[language];
    return {
      language,
      t,
      ...datesIn(language),
      age: ageIn(locale),
      span: spanIn(locale),
      duration: durationIn(locale),
      speak: async (next) => {
        // Before the words are here: it holds for who goes on at once, and for the page that is loaded anew where they do not come.
        remember(next);
        await take(next);
      },
      isSpeechless,
    };
  }, [language, t, take, isSpeechless]);
  return (
    <Context value={words}>
      <FrameContext value={words}>{children}</FrameContext>
    </Context>
  );
}

/** The words of the current language. */
export function useTexts(): Words {
  const words = useContext(Context);
  if (!words) throw new Error('useTexts needs a TextsProvider above it');
  return words;
}

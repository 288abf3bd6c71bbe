import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { type Language, onLanguage, remember, remembered } from '../texts/choice.ts';
import { LOCALES } from '../texts/dates.ts';
import { frame as frameEn } from '../texts/frame.en.ts';
import { type FrameTexts, frame as frameNb } from '../texts/frame.nb.ts';
import { frame as frameNn } from '../texts/frame.nn.ts';
import { FrameContext } from '../texts/frame-words.ts';
import { spanIn } from '../texts/spans.ts';
import { en } from './en.ts';
import { nb, type Words } from './nb.ts';
import { nn } from './nn.ts';

export type { Words };

const WORDS: Readonly<Record<Language, Words>> = { nb, nn, en };
const FRAME_WORDS: Readonly<Record<Language, FrameTexts>> = { nb: frameNb, nn: frameNn, en: frameEn };

const Context = createContext<{ readonly t: Words; readonly language: Language } | undefined>(undefined);

/** The words of the page. The choice of the language is the portal's own. */
export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(remembered);
  useEffect(() => onLanguage(setLanguage), []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speak = (chosen: Language) => {
    remember(chosen);
    setLanguage(chosen);
  };
  return (
    <Context value={{ t: WORDS[language], language }}>
      <FrameContext value={{ t: FRAME_WORDS[language], language, span: spanIn(LOCALES[language]), speak }}>
        {children}
      </FrameContext>
    </Context>
  );
}

export function useWords() {
  const found = useContext(Context);
  if (!found) throw new Error('there is no WordsProvider around this');
  return found;
}

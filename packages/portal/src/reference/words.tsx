import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { type Language, onLanguage, remember, remembered } from '../texts/choice.ts';
import { en } from './en.ts';
import { nb, type Words } from './nb.ts';

export type { Words };

type Shown = 'nb' | 'en';

const Context = createContext<
  { readonly t: Words; readonly language: Shown; readonly switchLanguage: () => void } | undefined
>(undefined);

/** The words of the page: English, or bokmål for both kinds of Norwegian. The choice is the portal's own, nynorsk too. */
export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const [chosen, setChosen] = useState(remembered);
  const norwegian = useRef<Language>('nb');
  useEffect(() => onLanguage(setChosen), []);
  const language = chosen === 'en' ? 'en' : 'nb';
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const switchLanguage = () => {
    if (chosen !== 'en') norwegian.current = chosen;
    const other = chosen === 'en' ? norwegian.current : 'en';
    remember(other);
    setChosen(other);
  };
  return <Context value={{ t: language === 'en' ? en : nb, language, switchLanguage }}>{children}</Context>;
}

export function useWords() {
  const found = useContext(Context);
  if (!found) throw new Error('there is no WordsProvider around this');
  return found;
}

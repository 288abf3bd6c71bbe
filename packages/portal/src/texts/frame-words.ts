import { createContext, useContext } from 'react';
import type { Language } from './choice.ts';
import type { FrameTexts } from './frame.nb.ts';

/** What the parts of a frame say, and how the language is changed: without a dictionary, for the reference has one of its own. */
export interface FrameWords {
  readonly language: Language;
  readonly t: FrameTexts;
  /** A length of time, e.g. "3 døgn". @param ms of either sign */
  readonly span: (ms: number) => string;
  readonly speak: (language: Language) => unknown;
}

export const FrameContext = createContext<FrameWords | undefined>(undefined);

/** The words of the frame, in the current language. */
export function useFrameWords(): FrameWords {
  const words = useContext(FrameContext);
  if (!words) throw new Error('useFrameWords needs a provider of words above it');
  return words;
}

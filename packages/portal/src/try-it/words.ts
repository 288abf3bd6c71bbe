import { type Texts as Log, withWords } from '../live-log/words.ts';
import { useTexts as useCommon } from '../texts/index.tsx';
import { tryIt as en } from '../texts/try-it.en.ts';
import { tryIt as nb } from '../texts/try-it.nb.ts';
import { tryIt as nn } from '../texts/try-it.nn.ts';

const WORDS = { nb, nn, en };

export type Texts = Log & { readonly tryIt: typeof nb };

/** The portal's words, with those of the log and those that are for here alone: they come with the page and not with the first load. */
export function useTexts() {
  const common = useCommon();
  const t: Texts = { ...withWords(common.t, common.language), tryIt: WORDS[common.language] };
  return { ...common, t };
}

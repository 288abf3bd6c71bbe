/** What the commands of this repository have in common: completion, labels, and words for hosts and keys in the wrong place. */
export {
  type CommandShape,
  candidates,
  completionHelp,
  completionScript,
  type Knowledge,
  type OptionShape,
  SHELLS,
  suggestPosition,
  wordsAt,
} from './completion.ts';
export { LABELS, type Label, labelled, type Paint, painting } from './labels.ts';
export { holdsPrivateKey, misplacedKey, withoutTokens } from './misplaced.ts';
export { laterAdvice, strangeAnswer, unreached } from './reach.ts';
export { textOf } from './text.ts';

/**
 * What a command says of a thing that it has looked at, in one word, the same in all of them. OK: as it should be. WARN: works, but not for
 * long or not safely. FAIL: wrong. TODO: right, and waits for somebody. SKIP: not looked at.
 */
export const LABELS = ['OK', 'WARN', 'FAIL', 'SKIP', 'TODO'] as const;

/** One of the five words. */
export type Label = (typeof LABELS)[number];

const COLOURS: Readonly<Record<Label, number>> = { OK: 32, WARN: 33, FAIL: 31, SKIP: 90, TODO: 36 };
const WIDTH = Math.max(...LABELS.map((label) => label.length)) + 2;

/** Puts labels in colour, or leaves them. */
export type Paint = (label: Label) => string;

/**
 * How labels are written: green OK, yellow WARN, red FAIL, grey SKIP and cyan TODO, or without colour.
 * @param isTerminal colours are for those who look, never for a file or another program
 */
export const painting =
  (isTerminal: boolean): Paint =>
  (label) =>
    isTerminal ? `\u001b[${COLOURS[label]}m${label}\u001b[0m` : label;

const bare = painting(false);

/** A line, or several, after its label; what follows the first is put below the first's text. */
export const labelled = (label: Label, text: string, paint: Paint = bare): string =>
  `${paint(label)}${' '.repeat(WIDTH - label.length)}${text.replaceAll('\n', `\n${' '.repeat(WIDTH)}`)}`;

import { type Report, STEPS, type State, type Step } from '@portvakt/client/doctor';

const COLOURS: Readonly<Record<State, number>> = { OK: 32, WARN: 33, FAIL: 31, SKIP: 90, TODO: 36 };
const WIDTH = Math.max(...Object.values(STEPS).map((label) => label.length)) + 2;

/** Puts labels in colour, or leaves them. */
export type Paint = (state: State) => string;

/** @param isTerminal colours are for those who look, never for a file or another program */
export const painting =
  (isTerminal: boolean): Paint =>
  (state) =>
    isTerminal ? `\u001b[${COLOURS[state]}m${state}\u001b[0m` : state;

/** One step on a line; below it what to do, where there is something. */
export function stepLines({ state, label, seen, next }: Step, paint: Paint): string {
  const line = `${paint(state)}${' '.repeat(6 - state.length)}${label.padEnd(WIDTH)}${seen}`;
  return state === 'WARN' && next !== undefined ? `${line}\n      ${next}\n` : `${line}\n`;
}

/** What it comes to, and the one thing to do next. */
export function summary({ healthy, verdict, steps }: Report, paint: Paint): string {
  const count = (wanted: State) => steps.filter(({ state }) => state === wanted).length;
  if (healthy || !verdict) {
    const warnings = count('WARN');
    return `\nNothing is wrong: ${count('OK')} OK, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${count('SKIP')} not looked at.\n`;
  }
  return `\n${paint(verdict.state)}${' '.repeat(6 - verdict.state.length)}${verdict.label}: ${verdict.cause}\nNext  ${verdict.next}\n      See ${verdict.docs}\n`;
}

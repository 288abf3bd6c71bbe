import { type Report, STEPS, type State, type Step } from '@portvakt/client/doctor';
import { labelled, type Paint } from 'altinn-jwks/command';

const WIDTH = Math.max(...Object.values(STEPS).map((label) => label.length)) + 2;

/** One step on a line; below it what to do, where there is something. */
export function stepLines({ state, label, seen, next }: Step, paint: Paint): string {
  const more = state === 'WARN' && next !== undefined ? `\n${next}` : '';
  return `${labelled(state, `${label.padEnd(WIDTH)}${seen}${more}`, paint)}\n`;
}

/** What it comes to, and the one thing to do next. */
export function summary({ healthy, verdict, steps }: Report, paint: Paint): string {
  const count = (wanted: State) => steps.filter(({ state }) => state === wanted).length;
  if (healthy || !verdict) {
    const warnings = count('WARN');
    return `\nNothing is wrong: ${count('OK')} OK, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${count('SKIP')} not looked at.\n`;
  }
  return `\n${labelled(verdict.state, `${verdict.label}: ${verdict.cause}`, paint)}\nNext  ${verdict.next}\n      See ${verdict.docs}\n`;
}

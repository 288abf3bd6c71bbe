/** Which situations have been met, as it is told: over HTTP, in a file that platforms of a test run share, and in text. */
import { appendFileSync, readFileSync } from 'node:fs';
import type { Met } from './situations.ts';
import { isSituation, SITUATION_NAMES, type SituationName } from './table.ts';

/** A line of the report. */
export interface MetLine {
  readonly name: SituationName;
  readonly met: boolean;
  readonly times: number;
  /** ISO 8601, by the platform's clock. */
  readonly last?: string;
  /** Of the last that met it, where it is known. */
  readonly client?: string;
}

/** What has been met of one situation, as it is told. */
export const metLine = ({ name, times, last, client }: Met): MetLine => ({
  name,
  met: times > 0,
  times,
  ...(last === undefined ? {} : { last: new Date(last).toISOString() }),
  ...(client === undefined ? {} : { client }),
});

/** Adds what one platform has seen, as a line of its own. */
export function noteReport(file: string, met: readonly Met[]): void {
  const lines = met.filter(({ times }) => times > 0).map(metLine);
  if (lines.length > 0) appendFileSync(file, `${JSON.stringify(lines)}\n`);
}

/**
 * What all platforms together have seen, by a file that `startPlatform({ situationReport })` has written; there is none where nothing was met.
 * @throws Error when the file holds something else
 */
export function readSituationReport(file: string): readonly MetLine[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    text = '';
  }
  const seen = text
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => linesIn(line, file));
  return SITUATION_NAMES.map((name) => {
    const of = seen.filter((one) => one.name === name);
    const times = of.reduce((sum, one) => sum + one.times, 0);
    const last = of.at(-1);
    return {
      name,
      met: times > 0,
      times,
      ...(last?.last && { last: last.last }),
      ...(last?.client && { client: last.client }),
    };
  });
}

function linesIn(line: string, file: string): readonly MetLine[] {
  try {
    const lines = JSON.parse(line) as readonly MetLine[];
    if (lines.every(({ name, times }) => isSituation(name) && Number.isSafeInteger(times))) return lines;
  } catch {
    // Told below.
  }
  throw new Error(`${file} is no report of situations: take it away, and run the tests again.`);
}

/** Those of the required that have not been met. */
export const missingOf = (lines: readonly MetLine[], required: readonly string[]): readonly string[] =>
  required.filter((name) => !lines.some((line) => line.name === name && line.met));

/** The report in text, with what is missing in the last line. */
export function reportText(lines: readonly MetLine[], missing: readonly string[]): string {
  const width = Math.max(...lines.map(({ name }) => name.length));
  const rows = lines.map(
    ({ name, met, times }) => `${met ? '✓' : '–'} ${name.padEnd(width)}  ${met ? times : 'not met'}`,
  );
  const count = lines.filter(({ met }) => met).length;
  return [
    ...rows,
    `${count} of ${lines.length} situations have been met.`,
    ...(missing.length === 0 ? [] : [`Required, and not met: ${missing.join(', ')}.`]),
    '',
  ].join('\n');
}

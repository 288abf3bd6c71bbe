/** What a run has shown, as a table. */
import { availableParallelism } from 'node:os';
import type { Disturbance } from './ledger.ts';
import type { SoakResult } from './run.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** @returns lines of Markdown */
export function report(result: SoakResult): string {
  const { disturbances, counts, grants, clients, replayed, lost, values, operations, growth, busiest, faults } = result;
  const all = [...counts.values()].reduce((sum, one) => sum + one, 0);
  const memory = growth.map(({ node, lived_ms, warm, last, ratio }) => [
    `node ${node}, alive for ${seconds(lived_ms)}`,
    `${warm.toFixed(0)} MiB`,
    `${last.toFixed(0)} MiB`,
    `${((ratio - 1) * 100).toFixed(1)} %`,
  ]);
  return [
    ...table(
      ['what was done', 'times', 'longest', 'every node going again after', '503', 'connections broken'],
      rowsOf(disturbances),
    ),
    '',
    `${all} requests were answered as they should: ${[...counts].map(([what, count]) => `${what} ${count}`).join(', ')}.`,
    `${grants} grants acknowledged, ${replayed} of them accepted again; ${clients} clients acknowledged, ${lost} lost.`,
    `${operations} things done to ${values} values, each of which has one order that explains all that was seen, but for what is told below.`,
    `Load average at most ${busiest.toFixed(1)} on ${availableParallelism()} processors.`,
    '',
    ...(memory.length > 0 ? table(['memory held', 'warm', 'at the end', 'more'], memory) : []),
    '',
    ...(faults.length === 0 ? ['Nothing is wrong.'] : faults.slice(0, 30).map((one) => `FAILED ${one}`)),
  ].join('\n');
}

function rowsOf(disturbances: readonly Disturbance[]): readonly (readonly string[])[] {
  const kinds = new Map<string, Disturbance[]>();
  for (const one of disturbances) kinds.set(one.kind, [...(kinds.get(one.kind) ?? []), one]);
  const sum = (numbers: readonly number[]): string => String(numbers.reduce((total, one) => total + one, 0));
  return [...kinds].map(([kind, all]) => [
    kind,
    String(all.length),
    seconds(Math.max(...all.map(({ begun, ended }) => ended - begun))),
    seconds(Math.max(...all.map(({ recovered, ended }) => recovered - ended))),
    sum(all.map(({ unavailable }) => unavailable)),
    sum(all.map(({ lost }) => lost)),
  ]);
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`);

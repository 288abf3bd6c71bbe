/** A plan as people read it, and as programs do. */
import { isObject } from '../self-service/http.ts';
import { same } from './compare.ts';
import type { Fields } from './model.ts';
import type { Change, Difference, Step } from './steps.ts';

/** How many steps of each sign. */
export function summaryOf(steps: readonly Step[]) {
  const count = (sign: Step['sign']) => steps.filter((step) => step.sign === sign).length;
  return { add: count('+'), change: count('~'), remove: count('-') };
}

/** What came over the network plays no tricks on a terminal. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');

const MAX_SHOWN = 160;

function value(one: unknown): string {
  if (one === undefined) return '(none)';
  const text = JSON.stringify(one);
  return plain(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
}

const isTexts = (one: unknown): one is readonly string[] =>
  Array.isArray(one) && one.every((text) => typeof text === 'string');

function changeLine(step: Step, { member, from, to }: Change): string {
  const name = plain(member);
  if (step.work.do === 'keys.set') return `      ${to === undefined ? '-' : '+'} ${name}`;
  // Of a list, what comes and goes is read quicker than two lists.
  if (isTexts(from) && isTexts(to)) {
    const came = to.filter((text) => !from.includes(text)).map((text) => `+ ${text}`);
    const went = from.filter((text) => !to.includes(text)).map((text) => `- ${text}`);
    return `      ${name}: ${plain([...went, ...came].join(', '))}`;
  }
  if (isObject(from) && isObject(to)) return partLines(name, from, to);
  if (step.sign === '+') return `      ${name}: ${value(to)}`;
  return `      ${name}: ${value(from)} → ${value(to)}`;
}

/** Of a map, the members that differ. */
const partLines = (name: string, from: Fields, to: Fields): string =>
  [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((part) => !same(from[part], to[part]))
    .map((part) => `      ${name}.${plain(part)}: ${value(from[part])} → ${value(to[part])}`)
    .join('\n');

export const stepLine = ({ sign, what }: Step): string => `  ${sign} ${plain(what)}`;

/** Every step with what changes, the notes, and the summary. */
export function planText({ steps, notes }: Difference, file: string): string {
  const lines = steps.flatMap((step) => [stepLine(step), ...step.changes.map((change) => changeLine(step, change))]);
  const { add, change, remove } = summaryOf(steps);
  const end =
    steps.length === 0
      ? `Nothing to change: what is there is what ${file} asks for.`
      : `Plan: ${add} to add, ${change} to change, ${remove} to remove.`;
  return [...lines, ...(lines.length > 0 ? [''] : []), ...notes.map((note) => `Note: ${plain(note)}`), end, ''].join(
    '\n',
  );
}

/** For programs. */
export const planJson = ({ steps, notes }: Difference, about: object): string =>
  `${JSON.stringify({
    ...about,
    summary: summaryOf(steps),
    steps: steps.map(({ sign, section, what, changes }) => ({ sign, section, what, changes })),
    notes,
  })}\n`;

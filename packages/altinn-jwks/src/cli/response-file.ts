import { readFileSync, statSync } from 'node:fs';
import { JwksError } from '../errors.ts';
import { textOf } from '../text.ts';

const MAX_BYTES = 100_000;
const MAX_WORDS = 1_000;
const MAX_DEPTH = 5;

/**
 * Puts the words of a response file in the place of `@file` (altinn-jwks.md 3.5): one or more a line, in quotes where they have
 * spaces, and `#` for comments. Such files may name others. @throws JwksError INVALID_OPTION
 */
export function withResponseFiles(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  const open = end < 0 ? args : args.slice(0, end);
  // Nearly always there is none.
  if (!open.some(isFile)) return args;
  return [...open.flatMap((arg) => expanded(arg, 0)), ...(end < 0 ? [] : args.slice(end))];
}

const isFile = (arg: string): boolean => arg.length > 1 && arg.startsWith('@');

function expanded(arg: string, depth: number): readonly string[] {
  if (!isFile(arg)) return [arg];
  const path = arg.slice(1);
  if (depth === MAX_DEPTH) throw refuse(path, 'it is named by a response file that is named by too many others');
  const words = content(path)
    .split(/\r?\n/)
    .flatMap((line) => (line.trim().startsWith('#') ? [] : wordsIn(line)))
    .flatMap((word) => expanded(word, depth + 1));
  if (words.length > MAX_WORDS) throw refuse(path, `it has more than ${MAX_WORDS} words`);
  return words;
}

const wordsIn = (line: string): readonly string[] =>
  [...line.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([word]) => word.replaceAll('"', ''));

function content(path: string): string {
  try {
    if (statSync(path).size > MAX_BYTES) throw refuse(path, `it is longer than ${MAX_BYTES} bytes`);
    return textOf(readFileSync(path));
  } catch (error) {
    if (error instanceof JwksError) throw error;
    throw refuse(path, (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it is not found' : 'it cannot be read');
  }
}

const refuse = (path: string, why: string) =>
  new JwksError('INVALID_OPTION', `Response file ${JSON.stringify(path.slice(0, 200))} cannot be used: ${why}.`);

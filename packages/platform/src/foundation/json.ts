/**
 * JSON with the two checks that `JSON.parse` lacks and that signed documents need: member names are unique
 * (RFC 7515 section 4, RFC 7519 section 4) and nesting is bounded; and without NUL, which PostgreSQL does not keep in a text.
 */
import { refuse } from './refusals.ts';

/**
 * Parses JSON text.
 * @throws Refusal `json-malformed` on bad syntax, a member given twice, a `__proto__` member, a lone surrogate, NUL or nesting beyond `maxDepth`.
 */
export function parseJsonStrictly(text: string, options: { maxDepth?: number } = {}): unknown {
  checkStructure(text, options.maxDepth ?? 32);
  if (hasNul(text)) throw refuse('json-malformed', 'it has the character NUL (\\u0000)');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse('json-malformed', 'it is not JSON');
  }
  return value;
}

/** The escape itself, and not a backslash before the text u0000. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/;

/** True when JSON text has the character NUL in one of its texts. */
export const hasNul = (text: string): boolean => text.includes('\\u0000') && NUL.test(text);

/**
 * True when JSON text is nested deeper than `levels`. One pass over the text and no recursion, so that no text is too deep to be told so;
 * what is no JSON at all is left for `JSON.parse` to refuse.
 */
export function isNestedDeeper(text: string, levels: number): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (char === 0x22) {
      index += 1;
      while (index < text.length && text.charCodeAt(index) !== 0x22) index += text.charCodeAt(index) === 0x5c ? 2 : 1;
    } else if (char === 0x7b || char === 0x5b) {
      depth += 1;
      if (depth > levels) return true;
    } else if (char === 0x7d || char === 0x5d) depth -= 1;
  }
  return false;
}

/** One pass over the text: depth, member names and surrogates. What is no JSON at all is left for `JSON.parse` to refuse. */
function checkStructure(text: string, maxDepth: number): void {
  const names: (Set<string> | undefined)[] = [];
  let index = 0;
  while (index < text.length) {
    const char = text.charCodeAt(index);
    if (char === 0x22) {
      const end = endOfString(text, index);
      const members = names.at(-1);
      if (members && isMemberName(text, end)) addName(members, text.slice(index, end));
      index = end;
      continue;
    }
    if (char === 0x7b || char === 0x5b) {
      names.push(char === 0x7b ? new Set() : undefined);
      if (names.length > maxDepth) throw refuse('json-malformed', `it is nested deeper than ${maxDepth} levels`);
    } else if (char === 0x7d || char === 0x5d) names.pop();
    index += 1;
  }
}

function addName(members: Set<string>, quoted: string): void {
  let name: string;
  try {
    name = JSON.parse(quoted) as string;
  } catch {
    throw refuse('json-malformed', 'it is not JSON');
  }
  if (!name.isWellFormed()) throw refuse('json-malformed', 'a member name has a lone surrogate');
  if (name === '__proto__') throw refuse('json-malformed', 'the member name __proto__ is not allowed');
  if (members.has(name)) throw refuse('json-malformed', `the member "${name.slice(0, 40)}" is given twice`);
  members.add(name);
}

function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (char === 0x5c) index += 1;
    else if (char === 0x22) return index + 1;
  }
  throw refuse('json-malformed', 'a string does not end');
}

function isMemberName(text: string, after: number): boolean {
  let index = after;
  while (index < text.length && ' \t\r\n'.includes(text[index] ?? '')) index += 1;
  return text.charCodeAt(index) === 0x3a;
}

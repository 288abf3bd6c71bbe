import { hasNul, isNestedDeeper } from '../foundation/index.ts';
import { MAX_JSON_DEPTH } from '../http/index.ts';

// What is not closed ends with the line or the text, so that no text is walked through twice.
const TOKENS = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
const TRAILING = /"(?:[^"\\\n]|\\.)*"?|,(?=\s*[}\]])/g;

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/**
 * JSON as an app's own files have it, and as .NET reads them: with comments, and a comma after the last member.
 * @throws SyntaxError with the place
 */
export function parseLenient(text: string): unknown {
  const plain = text
    .replace(TOKENS, (token) => (token.startsWith('"') ? token : blank(token)))
    .replace(TRAILING, (token) => (token === ',' ? ' ' : token));
  if (isNestedDeeper(plain, MAX_JSON_DEPTH)) throw new SyntaxError(`it is nested deeper than ${MAX_JSON_DEPTH}`);
  if (hasNul(plain)) throw new SyntaxError('it has the character NUL');
  return JSON.parse(plain) as unknown;
}

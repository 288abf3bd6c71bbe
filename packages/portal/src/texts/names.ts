/** Texts that users wrote, where other text stands round them: what is in one neither hides nor turns the rest (UAX 9). */

/** Control characters, and signs that are not seen: those that set the direction of writing, and those without a width. */
const UNSEEN = /[\p{Cc}\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
/** Of those, what may stand in a text: white space, and what {@link isolated} sets. */
const KEPT = '\t\n\r\u2068\u2069';
/** Scripts that are written from the right. */
const FROM_RIGHT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const ISOLATE = '\u2068';
const END = '\u2069';

/** Every isolation that begins ends, and none ends that has not begun: such a text turns nothing beyond its end. */
function isClosed(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    if (sign === ISOLATE) depth += 1;
    if (sign === END) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

const written = (sign: string): string =>
  `[U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;

/** The text with every sign that is not seen written out: `[U+202E]`. What {@link isolated} has made stays as it is. */
export function legible(text: string): string {
  const shown = text.replace(UNSEEN, (sign) => (KEPT.includes(sign) ? sign : written(sign)));
  return isClosed(shown) ? shown : shown.replace(/[\u2068\u2069]/g, written);
}

/** The same for the inside of a sentence or an attribute, where no element can stand round it. */
export function isolated(text: string): string {
  const shown = legible(text);
  return FROM_RIGHT.test(shown) && !shown.startsWith(ISOLATE) ? ISOLATE + shown + END : shown;
}

/** The text with a capital to begin with. */
export const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** The text as it stands within a sentence: without its capital, which an abbreviation keeps. */
export const inSentence = (text: string): string =>
  /^\p{Lu}{2}/u.test(text) ? text : text.charAt(0).toLocaleLowerCase() + text.slice(1);

/** Searching access packages, as Altinn's two searches do (altinn-pdp.md 13.1). Pure. */

/** What of a package is searched in, in the reader's language. */
export interface Searched {
  readonly name: string;
  readonly description: string;
  readonly areaName: string;
  readonly areaDescription: string;
  /** Names of the resources that it opens; empty where these are not searched in. */
  readonly resources: readonly string[];
}

/** A word of a field, and how near it came to what was looked for. */
interface SearchedWord {
  readonly content: string;
  readonly lowercaseContent: string;
  readonly isMatch: boolean;
  readonly score: number;
}

/** A field in which something was found. */
export interface FoundField {
  readonly field: string;
  readonly value: string;
  readonly score: number;
  readonly words: readonly SearchedWord[];
}

/** How well something fits what is looked for; 0 = not at all. */
export interface Fit {
  readonly score: number;
  readonly fields: readonly FoundField[];
}

const NOTHING: Fit = { score: 0, fields: [] };
/** As many words are looked for, each no longer than a word is. */
const MOST = { plain: 32, fuzzy: 8, letters: 40 } as const;

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');

interface Place {
  readonly field: string;
  readonly of: (searched: Searched) => string;
  readonly isPrefix: boolean;
  readonly points: number;
}

/** Where the plain search looks, and what a hit there is worth. */
const PLACES: readonly Place[] = [
  { field: 'name.prefix', of: ({ name }) => name, isPrefix: true, points: 100 },
  { field: 'name', of: ({ name }) => name, isPrefix: false, points: 50 },
  { field: 'description', of: ({ description }) => description, isPrefix: false, points: 10 },
  { field: 'area.name.prefix', of: ({ areaName }) => areaName, isPrefix: true, points: 25 },
  { field: 'area.description', of: ({ areaDescription }) => areaDescription, isPrefix: false, points: 5 },
];
const RESOURCE_POINTS = 2;

/** Parts of words: one of several is enough, unless it is `strict`. Several that stand together count more. */
export function plainFit(searched: Searched, term: string, strict: boolean): Fit {
  const words = wordsOf(term).slice(0, MOST.plain);
  const fields: FoundField[] = [];
  const look = (sought: string, suffix: string, factor: number): boolean => {
    const before = fields.length;
    for (const { field, of, isPrefix, points } of PLACES) {
      const value = of(searched);
      const text = value.toLowerCase();
      if (isPrefix ? text.startsWith(sought) : text.includes(sought))
        fields.push({ field: field + suffix, value, score: points * factor, words: [] });
    }
    return fields.length > before;
  };
  if (words.length > 1) look(words.join(' '), '.phrase', 2);
  let met = 0;
  for (const word of words) {
    let isMet = look(word, '', 1);
    for (const value of searched.resources)
      if (value.toLowerCase().includes(word)) {
        fields.push({ field: 'resources.name', value, score: RESOURCE_POINTS, words: [] });
        isMet = true;
      }
    if (isMet) met += 1;
  }
  if (fields.length === 0 || (strict && met < words.length)) return NOTHING;
  return { score: fields.reduce((sum, field) => sum + field.score, 0), fields };
}

interface Near {
  readonly field: string;
  readonly of: (searched: Searched) => string;
  readonly weight: number;
  /** From 0, anything, to 1, the same. */
  readonly least: number;
}

/** Where the other search looks, and how near a word must come there. */
const NEAR: readonly Near[] = [
  { field: 'Name', of: ({ name }) => name, weight: 2, least: 0.6 },
  { field: 'Description', of: ({ description }) => description, weight: 0.8, least: 0.85 },
  { field: 'Area_Name', of: ({ areaName }) => areaName, weight: 1.5, least: 0.75 },
  { field: 'Resources (Combined)', of: ({ resources }) => resources.join(', '), weight: 1.2, least: 0.6 },
];

/** Whole words, also with letters left out, added, taken for others or in another order. */
export function fuzzyFit(searched: Searched, term: string): Fit {
  const sought = wordsOf(term)
    .slice(0, MOST.fuzzy)
    .map((word) => word.slice(0, MOST.letters));
  const met = new Set<string>();
  const fields: FoundField[] = [];
  for (const { field, of, weight, least } of NEAR) {
    const value = of(searched);
    const best = new Map<string, number>();
    const words = value
      .split(/\s+/u)
      .filter((word) => word !== '')
      .map((content): SearchedWord => {
        const lowercaseContent = content.toLowerCase();
        let score = 0;
        for (const word of sought) {
          const likeness = likenessOf(word, lowercaseContent, least);
          score += likeness;
          if (likeness > (best.get(word) ?? 0)) best.set(word, likeness);
        }
        return { content, lowercaseContent, isMatch: score > 0, score };
      });
    if (best.size === 0) continue;
    for (const word of best.keys()) met.add(word);
    fields.push({ field, value, score: [...best.values()].reduce((sum, one) => sum + one, 0) * weight, words });
  }
  if (fields.length === 0) return NOTHING;
  const sum = fields.reduce((all, field) => all + field.score, 0);
  return { score: (sum * met.size) / new Set(sought).size, fields };
}

/** 1 for the same, less for each letter that must be changed; 0 below `least`. */
function likenessOf(a: string, b: string, least: number): number {
  const longest = Math.max(a.length, b.length);
  const most = Math.floor(longest * (1 - least));
  if (Math.abs(a.length - b.length) > most) return 0;
  const likeness = 1 - editsBetween(a, b) / longest;
  return likeness >= least ? likeness : 0;
}

/** Letters to be put in, taken out, changed, or swapped with the next. */
function editsBetween(a: string, b: string): number {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      row.push(edits);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

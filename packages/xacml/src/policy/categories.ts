import type { AllOf, AnyOf, Match } from './model.ts';

export const SUBJECT = 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject';
export const RESOURCE = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource';
export const ACTION = 'urn:oasis:names:tc:xacml:3.0:attribute-category:action';

/** The matches of an alternative, by what they are about. */
export function byCategory(allOf: AllOf): Map<string, Match[]> {
  const found = new Map<string, Match[]>();
  for (const match of allOf) {
    const list = found.get(match.source.category);
    if (list === undefined) found.set(match.source.category, [match]);
    else list.push(match);
  }
  return found;
}

/** The same text for matches that test the same. */
export const textOf = (matches: readonly Match[]): string =>
  JSON.stringify(
    matches
      .map(({ function: { id }, literal, source }) => {
        const { line: _, column: __, ...from } = source;
        return JSON.stringify([id, literal.dataType.id, literal.dataType.format(literal.value), from]);
      })
      .sort(),
  );

/**
 * What an AnyOf asks for as one list of alternatives a category, all of which must be met: `(a and x) or (a and y)` is `a` and `x or y`.
 * @returns undefined when it cannot be said so, because which alternative of one category counts depends on another category
 */
export function separated(anyOf: AnyOf): ReadonlyMap<string, readonly (readonly Match[])[]> | undefined {
  const parts = anyOf.map(byCategory);
  const categories = new Set(parts.flatMap((part) => [...part.keys()]));
  if (parts.some((part) => part.size < categories.size)) return undefined;
  const separate = new Map<string, Map<string, readonly Match[]>>();
  const combinations = new Set<string>();
  for (const part of parts) {
    const texts: string[] = [];
    for (const category of categories) {
      const matches = part.get(category) ?? [];
      const text = textOf(matches);
      texts.push(text);
      const known = separate.get(category) ?? new Map<string, readonly Match[]>();
      separate.set(category, known);
      if (!known.has(text)) known.set(text, matches);
    }
    combinations.add(JSON.stringify(texts));
  }
  const product = [...separate.values()].reduce((count, list) => count * list.size, 1);
  if (product !== combinations.size) return undefined;
  return new Map([...separate].map(([category, list]) => [category, [...list.values()]]));
}

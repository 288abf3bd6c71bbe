import { parse } from 'node:querystring';
import { refuse } from './refusals.ts';

/** Every value of the members that were given more than once, by query. */
const repeated = new WeakMap<object, ReadonlyMap<string, readonly string[]>>();

/**
 * The members of a query string. Each reads as one text, so that no route can get a list where it reads a text: reading one that was given
 * more than once throws Refusal 400, in the form of the surface that reads it. What nobody reads may be there any number of times, and
 * {@link valuesOf} and {@link queryLists} read what may be given several times.
 */
export function parseQuery(text: string): Record<string, string> {
  const query: Record<string, string> = Object.create(null);
  if (text === '') return query;
  const several = new Map<string, readonly string[]>();
  for (const [name, value = ''] of Object.entries(parse(text))) {
    if (!Array.isArray(value)) {
      query[name] = value;
      continue;
    }
    several.set(name, value);
    Object.defineProperty(query, name, {
      enumerable: true,
      get: () => {
        throw refuse(
          'member-repeated',
          `give the query parameter ${name.slice(0, 60)} once; it is there ${value.length} times`,
        );
      },
    });
  }
  if (several.size > 0) repeated.set(query, several);
  return query;
}

/** Every value of one member of a query or a form, in the order in which they came; empty when it is not there. */
export function valuesOf(source: unknown, name: string): readonly string[] {
  if (typeof source !== 'object' || source === null) return [];
  const several = repeated.get(source)?.get(name);
  if (several) return several;
  const value = Object.hasOwn(source, name) ? (source as Readonly<Record<string, unknown>>)[name] : undefined;
  return [value].flat().filter((one) => typeof one === 'string');
}

/** A query for routes that take members several times: such a one is a list. */
export function queryLists(query: unknown): Readonly<Record<string, string | string[]>> {
  const names = typeof query === 'object' && query !== null ? Object.keys(query) : [];
  return Object.fromEntries(
    names.map((name) => {
      const values = valuesOf(query, name);
      return [name, values.length === 1 ? (values[0] ?? '') : [...values]];
    }),
  );
}

/** How a member is written in what was sent, in whatever letters; as it is called where it is not there. */
export function spelledIn(given: unknown, name: string): string {
  if (typeof given !== 'object' || given === null || name in given) return name;
  const plain = name.toLowerCase();
  return Object.keys(given).find((other) => other.toLowerCase() === plain) ?? name;
}

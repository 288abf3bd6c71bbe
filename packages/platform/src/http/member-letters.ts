import type { TSchema } from 'typebox';

/** What a schema calls the members of an object, and of what is in them. */
interface Names {
  /** By name in small letters. */
  readonly members: ReadonlyMap<string, { readonly name: string; readonly inside: Names }>;
  readonly items: Names | undefined;
}
type Part = Partial<{
  readonly properties: Readonly<Record<string, Part>>;
  readonly items: Part;
  readonly anyOf: readonly Part[];
  readonly allOf: readonly Part[];
}>;

/** The keys of translations, which a program keeps in a map, and no members: they stay as they are. */
const LANGUAGE = /^[a-z]{2}$/;

/**
 * Gives the members of a JSON body the names that its schema has, in whatever letters they came: .NET reads them so, and a program in C# that
 * serializes its own classes writes them large. Of several the last one counts, as there. Keys of maps and what no schema names stay.
 * @returns a function that returns what it was given where nothing is to be done
 */
export function memberLetters(schema: TSchema): (body: unknown) => unknown {
  let names: Names | undefined;
  return (body) => {
    if (!isJson(body)) return body;
    names ??= namesIn([schema as Part]);
    return named(body, names);
  };
}

/** And no stream, nor bytes. */
const isJson = (body: unknown): boolean =>
  Array.isArray(body) ||
  (typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === Object.prototype);

function namesIn(parts: readonly Part[]): Names {
  const all = parts.flatMap(alternatives);
  const found = new Map<string, { name: string; schemas: Part[] }>();
  for (const { properties = {} } of all) {
    const entries = Object.entries(properties);
    if (entries.every(([name]) => LANGUAGE.test(name))) continue;
    for (const [name, schema] of entries) {
      const known = found.get(name.toLowerCase());
      if (known) known.schemas.push(schema);
      else found.set(name.toLowerCase(), { name, schemas: [schema] });
    }
  }
  const items = all.flatMap((part) => (part.items === undefined ? [] : [part.items]));
  return {
    members: new Map([...found].map(([small, { name, schemas }]) => [small, { name, inside: namesIn(schemas) }])),
    items: items.length === 0 ? undefined : namesIn(items),
  };
}

const alternatives = (part: Part): readonly Part[] => [
  part,
  ...[...(part.anyOf ?? []), ...(part.allOf ?? [])].flatMap(alternatives),
];

function named(value: unknown, names: Names): unknown {
  if (Array.isArray(value)) {
    const { items } = names;
    return items === undefined ? value : value.map((one: unknown) => named(one, items));
  }
  if (names.members.size === 0 || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([sent, one]) => {
      const known = names.members.get(sent.toLowerCase());
      return known === undefined ? [sent, one] : [known.name, named(one, known.inside)];
    }),
  );
}

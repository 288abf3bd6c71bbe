/** World files as lists of items by section: what is wrong is told by section, place and member, and what nobody knows is told too. */
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { notKept } from '../register/index.ts';
import { type Item, SECTIONS, type Section } from './schema.ts';

/** Something of a world file, and where it stands. */
export interface Placed<T> {
  /** Name of the file, and the section. */
  readonly file: string;
  /** Place in the section, from 1. */
  readonly line: number;
  readonly item: T;
}

export type World = { readonly [S in Section]: readonly Placed<Item<S>>[] };

/** What is wrong with one thing of a file. */
export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Its other members go along as they are. */
const OPEN: ReadonlySet<Section> = new Set(['resources']);
const names = Object.keys(SECTIONS) as readonly Section[];

/** @returns everything of the files that is for this room, also what is wrong */
export function readWorld(files: readonly { readonly name: string; readonly value: unknown }[]) {
  const world = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Section, Placed<never>[]>;
  const faults: Fault[] = [];
  const unknown = new Map<string, number>();
  for (const { name, value } of files)
    for (const section of names) {
      const list = (value as Readonly<Record<string, unknown>> | null)?.[section] ?? [];
      if (!Array.isArray(list)) {
        faults.push({ file: name, line: 1, message: `${section} is not a list` });
        continue;
      }
      for (const [index, item] of list.entries()) {
        const place = { file: `${name} ${section}`, line: index + 1 };
        const wrong = wrongWith(SECTIONS[section], item);
        for (const message of wrong) faults.push({ ...place, message });
        if (wrong.length > 0) continue;
        world[section].push({ ...place, item: item as never });
        for (const member of OPEN.has(section) ? [] : unknownIn(SECTIONS[section], item))
          unknown.set(`${name}: ${section}: ${member}`, (unknown.get(`${name}: ${section}: ${member}`) ?? 0) + 1);
      }
    }
  const notes = [...unknown].map(([what, count]) => notKept(what, count));
  return { world: world as World, faults, notes };
}

interface Issue {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const compiled = new WeakMap<TSchema, ReturnType<typeof Compile>>();

function issuesOf(schema: TSchema, value: unknown): readonly Issue[] {
  const checker = compiled.get(schema) ?? Compile(schema);
  compiled.set(schema, checker);
  return checker.Errors(value) as readonly Issue[];
}

/** A line for each member: which it is, and what was expected. */
function wrongWith(schema: TSchema, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ['is not an object'];
  if (JSON.stringify(value).includes('\\u0000')) return ['holds the character NUL, which no database keeps'];
  const issues = issuesOf(schema, value);
  const unions = issues.filter(({ keyword }) => keyword === 'anyOf');
  return issues
    .filter(({ schemaPath }) => !unions.some((union) => schemaPath.startsWith(`${union.schemaPath}/anyOf/`)))
    .map(({ keyword, instancePath, schemaPath, params }) => {
      const member = memberAt(instancePath);
      const rule = ruleAt(schema, schemaPath);
      const described = typeof rule['description'] === 'string' ? rule['description'] : '';
      if (keyword === 'required')
        return `${member === '' ? '' : `${member}.`}${[params['requiredProperties']].flat().join(', ')} is missing`;
      if (keyword === 'type') return `${member}: expected ${KINDS[String(params['type'])] ?? String(params['type'])}`;
      return `${member}: expected ${described || String(rule['pattern'] ?? keyword)}`;
    });
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const memberAt = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`))
    .join('');

function ruleAt(schema: TSchema, pointer: string): Readonly<Record<string, unknown>> {
  let found: unknown = schema;
  for (const part of pointer.split('/').slice(1)) found = (found as Record<string, unknown> | undefined)?.[part];
  return (found ?? {}) as Readonly<Record<string, unknown>>;
}

const unknownIn = (schema: TSchema, value: unknown): readonly string[] => {
  const known = (schema as { properties?: object }).properties ?? {};
  return Object.keys(value as object).filter((member) => !Object.hasOwn(known, member));
};

import { quote } from '../errors.ts';
import { type Json, JsonNumber } from './json-text.ts';

export type JsonObject = { [member: string]: Json };

/** What is wrong with a member. Its path is put together only when there is an error: most requests have none. */
export class Refusal extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

export function refuse(path: string, message: string): Refusal {
  return new Refusal(path, message);
}

/** The same error seen from the value around it. */
function within(error: unknown, outer: string): unknown {
  return error instanceof Refusal
    ? new Refusal(error.path === '' ? outer : `${outer}.${error.path}`, error.message)
    : error;
}

/** Reads the items of a list, or the single item in place of one. */
export function readEach<T>(value: Json | undefined, name: string, read: (item: Json) => T): T[] {
  if (value === undefined) return [];
  const items = Array.isArray(value) ? value : [value];
  const found: T[] = [];
  for (let i = 0; i < items.length; i++) {
    try {
      found.push(read(items[i] as Json));
    } catch (error) {
      throw within(error, `${name}[${i}]`);
    }
  }
  return found;
}

export function kindOf(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value instanceof JsonNumber) return 'a number';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

export function asObject(value: Json | undefined, path: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber))
    return value;
  throw refuse(path, `expected an object, found ${kindOf(value)}`);
}

export function asText(value: Json | undefined, path: string): string {
  if (typeof value === 'string') return value;
  throw refuse(path, `expected a string, found ${kindOf(value)}`);
}

export function optionalText(value: Json | undefined, path: string): string | undefined {
  return value === undefined ? undefined : asText(value, path);
}

export function asBoolean(value: Json | undefined, path: string): boolean {
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  throw refuse(path, `expected true or false, found ${kindOf(value)}`);
}

export function onlyMembers(object: JsonObject, known: ReadonlySet<string>, path: string): void {
  for (const member in object) {
    if (!known.has(member))
      throw refuse(path, `there is no member ${quote(member)}; known are ${[...known].join(', ')}`);
  }
}

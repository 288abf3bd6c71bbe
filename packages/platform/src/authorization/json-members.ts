/** Members of a JSON body by name, whatever their case (altinn-pdp.md 4), with the place of what is wrong. */
import type { Refusal } from '../foundation/index.ts';
import { malformed } from './refusals.ts';

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const typeName = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`;

/** The documented names and their camelCase forms. */
const USUAL: ReadonlySet<string> = new Set(
  [
    ...['Request', 'ReturnPolicyIdList', 'CombinedDecision', 'XPathVersion', 'AccessSubject', 'Action', 'Resource'],
    ...['Category', 'RecipientSubject', 'IntermediarySubject', 'RequestingMachine', 'MultiRequests'],
    ...['RequestReference', 'ReferenceId', 'CategoryId', 'Id', 'Content', 'Attribute', 'AttributeId', 'Value'],
    ...['DataType', 'Issuer', 'IncludeInResult'],
  ].flatMap((name) => [name, `${name.charAt(0).toLowerCase()}${name.slice(1)}`]),
);

/** True when a member is spelled in neither of the two usual ways: members must then be looked for in any case. */
function isOdd(object: Json): boolean {
  for (const key in object) if (!USUAL.has(key)) return true;
  return false;
}

/** An object in a body. Where it stands is put into words only when something is wrong with it. */
export class JsonNode {
  readonly object: Json;
  readonly #odd: boolean;
  readonly #parent: JsonNode | undefined;
  readonly #name: string;
  readonly #index: number;

  /** @param index its place in a list; -1 outside lists */
  constructor(object: Json, parent: JsonNode | undefined, name: string, index: number) {
    this.object = object;
    this.#odd = isOdd(object);
    this.#parent = parent;
    this.#name = name;
    this.#index = index;
  }

  /** e.g. `Request.Action[0]` */
  get path(): string {
    const own = this.#index < 0 ? this.#name : `${this.#name}[${this.#index}]`;
    const outer = this.#parent?.path ?? '';
    return outer === '' ? own : `${outer}.${own}`;
  }

  /** @param member its documented name @param camel the same in camelCase */
  get(member: string, camel: string): unknown {
    const { object } = this;
    const exact = object[member];
    if (exact !== undefined) return exact;
    const other = object[camel];
    if (other !== undefined || !this.#odd) return other;
    for (const key in object)
      if (key.length === member.length && !USUAL.has(key) && key.toLowerCase() === camel.toLowerCase())
        return object[key];
    return undefined;
  }

  /** A text, or undefined when the member is absent or null. @throws Refusal `body-malformed` */
  text(member: string, camel: string): string | undefined {
    const value = this.get(member, camel);
    if (typeof value === 'string') return value;
    if (value === undefined || value === null) return undefined;
    throw this.wrong(member, `must be text, not ${typeName(value)}`);
  }

  /** False when the member is absent or null. @throws Refusal `body-malformed` */
  flag(member: string, camel: string): boolean {
    const value = this.get(member, camel);
    if (typeof value === 'boolean') return value;
    if (value === undefined || value === null) return false;
    throw this.wrong(member, `must be true or false, not ${typeName(value)}`);
  }

  /** Objects in a list, read one after another; none when the member is absent or null. @throws Refusal `body-malformed` */
  list<T>(member: string, camel: string, read: (item: JsonNode) => T): readonly T[] {
    const value = this.get(member, camel);
    if (value === undefined || value === null) return NONE;
    if (!Array.isArray(value)) throw this.wrong(member, `must be a list, not ${typeName(value)}`);
    const items: T[] = [];
    for (let index = 0; index < value.length; index += 1) {
      const item: unknown = value[index];
      if (!isObject(item)) throw this.wrong(`${member}[${index}]`, `must be an object, not ${typeName(item)}`);
      items.push(read(new JsonNode(item, this, member, index)));
    }
    return items;
  }

  wrong(member: string, message: string): Refusal {
    const { path } = this;
    return malformed(path === '' ? member : `${path}.${member}`, message);
  }
}

const NONE: readonly never[] = Object.freeze([]);

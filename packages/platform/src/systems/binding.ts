/**
 * Reads request bodies as the real service does: member names in any case, unknown members ignored, strings trimmed except
 * inside lists and maps. What does not bind is collected under its member's name (shape C).
 */
import { isUuid } from '../foundation/index.ts';
import type { PackageRef, ResourcePair, Right } from './model.ts';
import { unbound } from './refusals.ts';

const MAX_TEXT = 255;
const MAX_LONG_TEXT = 2_000;
const MAX_ITEMS = 500;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of an object by lower-case name; the last one of a name wins. */
const members = (value: Record<string, unknown>): ReadonlyMap<string, unknown> =>
  new Map(Object.entries(value).map(([name, one]) => [name.toLowerCase(), one]));

export class Binder {
  readonly #members: ReadonlyMap<string, unknown>;
  readonly #errors = new Map<string, string[]>();

  constructor(body: unknown) {
    if (!isObject(body)) throw unbound({ $: ['send a JSON object'] });
    this.#members = members(body);
  }

  /** @throws Refusal shape C when anything did not bind */
  finish(): void {
    if (this.#errors.size > 0) throw unbound(Object.fromEntries(this.#errors));
  }

  wrong(member: string, text: string): void {
    this.#errors.set(member, [...(this.#errors.get(member) ?? []), text]);
  }

  has(member: string): boolean {
    return this.#value(member) !== undefined;
  }

  required(member: string, max = MAX_TEXT): string {
    const text = this.text(member, max);
    if (text === undefined && !this.#errors.has(member)) this.wrong(member, `the member ${member} is required`);
    return text ?? '';
  }

  /** Trimmed; undefined when absent, null or blank. */
  text(member: string, max = MAX_TEXT): string | undefined {
    const value = this.#value(member);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') {
      this.wrong(member, 'must be a string');
      return undefined;
    }
    const text = value.trim();
    if (text.length > max) this.wrong(member, `has ${text.length} characters; at most ${max} are allowed`);
    return text === '' ? undefined : text;
  }

  flag(member: string, otherwise: boolean): boolean {
    const value = this.#value(member);
    if (value === undefined) return otherwise;
    if (typeof value !== 'boolean') this.wrong(member, 'must be true or false');
    return value === true;
  }

  object(member: string): ReadonlyMap<string, unknown> | undefined {
    const value = this.#value(member);
    if (isObject(value)) return members(value);
    this.wrong(member, value === undefined ? `the member ${member} is required` : 'must be an object');
    return undefined;
  }

  /** Texts by key; keys keep their case. */
  texts(member: string): Readonly<Record<string, string>> {
    const value = this.#value(member);
    if (!isObject(value)) {
      this.wrong(member, value === undefined ? `the member ${member} is required` : 'must be an object of texts');
      return {};
    }
    const entries = Object.entries(value);
    const bad = entries.find(([, text]) => typeof text !== 'string' || text.length > MAX_LONG_TEXT);
    if (bad || entries.length > 10) this.wrong(member, `must hold texts of at most ${MAX_LONG_TEXT} characters`);
    return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string')) as Record<string, string>;
  }

  strings(member: string, max = MAX_TEXT): readonly string[] {
    return this.list(member, (value, place) => {
      if (typeof value === 'string' && value !== '' && value.length <= max) return value;
      this.wrong(place, `must be a text of 1 to ${max} characters`);
      return undefined;
    });
  }

  rights(member: string): readonly Right[] {
    return this.list(member, (value, place) => readRight(value, place, this));
  }

  packages(member: string): readonly PackageRef[] {
    return this.list(member, (value, place) => readPackage(value, place, this));
  }

  list<T>(member: string, read: (value: unknown, place: string) => T | undefined): readonly T[] {
    const value = this.#value(member);
    if (value === undefined) return [];
    return readList(value, member, this, read);
  }

  #value(member: string): unknown {
    return this.#members.get(member.toLowerCase()) ?? undefined;
  }
}

interface Complaints {
  wrong(member: string, text: string): void;
}

function readList<T>(
  value: unknown,
  place: string,
  complaints: Complaints,
  read: (value: unknown, place: string) => T | undefined,
): readonly T[] {
  if (!Array.isArray(value) || value.length > MAX_ITEMS) {
    complaints.wrong(place, `must be a list of at most ${MAX_ITEMS} items`);
    return [];
  }
  return value.flatMap((one: unknown, index) => read(one, `${place}[${index}]`) ?? []);
}

function readRight(value: unknown, place: string, complaints: Complaints): Right | undefined {
  const given = isObject(value) ? members(value) : undefined;
  const action = given?.get('action') ?? undefined;
  if (!given || (action !== undefined && (typeof action !== 'string' || action.length > MAX_TEXT))) {
    complaints.wrong(place, 'must be {action?: text, resource: [{id, value}]}');
    return undefined;
  }
  const resource = readList(given.get('resource'), `${place}.resource`, complaints, (pair, at) =>
    readPair(pair, at, complaints),
  );
  if (resource.length === 0) complaints.wrong(`${place}.resource`, 'must name one resource');
  return { ...(action === undefined ? {} : { action }), resource };
}

function readPair(value: unknown, place: string, complaints: Complaints): ResourcePair | undefined {
  const given = isObject(value) ? members(value) : undefined;
  const [id, resource] = [given?.get('id'), given?.get('value')];
  const isText = (text: unknown): text is string => typeof text === 'string' && text !== '' && text.length <= MAX_TEXT;
  if (isText(id) && isText(resource)) return { id, value: resource };
  complaints.wrong(place, 'must be {id: "urn:altinn:resource", value: text}');
  return undefined;
}

function readPackage(value: unknown, place: string, complaints: Complaints): PackageRef | undefined {
  const urn = isObject(value) ? members(value).get('urn') : undefined;
  if (typeof urn === 'string' && urn !== '' && urn.length <= MAX_TEXT) return { urn };
  complaints.wrong(place, 'must be {urn: "urn:altinn:accesspackage:{name}"}');
  return undefined;
}

const bareList =
  <T>(read: (binder: Binder) => readonly T[]) =>
  (body: unknown): readonly T[] => {
    if (!Array.isArray(body)) throw unbound({ $: ['send a JSON array, without an object around it'] });
    const binder = new Binder({ body });
    const list = read(binder);
    binder.finish();
    return list;
  };

/** A body that is a bare list of rights. @throws Refusal shape C */
export const rightList = bareList((binder) => binder.rights('body'));
/** A body that is a bare list of access packages. @throws Refusal shape C */
export const packageRefs = bareList((binder) => binder.packages('body'));

/** A UUID in lower case. @throws Refusal shape C */
export function uuid(value: unknown, name: string): string {
  if (typeof value === 'string' && isUuid(value)) return value.toLowerCase();
  throw unbound({ [name]: [`The value '${String(value).slice(0, 60)}' is not a UUID`] });
}

/** A party number in a path. @throws Refusal shape C */
export function partyNumber(value: string): number {
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw unbound({ party: [`The value '${value.slice(0, 60)}' is not a party number`] });
}

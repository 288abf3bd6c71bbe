/** The query of the token generator: its rules, and all of its faults in one answer (token-generator.md 3). */
import type { FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { NIL_UUID } from '../foundation/index.ts';
import { type Reader, type Readers, valuesOf } from '../http/index.ts';
import { refuse } from './refusals.ts';

/** A member as it was read: what it is, or what is wrong with it. */
export type Member<T> = { readonly value: T } | { readonly fault: string };
type MemberReader<T> = Reader<Member<T>>;
type Taken<M> = { readonly [K in keyof M]: M[K] extends Member<infer T> ? T : never };

const MOST_CHARACTERS = 50;
const MOST_SCOPE_CHARACTERS = 500;
const MOST_URI_CHARACTERS = 2000;
const MAX_UINT32 = 4_294_967_295;
const MAX_ID = 2_147_483_647;
/**
 * @param read the value, or undefined where the text is none that is taken
 * @param must what is said of such a text
 */
const member = <T>(
  schema: TSchema,
  must: string,
  read: (text: string) => T | undefined,
): MemberReader<T | undefined> => ({
  schema,
  read(value) {
    if (typeof value !== 'string' || value === '') return { value: undefined };
    const taken = read(value);
    return taken === undefined ? { fault: `must be ${must}` } : { value: taken };
  },
});

/** The same, but it has to be there. */
export const needed = <T>(reader: MemberReader<T | undefined>): MemberReader<T> => ({
  schema: reader.schema,
  required: true,
  read(value, name) {
    const read = reader.read(value, name);
    if ('fault' in read) return read;
    return read.value === undefined ? { fault: 'must be given' } : { value: read.value };
  },
});

const matching = (pattern: RegExp, must: string, most = MOST_CHARACTERS) =>
  member(Type.String({ description: must, maxLength: most, pattern: pattern.source }), must, (text) =>
    text.length <= most && pattern.test(text) ? text : undefined,
  );

export const identifier = matching(/^[a-zA-Z0-9_-]+$/, 'at most 50 letters, digits, _ and -');
export const appName = matching(
  /^[\w-](?:\.?[\w-])+$/,
  '2 to 50 letters, digits, _ and -, with single full stops between',
);
export const organisationNumber = matching(/^[0-9]{9}$/, 'nine digits');
export const personNumber = matching(/^[0-9]{11}$/, 'eleven digits');
export const eitherNumber = matching(/^(?:[0-9]{9}|[0-9]{11})$/, 'nine or eleven digits');
export const email = matching(/^[^@]+@[^@]+$/, 'an e-mail address of at most 50 characters');
/** The hosted generator takes any text; what a token may become is bounded here. */
export const clientName = matching(/^[\x21-\x7e]{1,200}$/, 'at most 200 visible characters', 200);

const whole = (most: number) =>
  member(Type.Integer({ minimum: 0, maximum: most }), `a whole number from 0 to ${most}`, (text) => {
    const number = /^\s*\+?\d{1,10}\s*$/.test(text) ? Number(text) : Number.NaN;
    return number <= most ? number : undefined;
  });

const lifetime = whole(MAX_UINT32);
export const count = whole(MAX_UINT32);
const anyId = whole(MAX_ID);
/** 0 stands for none. */
export const optionalId: MemberReader<number | undefined> = {
  schema: anyId.schema,
  read(value, name) {
    const read = anyId.read(value, name);
    return 'value' in read && read.value === 0 ? { value: undefined } : read;
  },
};
export const id = needed(anyId);

const GUID = /^[{(]?([0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})[)}]?$/i;
export const uuid = member(Type.String({ format: 'uuid' }), 'a UUID', (text) => {
  const digits = GUID.exec(text.trim())?.[1]?.replaceAll('-', '').toLowerCase();
  return digits?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
});
/** The UUID of zeros stands for none. */
export const partyUuid: MemberReader<string | undefined> = {
  schema: uuid.schema,
  read(value, name) {
    const read = uuid.read(value, name);
    return 'value' in read && read.value === NIL_UUID ? { value: undefined } : read;
  },
};

export const scopes = member(
  Type.String({ maxLength: MOST_SCOPE_CHARACTERS }),
  'scopes with a space or a comma between, in small letters, at most 500 characters',
  (text) =>
    text.length <= MOST_SCOPE_CHARACTERS && /^[a-z0-9:/_\-,. ]+$/.test(text)
      ? text.split(/[ ,]/).filter(Boolean)
      : undefined,
);

export const oneOf = <const V extends string>(values: readonly V[]) =>
  member(Type.Enum([...values]), values.join(' or '), (text) => values.find((value) => value === text));

export const uri = member(Type.String({ maxLength: MOST_URI_CHARACTERS }), 'an absolute URI', (text) =>
  text.length <= MOST_URI_CHARACTERS && URL.canParse(text) ? text : undefined,
);

export const serviceCodes = member(
  Type.String({ maxLength: MOST_SCOPE_CHARACTERS }),
  '{code}_{edition}, several with a full stop between',
  (text) => {
    const codes = text.slice(0, MOST_SCOPE_CHARACTERS + 1).split('.');
    return text.length <= MOST_SCOPE_CHARACTERS && codes.every((code) => /^\w+_\w+$/.test(code)) ? codes : undefined;
  },
);

/** What every door takes. The environment changes nothing here: there is one. */
export const EVERYWHERE = {
  env: needed(identifier),
  ttl: lifetime,
  dump: { schema: Type.String(), read: (value: unknown) => ({ value: typeof value === 'string' && value !== '' }) },
} satisfies Readers;

/** The values of all members. @throws Refusal 400 that names every member that is wrong */
export function taken<M extends Readonly<Record<string, Member<unknown>>>>(members: M): Taken<M> {
  const fields = Object.entries(members).flatMap(([field, read]) =>
    'fault' in read ? [{ field, message: read.fault }] : [],
  );
  if (fields.length > 0)
    throw refuse('query-invalid', fields.map(({ field, message }) => `${field} ${message}`).join('; '), { fields });
  return Object.fromEntries(
    Object.entries(members).map(([name, read]) => [name, 'value' in read ? read.value : undefined]),
  ) as Taken<M>;
}

/**
 * The query with the names that the operation has, whatever their case, and with the values of a name that comes several times in one text:
 * so do the servers that the hosted generator runs on.
 */
export function asFunctionsRead(request: FastifyRequest): Readonly<Record<string, string>> {
  const { query } = request;
  const own = Object.keys(request.routeOptions.config.operation?.query ?? {});
  const called = new Map(own.map((name) => [name.toLowerCase(), name]));
  const read: Record<string, string> = Object.create(null);
  for (const name of Object.keys(query as object)) {
    const as = called.get(name.toLowerCase()) ?? name;
    const values = valuesOf(query, name).join(',');
    read[as] = read[as] === undefined ? values : `${read[as]},${values}`;
  }
  return read;
}

/** The members that are named after one of the services, for the consent. */
export const valuesOfServices = (query: unknown, codes: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (typeof query === 'object' && query !== null ? Object.keys(query) : [])
      .filter((name) => codes.some((code) => name.startsWith(code)))
      .map((name) => [name, valuesOf(query, name).join(',')]),
  );

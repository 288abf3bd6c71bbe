/** Takes out of a text what nobody may read again: keys, passwords, signatures, and most of a person number. */
import { MAX_JSON_DEPTH } from '../http/index.ts';
import type { Material } from './entry.ts';

/** Of longer texts this much is kept: enough to know them by. */
const MAX_TEXT = 16 * 1024;
const SHOWN_OF_LONGER = 2 * 1024;
/** A body that is longer than this is not looked through. */
const MAX_BODY = 64 * 1024;
const LEFT_OUT = '[left out]';

const SECRET_MEMBERS: ReadonlySet<string> = new Set([
  'authorization',
  'client_secret',
  'clientsecret',
  'code_verifier',
  'cookie',
  'password',
  'secret',
]);
/** The private members of a JSON Web Key (RFC 7518, 6.2.2, 6.3.2 and 6.4.1). */
const KEY_MEMBERS: ReadonlySet<string> = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']);

const JWS = /\b(ey[\w-]{5,}\.ey[\w-]{5,})\.[\w-]+/g;
const PEM = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
/** In an address the digits of an encoded sign may stand right before it: `%20` and eleven more. */
const PERSON_NUMBER = /(%[\da-f]{2}|(?<!\d))(\d{6})\d{5}(?!\d)/gi;
/** Private members of a key in a text that is not JSON. */
const LOOSE_MEMBER = /("?\b(?:d|p|q|dp|dq|qi|k|client_secret|password|secret)"?\s*[:=]\s*"?)[\w+/=-]{8,}/gi;

/** The text without what is secret in it, whatever it is. */
export const redactText = (text: string): string =>
  text
    .replace(PEM, LEFT_OUT)
    .replace(JWS, `$1.${LEFT_OUT}`)
    .replace(LOOSE_MEMBER, `$1${LEFT_OUT}`)
    .replace(PERSON_NUMBER, '$1$2*****');

/** A value of JSON without what is secret in it; what lies deeper than JSON is read is left out. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_JSON_DEPTH) return LEFT_OUT;
  if (Array.isArray(value)) return value.map((item) => redacted(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSecret(name, member) ? LEFT_OUT : redacted(member, depth + 1),
    ]),
  );
}

const isSecret = (name: string, member: unknown): boolean =>
  SECRET_MEMBERS.has(name.toLowerCase()) || (KEY_MEMBERS.has(name) && typeof member !== 'number');

/** A body, parsed or as a text, as it may be kept. */
export function materialOf(body: unknown): Material | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body === 'string') return body.length > MAX_BODY ? undefined : text(redactBody(body));
  if (Buffer.isBuffer(body)) return body.length > MAX_BODY ? undefined : text(redactBody(body.toString()));
  return isJson(body) ? text(JSON.stringify(redacted(body))) : undefined;
}

/** Not the stream of an upload. */
function isJson(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const prototype: unknown = Object.getPrototypeOf(body);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}

/** JSON is looked through member by member. */
function redactBody(body: string): string {
  try {
    return JSON.stringify(redacted(JSON.parse(body)));
  } catch {
    return redactText(body);
  }
}

function text(whole: string): Material {
  return { form: 'text', text: whole.length > MAX_TEXT ? `${whole.slice(0, SHOWN_OF_LONGER)} …` : whole };
}

/**
 * A text that holds no secret but perhaps person numbers, which are left out when it is read: for where every microsecond counts.
 * @param isHeld see `Material`
 */
export const plainMaterial = (whole: unknown, isHeld = false): Material | undefined =>
  typeof whole === 'string' && whole !== '' && whole.length <= MAX_TEXT
    ? { form: 'text', text: whole, isHeld }
    : undefined;

/** Header and claims of a token, without its signature. */
export function tokenMaterial(token: string | undefined): Material | undefined {
  const end = token?.lastIndexOf('.') ?? -1;
  if (token === undefined || end < 0 || token.length > MAX_TEXT) return undefined;
  return { form: 'jws', text: token.slice(0, end) };
}

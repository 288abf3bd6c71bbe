import { isOrganizationNumber, isPersonNumber, type JsonObject } from '../foundation/index.ts';
import { malformed, refuse } from './refusals.ts';

/** The claims of a grant, with their types checked (maskinporten.md 2.3). Times in seconds. */
export interface GrantClaims {
  readonly issuer: string;
  readonly audience: unknown;
  readonly scopes: readonly string[];
  readonly issuedAt: number;
  readonly expires: number;
  readonly notBefore: number | undefined;
  readonly id: string | undefined;
  readonly resource: readonly string[];
  readonly consumerOrg: string | undefined;
  readonly pid: string | undefined;
  readonly authorizationDetails: unknown;
}

const KNOWN: ReadonlySet<string> = new Set(
  'aud iss scope iat exp jti nbf sub resource consumer_org iss_onbehalfof pid authorization_details'.split(' '),
);
const MAX_SCOPES = 200;
const MAX_TEXT = 1000;
const MAX_RESOURCES = 10;
const MAX_JTI = 500;
const MAX_PID = 50;

/** Text that the database can hold: no half of a surrogate pair, no NUL. */
const wellFormed = (value: unknown): value is string =>
  typeof value === 'string' && value.isWellFormed() && !value.includes('\0');

function text(payload: JsonObject, name: string, max = MAX_TEXT): string {
  const value = payload[name];
  if (wellFormed(value) && value !== '' && value.length <= max) return value;
  throw malformed(
    'claim-invalid',
    value === undefined
      ? `the claim ${name} is missing`
      : `the claim ${name} must be a string of 1 to ${max} characters`,
    { claim: name },
  );
}

function time(payload: JsonObject, name: string): number {
  const value = payload[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformed(
    'claim-invalid',
    value === undefined
      ? `the claim ${name} is missing`
      : `the claim ${name} must be whole seconds since 1970 as a number`,
    { claim: name },
  );
}

/** A claim that may be left out; `null` is not left out, see {@link withoutNull}. */
const optional = <T>(
  payload: JsonObject,
  name: string,
  read: (payload: JsonObject, name: string) => T,
): T | undefined => (payload[name] === undefined ? undefined : read(payload, name));

const REQUIRED: ReadonlySet<string> = new Set(['aud', 'iss', 'scope', 'iat', 'exp']);

/** The claims without the optional ones that are `null`; what is required, or not known, stays to be refused. */
export const withoutNull = (payload: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(payload).filter(([name, value]) => value !== null || REQUIRED.has(name) || !KNOWN.has(name)),
  );

/** Checks names and types; what the values mean is checked later, in the contract's order. */
export function readClaims(payload: JsonObject): GrantClaims {
  const unknown = Object.keys(payload).find((name) => !KNOWN.has(name));
  if (unknown !== undefined)
    throw refuse(
      'claim-unknown',
      `Invalid assertion. The claim ${JSON.stringify(unknown.slice(0, 60))} is not allowed`,
      {
        remedy: `Remove the claim. Allowed are: ${[...KNOWN].join(', ')}.`,
        parameters: { claim: unknown.slice(0, 60) },
      },
    );
  if (payload['iss_onbehalfof'] !== undefined)
    throw refuse('on-behalf-of', undefined, { parameters: { claim: 'iss_onbehalfof' } });
  const issuer = text(payload, 'iss');
  const scopes = text(payload, 'scope', 8000).split(/\s+/).filter(Boolean);
  if (scopes.length === 0 || scopes.length > MAX_SCOPES)
    throw malformed('claim-invalid', `the claim scope must name 1 to ${MAX_SCOPES} scopes`, { claim: 'scope' });
  if (payload['aud'] === undefined) throw malformed('claim-invalid', 'the claim aud is missing', { claim: 'aud' });
  // Tolerated and not used (maskinporten.md 2.3), but never as anything else than a text.
  optional(payload, 'sub', text);
  return {
    issuer,
    audience: payload['aud'],
    scopes: [...new Set(scopes)],
    issuedAt: time(payload, 'iat'),
    expires: time(payload, 'exp'),
    notBefore: optional(payload, 'nbf', time),
    id: optional(payload, 'jti', (claims, name) => text(claims, name, MAX_JTI)),
    resource: resources(payload['resource']),
    consumerOrg: consumerOrg(payload['consumer_org']),
    pid: optional(payload, 'pid', (claims, name) => text(claims, name, MAX_PID)),
    authorizationDetails: payload['authorization_details'],
  };
}

function resources(value: unknown): readonly string[] {
  if (value === undefined) return [];
  const list = Array.isArray(value) ? value : [value];
  if (
    list.length === 0 ||
    list.length > MAX_RESOURCES ||
    !list.every((entry) => wellFormed(entry) && entry.length <= MAX_TEXT)
  )
    throw malformed('claim-invalid', `the claim resource must be a string or a list of 1 to ${MAX_RESOURCES} strings`, {
      claim: 'resource',
    });
  return list as string[];
}

function consumerOrg(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && isOrganizationNumber(value)) return value;
  throw malformed(
    'claim-invalid',
    'the claim consumer_org must be the nine digits of an organisation number, without 0192:',
    {
      claim: 'consumer_org',
    },
  );
}

/** Each `resource` an absolute URI without fragment (RFC 8707 section 2). @throws Refusal `invalid_target` */
export function checkResources(values: readonly string[]): void {
  for (const value of values) {
    const absolute = /^[a-z][a-z0-9+.-]*:\S+$/i.test(value);
    if (absolute && !value.includes('#')) continue;
    throw refuse(
      'resource-invalid',
      `The resource ${JSON.stringify(value.slice(0, 100))} is not an absolute URI without fragment`,
      {
        parameters: { resource: value.slice(0, 100) },
      },
    );
  }
}

/** Only the form of the number is checked; the value is never repeated. */
export function checkPerson(pid: string | undefined): void {
  if (pid === undefined || isPersonNumber(pid)) return;
  throw refuse('person-invalid');
}

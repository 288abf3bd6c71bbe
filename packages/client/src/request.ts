import { check, checkMembers } from './check.ts';
import { ConfigurationError } from './errors.ts';

/** One scope, several in one text with blanks between them, or a list. */
export type Scopes = string | readonly string[];

/** What a Maskinporten token is asked for. */
export interface TokenRequest {
  readonly scopes?: Scopes;
  readonly resource?: string | readonly string[];
  /** Nine digits: the customer who delegated. */
  readonly consumerOrg?: string;
  readonly pid?: string;
  readonly systemUser?: { readonly org: string; readonly externalRef?: string };
  readonly consent?: { readonly id: string; readonly from: string };
  /** Escape hatch; excludes the two above. */
  readonly authorizationDetails?: readonly Readonly<Record<string, unknown>>[];
}

/** What an Altinn token is asked for with (altinn-authentication.md 3 and 4). */
export interface AltinnOptions {
  readonly environment?: import('./environments.ts').AltinnEnvironmentName | { readonly platform: string };
  readonly testOrg?: boolean;
  readonly enterpriseUser?: { readonly name: string; readonly password: string | (() => string | Promise<string>) };
}

/** A request whose fields may be taken away with null. */
export type Overrides<T> = { [K in keyof T]?: T[K] | null | undefined };

/** What an assertion is made of. */
export interface AssertionInput extends TokenRequest {
  /** The issuer, verbatim. */
  readonly audience: string;
  readonly clientId: string;
  /** Milliseconds. */
  readonly now?: number;
  /** Default 115, at most 120. */
  readonly lifetimeSeconds?: number;
  /** `iat` lies so many seconds before now. Default 10. */
  readonly backdateSeconds?: number;
  readonly jti?: string;
}

/** A request brought into one form, so that equal requests are equal. */
export interface NormalRequest {
  readonly scopes: readonly string[];
  readonly resource: readonly string[];
  readonly consumerOrg: string | undefined;
  readonly pid: string | undefined;
  readonly authorizationDetails: readonly Readonly<Record<string, unknown>>[] | undefined;
}

const WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2];
const EXTERNAL_REF = /^[a-zA-Z0-9øØæÆåÅ_-]{1,255}$/;

/** Nine digits with a valid check digit; `0192:` is taken off. @throws ConfigurationError */
function organizationNumber(text: string, option: string): string {
  check(text, option, 'a text');
  const digits = text.trim().replace(/^0192:/, '');
  const rest = WEIGHTS.reduce((sum, weight, index) => sum + weight * (digits.charCodeAt(index) - 48), 0) % 11;
  const expected = rest === 0 ? 0 : 11 - rest;
  if (/^\d{9}$/.test(digits) && expected === digits.charCodeAt(8) - 48) return digits;
  throw new ConfigurationError(`${option} must be an organisation number: nine digits with a valid check digit`, {
    reason: 'organisation-number-invalid',
  });
}

/** Scopes as a sorted set. */
export const scopeSet = (scopes: Scopes | null | undefined): readonly string[] =>
  [
    ...new Set(
      (typeof scopes === 'string' ? scopes.split(/\s+/) : (scopes ?? []))
        .flatMap((scope) => scope.split(/\s+/))
        .filter(Boolean),
    ),
  ].sort();

/** A field given by `over` replaces the one in `base`; null takes it away; undefined = not given. */
export function merged<T extends object>(base: T, over: Overrides<T> | undefined): T {
  const result = { ...base } as Record<string, unknown>;
  for (const [name, value] of Object.entries(over ?? {})) {
    if (value === null) delete result[name];
    else if (value !== undefined) result[name] = value;
  }
  return result as unknown as T;
}

/** Checks a request and brings it into one form. @throws ConfigurationError */
export function normalize(request: TokenRequest): NormalRequest {
  checkMembers(request, 'request', {});
  const { pid, resource: wanted } = request;
  if (request.scopes !== undefined && request.scopes !== '')
    check(request.scopes, 'scopes', 'a text', 'a list of texts');
  check(pid, 'pid', 'nothing', 'a text');
  check(wanted, 'resource', 'nothing', 'a text', 'a list of texts');
  const scopes = scopeSet(request.scopes);
  if (scopes.length === 0)
    throw new ConfigurationError('scopes is missing', { reason: 'scopes-missing', hint: 'Name at least one scope' });
  return {
    scopes,
    resource: resources(request.resource),
    consumerOrg: request.consumerOrg === undefined ? undefined : organizationNumber(request.consumerOrg, 'consumerOrg'),
    pid: request.pid,
    authorizationDetails: details(request),
  };
}

function resources(value: TokenRequest['resource']): readonly string[] {
  const list = value === undefined ? [] : typeof value === 'string' ? [value] : [...value].sort();
  for (const resource of list)
    if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(resource) || resource.includes('#'))
      throw new ConfigurationError(
        `resource ${JSON.stringify(resource.slice(0, 100))} must be an absolute URI without fragment`,
        { reason: 'resource-invalid' },
      );
  return list;
}

function serializable<T>(value: T): T {
  try {
    JSON.stringify(value);
    return value;
  } catch (cause) {
    throw new ConfigurationError('authorizationDetails cannot be written as JSON', {
      cause,
      hint: 'Give plain objects',
    });
  }
}

function details({ systemUser, consent, authorizationDetails }: TokenRequest) {
  const given = [systemUser, consent, authorizationDetails].filter((value) => value !== undefined);
  if (given.length > 1)
    throw new ConfigurationError('systemUser, consent and authorizationDetails exclude each other: give one');
  check(authorizationDetails, 'authorizationDetails', 'nothing', 'a list of objects');
  if (consent !== undefined) checkMembers(consent, 'consent', { id: 'a text', from: 'a text' });
  if (systemUser !== undefined) checkMembers(systemUser, 'systemUser', { org: 'a text' });
  if (authorizationDetails) return serializable(authorizationDetails);
  if (consent) return [{ type: 'urn:altinn:consent', id: consent.id, from: consent.from }];
  if (!systemUser) return undefined;
  const org = { authority: 'iso6523-actorid-upis', ID: `0192:${organizationNumber(systemUser.org, 'systemUser.org')}` };
  const reference = systemUser.externalRef;
  if (reference !== undefined && reference !== '') check(reference, 'systemUser.externalRef', 'a text');
  if (reference === undefined || reference.trim() === '')
    return [{ type: 'urn:altinn:systemuser', systemuser_org: org }];
  if (!EXTERNAL_REF.test(reference))
    throw new ConfigurationError('systemUser.externalRef may have letters, digits, "_" and "-", at most 255', {
      reason: 'external-reference-invalid',
    });
  return [{ type: 'urn:altinn:systemuser', systemuser_org: org, externalRef: reference }];
}

/**
 * A text that two requests share only if every field is the same, made without looking closer at them; undefined for requests with
 * objects that may be anything, which are brought into one form each time.
 */
export function rawKey(request: Overrides<TokenRequest & AltinnOptions>): string | undefined {
  const { environment, testOrg, enterpriseUser, consent, authorizationDetails } = request;
  const others = [environment, testOrg, enterpriseUser, consent, authorizationDetails];
  if (others.some((value) => value !== undefined)) return undefined;
  const { scopes, resource, consumerOrg, pid, systemUser } = request;
  if (typeof systemUser === 'object' && systemUser !== null && Object.keys(systemUser).length === 0) return undefined;
  const key = field(scopes) + field(resource) + field(consumerOrg) + field(pid);
  return systemUser ? key + field(systemUser.org) + field(systemUser.externalRef) : key + field(systemUser);
}

/** Its length goes before a text, so that no two lists of fields look alike. */
function field(value: string | readonly string[] | null | undefined): string {
  if (value === undefined) return 'u';
  if (value === null) return 'n';
  if (typeof value === 'string') return `${value.length}:${value}`;
  // What it must be is told where requests are brought into one form.
  if (!Array.isArray(value)) return 'x';
  let list = `[${value.length}`;
  for (const one of value) list += typeof one === 'string' ? `${one.length}:${one}` : 'x';
  return list;
}

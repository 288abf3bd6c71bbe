/** Verifies tokens that an API receives, from Maskinporten and from Altinn. */
import { errors, jwtVerify } from 'jose';
import { check, checkCall, checkMembers, checkOptional } from '../check.ts';
import { decodeToken } from '../decode.ts';
import { type Environment, type EnvironmentName, resolveEnvironment } from '../environments.ts';
import { ConfigurationError, PortvaktError, TokenValidationError } from '../errors.ts';
import type { CallOptions } from '../options.ts';
import type { Principal } from '../pdp/subject.ts';
import { type Scopes, scopeSet } from '../request.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { principalOf } from './principal.ts';

export { TokenValidationError } from '../errors.ts';
export type { Principal } from '../pdp/subject.ts';
export { principalOf } from './principal.ts';

/** Which tokens are good. */
export interface TokenValidatorOptions {
  /** Whose tokens are taken; TEST and PROD share nothing. Left out: those of the platform at `PORTVAKT_URL`, and of no real environment. */
  readonly environments?: readonly (EnvironmentName | Environment)[] | undefined;
  /** Default both. */
  readonly accept?: readonly ('maskinporten' | 'altinn')[];
  /** Any one of each inner list; every outer entry. */
  readonly scopes?: readonly Scopes[];
  /** When given, `aud` must hold it. */
  readonly audience?: string;
  /** Default 10. */
  readonly clockToleranceSeconds?: number;
  readonly fetch?: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

/** Verifies a token, a compact JWS without `Bearer`, and tells who it is for. @throws TokenValidationError; NetworkError or MASKINPORTEN_UNAVAILABLE when the issuer's keys cannot be had */
export type TokenValidator = (token: string, options?: CallOptions) => Promise<Principal>;

interface Issuer {
  readonly kind: Principal['issuer'];
  readonly keys: IssuerKeys;
}

const ALGORITHMS = ['RS256', 'RS384', 'RS512'];
const MAX_TOKEN = 16_384;
const DEFAULT_TOLERANCE_S = 10;
const REMEMBER_MS = 10_000;
const MAX_REMEMBERED = 1000;

/** @throws ConfigurationError */
function checkScopes(scopes: readonly Scopes[]): void {
  if (!Array.isArray(scopes))
    throw new ConfigurationError('scopes is no list', {
      hint: 'Give a list: any one scope of each entry is asked for',
    });
  for (const entry of scopes) check(entry, 'an entry of scopes', 'a text', 'a list of texts');
}

/** Scope names are compared whole: `a:b` does not let `a:b.read` through. @throws TokenValidationError SCOPE_MISSING */
export function requireScopes(principal: Principal, scopes: readonly Scopes[]): void {
  checkScopes(scopes);
  for (const entry of scopes) {
    const alternatives = scopeSet(entry);
    if (!alternatives.some((scope) => principal.scopes.has(scope)))
      throw new TokenValidationError('SCOPE_MISSING', `the token has none of the scopes ${alternatives.join(', ')}`);
  }
}

/** Makes a validator. It fetches an issuer's keys with the first token of that issuer. @throws ConfigurationError */
export function createTokenValidator(options: TokenValidatorOptions): TokenValidator {
  checkMembers(options, 'options', {});
  checkOptional(
    options,
    'options',
    {
      accept: 'a list of texts',
      audience: 'a text',
      clockToleranceSeconds: 'a number, 0 or more',
      fetch: 'a function',
      clock: 'a function',
    },
    '',
  );
  checkScopes(options.scopes ?? []);
  const clock = options.clock ?? Date.now;
  const issuers = issuersOf(options, clock);
  const remembered = new Map<string, { principal: Principal; until: number }>();
  return async (token, call = {}) => {
    checkCall(call);
    if (typeof token !== 'string') throw new TokenValidationError('TOKEN_INVALID', 'this is not a JWT');
    call.signal?.throwIfAborted();
    const known = remembered.get(token);
    if (known && known.until > clock()) return known.principal;
    const principal = await verified(token, issuers, options, clock);
    requireScopes(principal, options.scopes ?? []);
    const exp = Number(principal.claims['exp']) * 1000;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(token, { principal, until: Math.min(clock() + REMEMBER_MS, exp) });
    return principal;
  };
}

function issuersOf(options: TokenValidatorOptions, clock: () => number): ReadonlyMap<string, Issuer> {
  const { environments = [undefined] } = options;
  if (!Array.isArray(environments) || environments.length === 0)
    throw new ConfigurationError('environments is missing', { hint: 'Name whose tokens are taken, e.g. ["prod"]' });
  const accept = options.accept ?? ['maskinporten', 'altinn'];
  const http = options.fetch ? { fetch: options.fetch } : {};
  const issuers = new Map<string, Issuer>();
  for (const name of environments) {
    const { issuer, jwksUri, altinnPlatform } = resolveEnvironment(name);
    if (accept.includes('maskinporten'))
      issuers.set(issuer, {
        kind: 'maskinporten',
        keys: new IssuerKeys(jwksUri ?? `${issuer.replace(/\/+$/, '')}/jwk`, http, clock),
      });
    if (accept.includes('altinn') && altinnPlatform !== undefined) {
      const altinn = `${altinnPlatform.replace(/\/+$/, '')}/authentication/api/v1/openid/`;
      const url = `${altinn}.well-known/openid-configuration/jwks`;
      issuers.set(altinn, { kind: 'altinn', keys: new IssuerKeys(url, http, clock) });
    }
  }
  return issuers;
}

async function verified(
  token: string,
  issuers: ReadonlyMap<string, Issuer>,
  options: TokenValidatorOptions,
  clock: () => number,
): Promise<Principal> {
  const issuer = token.length > MAX_TOKEN ? undefined : issuers.get(issuerOf(token));
  if (!issuer)
    throw new TokenValidationError('TOKEN_INVALID', 'the token comes from an issuer that is not accepted here');
  try {
    const { payload } = await jwtVerify(token, (header) => issuer.keys.find(header), {
      algorithms: ALGORITHMS,
      currentDate: new Date(clock()),
      clockTolerance: options.clockToleranceSeconds ?? DEFAULT_TOLERANCE_S,
      requiredClaims: ['exp'],
      ...(options.audience === undefined ? {} : { audience: options.audience }),
    });
    return principalOf(payload, issuer.kind);
  } catch (error) {
    throw refusal(error);
  }
}

const issuerOf = (token: string): string => {
  try {
    return String(decodeToken(token).claims['iss']);
  } catch (cause) {
    throw new TokenValidationError('TOKEN_INVALID', 'this is not a JWT', { cause });
  }
};

function refusal(error: unknown): unknown {
  if (error instanceof PortvaktError) return error;
  if (error instanceof errors.JWTExpired) return new TokenValidationError('TOKEN_EXPIRED', 'the token has expired');
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud')
    return new TokenValidationError('AUDIENCE', 'the token is for another audience', {
      hint: 'The caller must ask for this API by its resource',
    });
  if (error instanceof errors.JOSEError)
    return new TokenValidationError('TOKEN_INVALID', `the token was refused (${error.code})`);
  return error;
}

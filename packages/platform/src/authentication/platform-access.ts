import { createPublicKey, type KeyObject } from 'node:crypto';
import { type Clock, isMalformedJws, parseJws, seconds } from '../foundation/index.ts';
import type { SigningRing } from '../signing-keys/index.ts';
import { refuse } from './refusals.ts';
import { checkSignature, checkTimes, headerOf, TOLERANCE_S } from './token-check.ts';

/** What a PlatformAccessToken proves: which component or app calls (altinn-authentication.md 10). */
export interface PlatformAccess {
  /** `platform`, or a service owner's code. */
  readonly issuer: string;
  /** `urn:altinn:app` */
  readonly app: string;
}

export interface PlatformAccessTokens {
  /** A token for one of the platform's own components, to go in the header `PlatformAccessToken`. */
  issue(app: string): Promise<string>;
  /**
   * Verifies the value of the header `PlatformAccessToken`: exactly one.
   * @throws Refusal
   */
  verify(value: string | readonly string[] | undefined, options?: { toleranceS?: number }): PlatformAccess;
}

const AUDIENCE = 'platform.altinn.no';
const LIFETIME_S = 300;
const NOT_BEFORE_S = 5;
const OWN_ISSUER = 'platform';

/** Public keys or certificates (PEM) of those who sign for themselves, by `iss`: what Altinn keeps as `{iss}-access-token-public-cert`. */
export type TrustedKeys = ReadonlyMap<string, readonly KeyObject[]>;

/** @throws Error naming the issuer whose PEM cannot be read */
export function readTrustedKeys(pems: Readonly<Record<string, readonly string[]>> = {}): TrustedKeys {
  const read = (issuer: string, pem: string): KeyObject => {
    try {
      const key = createPublicKey(pem);
      if (key.asymmetricKeyType !== 'rsa') throw new Error('it is no RSA key');
      return key;
    } catch (cause) {
      throw new Error(`the trusted key of ${issuer} must be a PEM certificate or public key (RSA)`, { cause });
    }
  };
  return new Map(Object.entries(pems).map(([issuer, list]) => [issuer, list.map((pem) => read(issuer, pem))]));
}

export function createPlatformAccessTokens(deps: {
  ring: SigningRing;
  clock: Clock;
  trusted: TrustedKeys;
  /** Issuers besides `platform` whose tokens the platform's own keys sign: a sandbox's alone. */
  signedHere?: readonly string[];
}): PlatformAccessTokens {
  const own: ReadonlySet<unknown> = new Set([OWN_ISSUER, ...(deps.signedHere ?? [])]);
  const keysOf = (issuer: unknown, kid: string | undefined): readonly KeyObject[] => {
    if (typeof issuer !== 'string') return [];
    const key = own.has(issuer) && kid !== undefined ? deps.ring.verificationKey(kid) : undefined;
    return [...(key ? [key] : []), ...(deps.trusted.get(issuer) ?? [])];
  };
  return {
    issue(app) {
      const now = seconds(deps.clock);
      const claims = { 'urn:altinn:app': app, iss: OWN_ISSUER, aud: AUDIENCE };
      return deps.ring.sign({ ...claims, nbf: now - NOT_BEFORE_S, exp: now + LIFETIME_S }, { typ: 'JWT' });
    },
    verify(value, options = {}) {
      if (typeof value !== 'string' || value === '')
        throw refuse('TOKEN_MISSING', 'send exactly one PlatformAccessToken header');
      try {
        const jws = parseJws(value);
        const { iss, aud, 'urn:altinn:app': app } = jws.payload;
        const keys = keysOf(iss, headerOf(jws).kid);
        if (keys.length === 0) throw refuse('TOKEN_REJECTED', 'the issuer of the platform access token is not trusted');
        checkSignature(jws, keys);
        checkTimes(jws.payload, seconds(deps.clock), options.toleranceS ?? TOLERANCE_S);
        if (!(aud === AUDIENCE || (Array.isArray(aud) && aud.includes(AUDIENCE))))
          throw refuse('TOKEN_REJECTED', `the aud of a platform access token must be ${AUDIENCE}`);
        if (typeof app !== 'string' || app === '')
          throw refuse('TOKEN_REJECTED', 'a platform access token must have urn:altinn:app');
        return { issuer: String(iss), app };
      } catch (error) {
        if (isMalformedJws(error))
          throw refuse('TOKEN_REJECTED', `the platform access token cannot be read: ${error.message}`);
        throw error;
      }
    },
  };
}

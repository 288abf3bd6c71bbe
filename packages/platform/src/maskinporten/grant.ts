import type { KeyObject } from 'node:crypto';
import { type CertificateTrust, checkCertificate, readChain } from '../business-certificates/index.ts';
import {
  isMalformedJws,
  isRsaAlgorithm,
  type ParsedJws,
  parseJws,
  type RsaAlgorithm,
  verifyJws,
} from '../foundation/index.ts';
import type { GrantClient } from '../selfservice/index.ts';
import { refusing } from './certificate.ts';
import { type GrantClaims, readClaims, withoutNull } from './claims.ts';
import { malformed, refuse } from './refusals.ts';

/** An assertion that can be read, before anything in it is believed: steps 1 to 3 of maskinporten.md 2.4. */
export interface ReadGrant {
  readonly jws: ParsedJws;
  readonly algorithm: RsaAlgorithm;
  readonly kid: string | undefined;
  readonly claims: GrantClaims;
}

/** Seconds. */
export const MAX_LIFETIME_S = 120;
const MAX_AHEAD_S = 10;
/** What the real one was seen to take beyond its documentation (maskinporten.md 2.3). */
const LIVE_LIFETIME_S = 180;
const LIVE_LATE_S = 10;

/** How grants are read where the documentation leaves a question open, or the real one was seen to differ from it (maskinporten.md 10). */
export interface GrantRules {
  /** `documented`: 120 s from `iat` to `exp`, which lies ahead. `live`: 180 s, and 10 s beyond `exp`. */
  readonly times: 'documented' | 'live';
  /** Taken as `aud` besides the issuer. */
  readonly audiences: ReadonlySet<string>;
  /** Whether an optional claim that is `null` is refused, or is as if it had been left out. */
  readonly nullClaims: 'refused' | 'absent';
}

/** As the documentation has it. */
export const DOCUMENTED: GrantRules = { times: 'documented', audiences: new Set(), nullClaims: 'refused' };

/** Parses the assertion, its header and its claims. @throws Refusal */
export function readGrant(assertion: string, { nullClaims }: GrantRules = DOCUMENTED): ReadGrant {
  const jws = parsed(assertion);
  const { alg, kid, x5c, crit } = jws.header;
  if (!isRsaAlgorithm(alg))
    throw malformed('header-invalid', 'the header alg must be RS256, RS384 or RS512', { header: 'alg' });
  if (crit !== undefined) throw malformed('header-invalid', 'the header crit is not supported', { header: 'crit' });
  if (kid !== undefined && !(typeof kid === 'string' && kid !== '' && kid.length <= 255))
    throw malformed('header-invalid', 'the header kid must be a string', { header: 'kid' });
  if (kid === undefined && x5c === undefined)
    throw malformed('header-invalid', 'the header has neither kid nor x5c', { header: 'kid' });
  if (x5c !== undefined) refusing(() => readChain(x5c));
  return {
    jws,
    algorithm: alg,
    kid: kid as string | undefined,
    claims: readClaims(nullClaims === 'absent' ? withoutNull(jws.payload) : jws.payload),
  };
}

function parsed(assertion: string): ParsedJws {
  try {
    return parseJws(assertion);
  } catch (error) {
    if (isMalformedJws(error))
      throw malformed('assertion-unreadable', `the assertion cannot be read: ${error.message}`);
    throw error;
  }
}

/** How the client proved who it is: the claim `client_amr`. */
export type Method = 'private_key_jwt' | 'virksomhetssertifikat';

/** Steps 4 to 6: the client, its key or certificate, and the signature. @param now ms */
export function authenticate(
  grant: ReadGrant,
  client: GrantClient | undefined,
  trust: CertificateTrust,
  now: number,
): Method {
  if (!client?.active) throw refuse('client-unknown');
  const [key, method] = keyOf(grant, client, trust, now);
  if (!verifyJws(grant.jws, grant.algorithm, key))
    throw refuse('signature-invalid', undefined, {
      remedy: `The assertion is not signed by the private half of ${grant.kid ? `the key ${grant.kid}` : 'the certificate'} that is registered.`,
    });
  return method;
}

function keyOf(
  grant: ReadGrant,
  client: GrantClient,
  trust: CertificateTrust,
  now: number,
): readonly [KeyObject, Method] {
  if (grant.kid === undefined) {
    if (client.keys.size > 0) throw refuse('kid-missing');
    return [certificateKey(grant, client, trust, now), 'virksomhetssertifikat'];
  }
  const key = client.keys.get(grant.kid);
  if (!key)
    throw refuse('kid-unknown', undefined, {
      remedy: `Upload the public half of the key to this client, or sign with one of its keys: ${[...client.keys.keys()].join(', ') || 'it has none'}.`,
      parameters: { kid: grant.kid, kids: [...client.keys.keys()].join(', ') },
    });
  if (key.expires <= now) throw refuse('key-expired');
  // What was good at the upload may be revoked by now (maskinporten.md 6.4).
  const { chain } = key;
  if (chain) refusing(() => checkCertificate(chain, client.organization, trust, now));
  return [key.key, 'private_key_jwt'];
}

function certificateKey(grant: ReadGrant, client: GrantClient, trust: CertificateTrust, now: number): KeyObject {
  return refusing(() => {
    const chain = readChain(grant.jws.header['x5c']);
    return checkCertificate(chain, client.organization, trust, now).publicKey;
  });
}

/** Step 7: audience and times. @param now seconds */
export function checkAudienceAndTimes(
  claims: GrantClaims,
  issuer: string,
  now: number,
  { audiences, times }: GrantRules = DOCUMENTED,
): void {
  const audience =
    Array.isArray(claims.audience) && claims.audience.length === 1 ? claims.audience[0] : claims.audience;
  const isAccepted = audience === issuer || (typeof audience === 'string' && audiences.has(audience));
  if (!isAccepted)
    throw refuse('audience-wrong', undefined, {
      remedy: `aud must be exactly ${issuer}, final slash included; it was ${JSON.stringify(claims.audience).slice(0, 200)}.`,
      parameters: { expected: issuer, given: JSON.stringify(claims.audience).slice(0, 200) },
    });
  checkTimes(claims, now, times);
}

/** RFC 7523 section 3, items 4 to 6; the limits are Maskinporten's. */
function checkTimes({ issuedAt, expires, notBefore }: GrantClaims, now: number, times: GrantRules['times']): void {
  const [lifetime, late] = times === 'live' ? [LIVE_LIFETIME_S, LIVE_LATE_S] : [MAX_LIFETIME_S, 0];
  if (issuedAt > now + MAX_AHEAD_S)
    throw refuse('issued-ahead', undefined, {
      remedy: `iat is ${issuedAt - now} s ahead of the server's clock, ${MAX_AHEAD_S} s are allowed: set your clock, or sign right before sending.`,
      parameters: { ahead: issuedAt - now },
    });
  if (expires <= now - late)
    throw refuse('expired', undefined, {
      remedy: `exp passed ${now - expires} s ago: sign right before sending, and check your clock.`,
      parameters: { ago: now - expires },
    });
  if (expires - issuedAt > lifetime)
    throw refuse(
      'lifetime-too-long',
      `Invalid assertion. The JWT may be valid for at most ${lifetime} seconds: exp − iat is ${expires - issuedAt} s`,
      {
        remedy: `Make exp − iat ${lifetime} s or less.`,
        parameters: { lifetime: expires - issuedAt, max: lifetime },
      },
    );
  if (issuedAt > expires) throw refuse('issued-after-expiry');
  if (notBefore === undefined) return;
  if (notBefore > now + MAX_AHEAD_S)
    throw refuse('not-yet-valid', `Invalid assertion. JWT is not valid yet: nbf is ${notBefore - now} s ahead`, {
      remedy: `nbf may be ${MAX_AHEAD_S} s ahead of the server's clock: leave it out, or set it to the time of signing.`,
      parameters: { ahead: notBefore - now },
    });
  if (notBefore > expires) throw refuse('never-valid');
}

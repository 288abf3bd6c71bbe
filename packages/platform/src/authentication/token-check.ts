import type { KeyObject } from 'node:crypto';
import { faultInTimes, isRsaAlgorithm, type JsonObject, type ParsedJws, verifyJws } from '../foundation/index.ts';
import { refuse } from './refusals.ts';

/** Clock tolerance towards upstream tokens in seconds (altinn-authentication.md 3.3). */
export const TOLERANCE_S = 10;

/** The algorithm and key id of a token from outside. @throws Refusal when the header has no allowed `alg`, or has `crit` */
export function headerOf(jws: ParsedJws): { alg: 'RS256' | 'RS384' | 'RS512'; kid: string | undefined } {
  const { alg, kid } = jws.header;
  if (!isRsaAlgorithm(alg)) throw refuse('TOKEN_REJECTED', 'the alg of the token must be RS256, RS384 or RS512');
  if ('crit' in jws.header)
    throw refuse('TOKEN_REJECTED', 'the token header has crit, and nothing here understands it');
  return { alg, kid: typeof kid === 'string' ? kid : undefined };
}

/** @throws Refusal unless one of the keys has signed the token */
export function checkSignature(jws: ParsedJws, keys: readonly KeyObject[]): void {
  const { alg } = headerOf(jws);
  if (!keys.some((key) => verifyJws(jws, alg, key)))
    throw refuse('TOKEN_REJECTED', 'the signature of the token is not valid');
}

/** `exp` is needed and not past, `nbf` and `iat` are not ahead (3.3). @throws Refusal */
export function checkTimes(claims: JsonObject, now: number, toleranceS = TOLERANCE_S): void {
  const fault = faultInTimes(claims, now, toleranceS);
  if (fault !== undefined) throw refuse('TOKEN_REJECTED', fault);
}

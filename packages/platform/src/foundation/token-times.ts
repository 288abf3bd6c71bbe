import type { JsonObject } from './jose.ts';

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/**
 * What is wrong with the times of a signed token, or undefined when it may be used now (RFC 7519 sections 4.1.4 to 4.1.6). `exp` is needed;
 * `nbf` and `iat`, when they are there, must be times that have come. Fractions are allowed.
 * @param now seconds since the epoch
 * @param toleranceS seconds by which the issuer's clock may differ from ours
 * @returns a sentence that names the claim
 */
export function faultInTimes(claims: JsonObject, now: number, toleranceS: number): string | undefined {
  const { exp } = claims;
  if (exp === undefined) return 'the token has no exp';
  if (!isTime(exp)) return 'exp of the token must be a number of seconds since 1970';
  if (exp + toleranceS <= now) return `the token expired ${now - exp} s ago (exp): get a new one`;
  for (const name of ['nbf', 'iat'] as const) {
    const value = claims[name];
    if (value === undefined) continue;
    if (!isTime(value)) return `${name} of the token must be a number of seconds since 1970`;
    if (value - toleranceS > now) return `the token is not valid yet: ${name} is ${value - now} s ahead`;
    if (value - toleranceS > exp) return `${name} of the token is after its exp`;
  }
  return undefined;
}

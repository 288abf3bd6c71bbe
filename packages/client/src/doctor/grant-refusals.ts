import type { TokenRequestError } from '../errors.ts';
import type { CauseId } from './causes.ts';

/** Maskinporten's codes, and what they come from (maskinporten.md 4). */
const BY_CODE: Readonly<Record<string, CauseId>> = {
  'MP-012': 'grant-replayed',
  'MP-100': 'client-unknown',
  'MP-110': 'audience-wrong',
  'MP-120': 'certificate-untrusted',
  'MP-121': 'key-expired',
  'MP-122': 'certificate-of-other-organisation',
  'MP-123': 'certificate-unreadable',
  'MP-124': 'signature-invalid',
  'MP-130': 'clock-refused',
  'MP-200': 'scope-not-on-client',
  'MP-201': 'scope-of-other-type',
  'MP-250': 'scope-not-granted',
  'MP-251': 'delegation-missing',
  'MP-301': 'system-user-unknown',
  'MP-302': 'system-user-unknown',
  'MP-303': 'system-user-unknown',
};

/** Refusals that come without a code, or share one, by their words. */
const BY_WORDS: readonly (readonly [says: RegExp, cause: CauseId])[] = [
  [/pre-registered jwk/i, 'kid-needed'],
  [/unknown key identifier/i, 'key-not-registered'],
  [/certificate is not valid now/i, 'certificate-expired'],
  [/issue time|valid for too long|never valid|not valid yet/i, 'clock-refused'],
  [/consumer_org in claim/i, 'consumer-is-client'],
  [/has not been granted access/i, 'scope-not-granted'],
  [/has not delegated/i, 'delegation-missing'],
  [/invalid scopes/i, 'scope-not-on-client'],
];

/** What a refusal of the token endpoint comes from. */
export function causeOfGrant(error: TokenRequestError): CauseId {
  const { status, mpCode, error: name, description = '' } = error;
  if (status === 429) return 'rate-limited';
  if (status >= 500) return 'maskinporten-unavailable';
  const said = BY_WORDS.find(([says]) => says.test(description))?.[1];
  if (said) return said;
  const coded = mpCode === undefined ? undefined : BY_CODE[mpCode];
  if (coded) return coded;
  if (name === 'invalid_altinn_customer_configuration') return 'system-user-unknown';
  if (name === 'invalid_target') return 'resource-invalid';
  // No member of OAuth at all: whoever answered is no token endpoint.
  return name === undefined ? 'page-of-proxy' : 'grant-refused';
}

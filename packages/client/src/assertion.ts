import { base64url, utf8 } from './bytes.ts';
import { KeyError } from './errors.ts';
import type { Signer } from './keys.ts';
import { type NormalRequest, normalize, type TokenRequest } from './request.ts';

/** What an assertion is made of (RFC 7523 section 3, maskinporten.md 2). */
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

const DEFAULT_LIFETIME_S = 115;
const DEFAULT_BACKDATE_S = 10;

/** Signs a JWT grant for Maskinporten (maskinporten.md 2). @returns a compact JWS, good once */
export async function createAssertion(signer: Signer, input: AssertionInput): Promise<string> {
  (await import('./check-sending.ts')).checkAssertion(signer, input);
  return signAssertion(signer, normalize(input), input);
}

/** As `createAssertion`, for a request that has been checked. */
export async function signAssertion(
  signer: Signer,
  request: NormalRequest,
  input: Omit<AssertionInput, keyof TokenRequest>,
  options: { signal?: AbortSignal } = {},
): Promise<string> {
  const issued = Math.floor((input.now ?? Date.now()) / 1000) - (input.backdateSeconds ?? DEFAULT_BACKDATE_S);
  const { resource } = request;
  const claims = {
    aud: input.audience,
    iss: input.clientId,
    scope: request.scopes.join(' '),
    iat: issued,
    exp: issued + Math.min(input.lifetimeSeconds ?? DEFAULT_LIFETIME_S, 120),
    jti: input.jti ?? crypto.randomUUID(),
    ...(resource.length === 0 ? {} : { resource: resource.length === 1 ? resource[0] : resource }),
    ...(request.consumerOrg === undefined ? {} : { consumer_org: request.consumerOrg }),
    ...(request.pid === undefined ? {} : { pid: request.pid }),
    ...(request.authorizationDetails === undefined ? {} : { authorization_details: request.authorizationDetails }),
  };
  const header = { alg: signer.algorithm, typ: 'JWT', ...signer.header };
  const data = `${base64url(utf8(JSON.stringify(header)))}.${base64url(utf8(JSON.stringify(claims)))}`;
  const signature = await signer.sign(utf8(data), options);
  if (signature instanceof Uint8Array) return `${data}.${base64url(signature)}`;
  throw new KeyError('the key source has given no signature', { hint: 'sign must give the bytes of one' });
}

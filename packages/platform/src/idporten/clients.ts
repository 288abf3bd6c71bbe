import { createHash, createHmac } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';

/** A service that logs persons in at the test ID-porten, as it stands in configuration. */
export interface IdportenClient {
  readonly clientId: string;
  /** Without this and `keys` it is a public client. PKCE is needed in any case. */
  readonly clientSecret?: string;
  /** How a client sends its secret. Default `client_secret_basic`. */
  readonly authentication?: 'client_secret_basic' | 'client_secret_post';
  /** Public JWKs of a client that proves itself with `private_key_jwt`. */
  readonly keys?: readonly object[];
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  /** API scopes that it may ask for, besides `openid` and `profile`. */
  readonly scopes?: readonly string[];
  /** Organisation number of the client's owner; goes into `consumer` and `client_orgno`. */
  readonly organization?: string;
}

const PORTAL_CLIENT_ID = 'portvakt-portal';

/** Our own portal as a client. Its secret follows from one that only the platform's database holds. */
export const portalClient = (base: string, secret: string): IdportenClient & { readonly clientSecret: string } => ({
  clientId: PORTAL_CLIENT_ID,
  clientSecret: createHmac('sha256', secret).update(PORTAL_CLIENT_ID).digest('base64url'),
  authentication: 'client_secret_post',
  name: 'Portvakt',
  redirectUris: [`${base}/authentication/api/v1/upstream/callback`],
  postLogoutRedirectUris: [`${base}/authentication/api/v1/logout/handleloggedout`],
});

/** A client as it was registered in self-service, or comes out of configuration. */
export interface KnownClient {
  readonly clientId: string;
  readonly name: string;
  /** Organisation number of its owner. */
  readonly organization?: string;
  /** A program on the person's own machine or telephone. */
  readonly native: boolean;
  /** How it proves who it is. */
  readonly authentication: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';
  /** SHA-256 in base64url; when it expires, ms, by the platform's clock. */
  readonly secret?: { readonly hash: string; readonly expires?: number };
  readonly keys: readonly object[];
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  /** `openid`, `profile`. */
  readonly oidcScopes: readonly string[];
  readonly scopes: readonly string[];
  /** Seconds. */
  readonly accessTokenLifetime?: number;
  /** Of a client that may have refresh tokens. */
  readonly refresh?: { readonly lifetime: number; readonly once: boolean };
}

export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

export const known = (client: IdportenClient): KnownClient => ({
  clientId: client.clientId,
  name: client.name,
  ...(client.organization === undefined ? {} : { organization: client.organization }),
  native: false,
  authentication: client.keys
    ? 'private_key_jwt'
    : client.clientSecret === undefined
      ? 'none'
      : (client.authentication ?? 'client_secret_basic'),
  ...(client.clientSecret === undefined ? {} : { secret: { hash: secretHash(client.clientSecret) } }),
  keys: client.keys ?? [],
  redirectUris: client.redirectUris,
  postLogoutRedirectUris: client.postLogoutRedirectUris ?? [],
  oidcScopes: ['openid', 'profile'],
  scopes: client.scopes ?? [],
});

/**
 * The client's metadata as oidc-provider reads it (RFC 7591 section 2). Its `client_secret` is the hash, and the provider compares hashes.
 * @param aheadMs how far the platform's clock is ahead of the machine's, which is the one that oidc-provider reads
 */
export const clientMetadata = (client: KnownClient, aheadMs: number): AdapterPayload =>
  ({
    client_id: client.clientId,
    client_name: client.name,
    application_type: client.native ? 'native' : 'web',
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...client.postLogoutRedirectUris],
    response_types: ['code'],
    grant_types: ['authorization_code', ...(client.refresh ? ['refresh_token'] : [])],
    id_token_signed_response_alg: 'RS256',
    token_endpoint_auth_method: client.authentication,
    ...(client.authentication === 'private_key_jwt' ? { jwks: { keys: [...client.keys] } } : {}),
    ...(client.authentication.startsWith('client_secret_') ? secretOf(client, aheadMs) : {}),
  }) as AdapterPayload;

/** Without a secret nobody can be this client. */
function secretOf({ secret }: KnownClient, aheadMs: number): Record<string, unknown> {
  if (secret === undefined) return { client_secret: 'none', client_secret_expires_at: 1 };
  if (secret.expires === undefined) return { client_secret: secret.hash };
  // 0 would mean never (RFC 7591 section 3.2.1).
  const expires = Math.max(1, Math.floor((secret.expires - aheadMs) / 1000));
  return { client_secret: secret.hash, client_secret_expires_at: expires };
}

/** `openid` or `profile`, when a request asks for it and the client has not been given it. API scopes that are not its own are left out of the token. */
export const foreignScopes = (client: KnownClient | undefined, asked: readonly string[]): readonly string[] =>
  ['openid', 'profile'].filter((scope) => asked.includes(scope) && !client?.oidcScopes.includes(scope));

import { createHmac } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';

/** A service that logs persons in at the test ID-porten. */
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

export const PORTAL_CLIENT_ID = 'portvakt-portal';

/** Our own portal as a client. Its secret follows from one that only the platform's database holds. */
export const portalClient = (base: string, secret: string): IdportenClient & { readonly clientSecret: string } => ({
  clientId: PORTAL_CLIENT_ID,
  clientSecret: createHmac('sha256', secret).update(PORTAL_CLIENT_ID).digest('base64url'),
  authentication: 'client_secret_post',
  name: 'Portvakt',
  redirectUris: [`${base}/authentication/api/v1/upstream/callback`],
  postLogoutRedirectUris: [`${base}/authentication/api/v1/logout/handleloggedout`],
});

/** The client's metadata as oidc-provider reads it (RFC 7591 section 2). */
export const clientMetadata = (client: IdportenClient): AdapterPayload =>
  ({
    client_id: client.clientId,
    client_name: client.name,
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...(client.postLogoutRedirectUris ?? [])],
    response_types: ['code'],
    grant_types: ['authorization_code'],
    id_token_signed_response_alg: 'RS256',
    ...proofOf(client),
  }) as AdapterPayload;

/** How the client proves who it is; a client with keys needs no secret. */
function proofOf(client: IdportenClient): Record<string, unknown> {
  if (client.keys !== undefined)
    return { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [...client.keys] } };
  if (client.clientSecret === undefined) return { token_endpoint_auth_method: 'none' };
  return {
    client_secret: client.clientSecret,
    token_endpoint_auth_method: client.authentication ?? 'client_secret_basic',
  };
}

/** True for a client that proves nothing: it runs where it can keep no secret. */
export const isPublic = (client: IdportenClient | undefined): boolean =>
  client?.clientSecret === undefined && client?.keys === undefined;

/** The `client_amr` that ID-porten writes for the client. */
export const clientAmr = (client: IdportenClient | undefined): string =>
  client?.keys ? 'private_key_jwt' : isPublic(client) ? 'none' : (client?.authentication ?? 'client_secret_basic');

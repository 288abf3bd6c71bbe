import { createHmac } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';

/** A service that logs persons in at the test ID-porten. */
export interface IdportenClient {
  readonly clientId: string;
  /** Left out = a public client. PKCE is needed in any case. */
  readonly clientSecret?: string;
  /** How a confidential client sends its secret. Default `client_secret_basic`. */
  readonly authentication?: 'client_secret_basic' | 'client_secret_post';
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
    ...(client.clientSecret === undefined
      ? { token_endpoint_auth_method: 'none' }
      : {
          client_secret: client.clientSecret,
          token_endpoint_auth_method: client.authentication ?? 'client_secret_basic',
        }),
  }) as AdapterPayload;

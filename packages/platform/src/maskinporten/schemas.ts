/** What is written on the wire (maskinporten.md 1 to 4). */
import { Type } from 'typebox';
import { JWT_BEARER_GRANT } from './form.ts';

/** The query may have them instead, when there is no body. */
export const TokenRequest = Type.Object(
  {
    grant_type: Type.Literal(JWT_BEARER_GRANT, { description: 'That of JWT grants (RFC 7523)' }),
    assertion: Type.String({ description: 'The grant: a compact JWS' }),
  },
  { description: 'The same members in the query are taken when there is no body' },
);

export const Token = Type.Object(
  {
    access_token: Type.String(),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer(),
    scope: Type.String(),
  },
  { title: 'Token' },
);

export const OAuthError = Type.Object({
  error: Type.String(),
  error_description: Type.String(),
  error_uri: Type.Optional(Type.String()),
});

export const Metadata = Type.Object(
  {
    issuer: Type.String(),
    token_endpoint: Type.String(),
    jwks_uri: Type.String(),
    grant_types_supported: Type.Array(Type.String()),
    token_endpoint_auth_methods_supported: Type.Array(Type.String()),
    token_endpoint_auth_signing_alg_values_supported: Type.Array(Type.String()),
    authorization_details_types_supported: Type.Array(Type.String()),
  },
  { title: 'IssuerMetadata' },
);

export const KeySet = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.Literal('RSA'),
      use: Type.Literal('sig'),
      alg: Type.Optional(Type.Literal('RS256')),
      kid: Type.String(),
      n: Type.String(),
      e: Type.String(),
      x5c: Type.Optional(Type.Array(Type.String())),
    }),
  ),
});

/** Maskinporten and Altinn tokens for Node, Deno, Bun and the edge. */
export type { ExchangeOptions, HttpOptions, TokenResponse } from './answer.ts';
export type { AttachOptions } from './attach.ts';
export { type CachedToken, memoryCache, type TokenCache } from './cache.ts';
export {
  type CallOptions,
  createMaskinportenClient,
  type Hooks,
  type MaskinportenClient,
  type MaskinportenOptions,
} from './client.ts';
export { type DecodedToken, decodeToken } from './decode.ts';
export { createAssertion, exchangeToken, requestToken } from './direct.ts';
export {
  type AltinnEnvironmentName,
  altinnOrigins,
  type Environment,
  type EnvironmentName,
  localEnvironment,
} from './environments.ts';
export {
  ConfigurationError,
  type ConfigurationReason,
  EnterpriseUserError,
  type ErrorCode,
  type ErrorDetails,
  ExchangeError,
  KeyError,
  type KeyReason,
  NetworkError,
  PdpError,
  PortvaktError,
  type ResponseDetails,
  TokenRequestError,
  TokenValidationError,
} from './errors.ts';
export { createFetch } from './fetch.ts';
export { jwk, type KeySource, pem, type Signer } from './keys.ts';
export type { AltinnOptions, AssertionInput, Overrides, Scopes, TokenRequest } from './request.ts';
export type { AccessToken } from './token.ts';

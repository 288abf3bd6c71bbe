/** The single steps, for who wants them without a client. Each is loaded with its first call, as the client's own are with the first token. */
import type { ExchangeOptions, HttpOptions, TokenResponse } from './answer.ts';
import type { Signer } from './keys.ts';
import type { AssertionInput } from './request.ts';

/**
 * Signs a JWT grant for Maskinporten (maskinporten.md 2).
 * @param signer what `signer()` of a `KeySource` gives
 * @returns a compact JWS, good once
 * @throws ConfigurationError for what no grant can hold, KeyError when the key gives no signature
 */
export async function createAssertion(signer: Signer, input: AssertionInput): Promise<string> {
  return (await import('./assertion.ts')).createAssertion(signer, input);
}

/**
 * Sends an assertion to the token endpoint, once (RFC 7523).
 * @param endpoint URL of the token endpoint, `https://test.maskinporten.no/token`
 * @param assertion what `createAssertion` gives
 * @throws TokenRequestError, NetworkError
 */
export async function requestToken(endpoint: string, assertion: string, options?: HttpOptions): Promise<TokenResponse> {
  return (await import('./http.ts')).requestToken(endpoint, assertion, options);
}

/**
 * Exchanges a Maskinporten token for an Altinn token, once (altinn-authentication.md 3).
 * @param platform base URL of Altinn's platform, `https://platform.tt02.altinn.no`
 * @param token of Maskinporten
 * @returns the Altinn token, a compact JWS
 * @throws ExchangeError, EnterpriseUserError, NetworkError
 */
export async function exchangeToken(platform: string, token: string, options?: ExchangeOptions): Promise<string> {
  return (await import('./http.ts')).exchangeToken(platform, token, options);
}

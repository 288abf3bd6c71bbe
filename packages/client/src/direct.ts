/** The single steps, for who wants them without a client. Each is loaded with its first call, as the client's own are with the first token. */
import type { ExchangeOptions, HttpOptions, TokenResponse } from './answer.ts';
import type { Signer } from './keys.ts';
import type { AssertionInput } from './request.ts';

/** Signs a JWT grant for Maskinporten (maskinporten.md 2). @returns a compact JWS, good once */
export async function createAssertion(signer: Signer, input: AssertionInput): Promise<string> {
  return (await import('./assertion.ts')).createAssertion(signer, input);
}

/** Sends an assertion to the token endpoint, once. @throws TokenRequestError, NetworkError */
export async function requestToken(endpoint: string, assertion: string, options?: HttpOptions): Promise<TokenResponse> {
  return (await import('./http.ts')).requestToken(endpoint, assertion, options);
}

/** Exchanges a Maskinporten token for an Altinn token, once. @throws ExchangeError, EnterpriseUserError, NetworkError */
export async function exchangeToken(platform: string, token: string, options?: ExchangeOptions): Promise<string> {
  return (await import('./http.ts')).exchangeToken(platform, token, options);
}

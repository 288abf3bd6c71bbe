/** What is sent with, and what comes back: for those who send, and for those who read refusals. */

/** How one request is sent. */
export interface HttpOptions {
  readonly fetch?: typeof globalThis.fetch;
  readonly signal?: AbortSignal;
  /** Of one try. */
  readonly timeoutMs?: number;
  /** The trace that a request is a part of, in the form of W3C; what is not of that form is not sent. */
  readonly traceparent?: () => string | undefined;
}

/** How a token is exchanged (altinn-authentication.md 3 and 4). */
export interface ExchangeOptions extends HttpOptions {
  readonly testOrg?: boolean;
  readonly enterpriseUser?: { readonly name: string; readonly password: string };
}

/** The token endpoint's answer. */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in?: number;
  readonly scope?: string;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Of one try. */
export const DEFAULT_TIMEOUT_MS = 15_000;

export const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A server's clock, from its `Date` header, ms. */
export const serverTimes = new WeakMap<Error, number>();

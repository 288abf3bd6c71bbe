/** Why authentication was refused. The routes turn each into the status that the contract gives it. */
export const REFUSALS = [
  /** No bearer token, or an empty one: 401 with an empty body. */
  'TOKEN_MISSING',
  /** Not a JWT, not trusted, expired, or without a claim that is needed: 401. */
  'TOKEN_REJECTED',
  'PROVIDER_UNKNOWN',
  'SCOPE_MISSING',
  /** Enterprise users are switched off: 410. */
  'ENTERPRISE_GONE',
  /** The enterprise header is not base64 of `name:password`: 400. */
  'ENTERPRISE_MALFORMED',
  'ENTERPRISE_REJECTED',
  /** Too many wrong passwords: 429 with `Retry-After`. */
  'ENTERPRISE_LOCKED',
  /** The portal session behind the token has ended: 401. */
  'SESSION_ENDED',
  /** The caller's request itself is wrong: 400. */
  'REQUEST_INVALID',
  /** A login that was not begun here, has expired or has been used: 400. */
  'LOGIN_UNKNOWN',
  /** The person who logged in is not in the register, or not at the level asked for: 403. */
  'LOGIN_REFUSED',
  /** The OIDC provider cannot be reached or answers nonsense: 503. */
  'PROVIDER_UNAVAILABLE',
] as const;
export type RefusalCode = (typeof REFUSALS)[number];

/** A refusal. The message says what was wrong and what to do; it holds no secret. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: RefusalCode;
  /** Seconds until another attempt may be made, for `ENTERPRISE_LOCKED`. */
  readonly retryAfterS: number | undefined;

  constructor(code: RefusalCode, message: string, options: { retryAfterS?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryAfterS = options.retryAfterS;
  }
}

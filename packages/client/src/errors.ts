/** Everything this library throws, besides a caller's own abort reason. Narrow by `code`. */
export type ErrorCode =
  | 'CONFIG'
  | 'KEY'
  | 'MASKINPORTEN_REJECTED'
  | 'MASKINPORTEN_UNAVAILABLE'
  | 'NETWORK'
  | 'TIMEOUT'
  | 'EXCHANGE_REJECTED'
  | 'EXCHANGE_UNAVAILABLE'
  | 'ENTERPRISE_USER_GONE'
  | 'ENTERPRISE_USER_REJECTED'
  | 'ENTERPRISE_USER_LOCKED'
  | 'TOKEN_INVALID'
  | 'TOKEN_EXPIRED'
  | 'SCOPE_MISSING'
  | 'AUDIENCE'
  | 'PDP_UNAVAILABLE'
  | 'PDP_REJECTED'
  | 'SYSTEMS_UNAVAILABLE'
  | 'SYSTEMS_REJECTED';

/** What is told of an error beside its message. */
export interface ErrorDetails extends ErrorOptions {
  readonly retryable?: boolean;
  /** What to do about it. */
  readonly hint?: string;
}

/** Base of all errors. Messages never hold a token, an assertion, a key, a password or a person number. */
export class PortvaktError extends Error {
  override readonly name: string = 'PortvaktError';
  readonly code: ErrorCode;
  /** True when the same call may succeed later. */
  readonly retryable: boolean;
  readonly hint?: string;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(
      details.hint ? `${message.replace(/\.$/, '')}. ${details.hint}` : message,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.code = code;
    this.retryable = details.retryable ?? false;
    if (details.hint !== undefined) this.hint = details.hint;
  }
}

/** What is wrong with an option or a setting, for programs; `value-invalid` is all that has no name of its own. */
export type ConfigurationReason =
  | 'configuration-missing'
  | 'file-missing'
  | 'file-malformed'
  | 'client-id-missing'
  | 'key-missing'
  | 'keys-two'
  | 'key-of-other-type'
  | 'key-without-kid'
  | 'scopes-missing'
  | 'environment-missing'
  | 'environment-unknown'
  | 'address-invalid'
  | 'organisation-number-invalid'
  | 'external-reference-invalid'
  | 'resource-invalid'
  | 'windows-store'
  | 'package-missing'
  | 'value-invalid';

/** A bad option. */
export class ConfigurationError extends PortvaktError {
  override readonly name = 'ConfigurationError';
  /** Stays the same when the message is worded otherwise. */
  readonly reason: ConfigurationReason;
  constructor(message: string, details: ErrorDetails & { readonly reason?: ConfigurationReason } = {}) {
    super('CONFIG', message, details);
    this.reason = details.reason ?? 'value-invalid';
  }
}

/** Why a key cannot be read or used, for programs; `key-unreadable` is all that has no name of its own. */
export type KeyReason =
  | 'key-file-missing'
  | 'key-set-missing'
  | 'package-missing'
  | 'vault-refused'
  | 'key-public'
  | 'key-of-other-type'
  | 'key-too-small'
  | 'key-algorithm'
  | 'key-without-kid'
  | 'key-password'
  | 'certificate-of-other-key'
  | 'key-unreadable';

/** A key that cannot be read or used. */
export class KeyError extends PortvaktError {
  override readonly name = 'KeyError';
  /** Stays the same when the message is worded otherwise. */
  readonly reason: KeyReason;
  constructor(message: string, details: ErrorDetails & { readonly reason?: KeyReason } = {}) {
    super('KEY', message, details);
    this.reason = details.reason ?? 'key-unreadable';
  }
}

/** No answer in time, or none at all. */
export class NetworkError extends PortvaktError {
  override readonly name = 'NetworkError';
  /** Host and port that gave no answer: `cause` says why. Left out when it is something else that has not come. */
  readonly host?: string;
  constructor(
    code: 'NETWORK' | 'TIMEOUT',
    message: string,
    { host, ...details }: ErrorDetails & { readonly host?: string } = {},
  ) {
    super(code, message, { retryable: true, ...details });
    if (host !== undefined) this.host = host;
  }
}

/** What is told of an answer that is an error; times in milliseconds. */
export interface ResponseDetails extends ErrorDetails {
  readonly status: number;
  readonly error?: string | undefined;
  readonly description?: string | undefined;
  readonly errorUri?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly attempts?: number | undefined;
}

/** The token endpoint refused, or answered without a token. */
export class TokenRequestError extends PortvaktError {
  override readonly name: string = 'TokenRequestError';
  readonly status: number;
  readonly error?: string;
  readonly description?: string;
  readonly errorUri?: string;
  /** From `error_uri`, else from the description. */
  readonly mpCode?: `MP-${string}`;
  readonly traceId?: string;
  readonly retryAfterMs?: number;
  readonly attempts: number;

  constructor(code: ErrorCode, message: string, details: ResponseDetails) {
    super(code, message, details);
    this.status = details.status;
    this.attempts = details.attempts ?? 1;
    if (details.error !== undefined) this.error = details.error;
    if (details.description !== undefined) this.description = details.description;
    if (details.errorUri !== undefined) this.errorUri = details.errorUri;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    const mp = mpCodeIn(details.errorUri) ?? mpCodeIn(details.description);
    if (mp) this.mpCode = mp;
    const trace = /\((?:trace_id|correlation id): ([0-9a-f-]{32,36})\)/i.exec(details.description ?? '')?.[1];
    if (trace) this.traceId = trace;
  }
}

/** `MP-nnn` in a text. */
const mpCodeIn = (text: string | undefined): `MP-${string}` | undefined =>
  /MP-\d{3}/.exec(text ?? '')?.[0] as `MP-${string}` | undefined;

/** The exchange refused, or answered without a token. */
export class ExchangeError extends PortvaktError {
  override readonly name = 'ExchangeError';
  readonly status: number;
  readonly retryAfterMs?: number;
  constructor(
    code: 'EXCHANGE_REJECTED' | 'EXCHANGE_UNAVAILABLE',
    message: string,
    details: ErrorDetails & { status: number; retryAfterMs?: number | undefined },
  ) {
    super(code, message, details);
    this.status = details.status;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
  }
}

/** The enterprise user was refused, locked or is gone. */
export class EnterpriseUserError extends PortvaktError {
  override readonly name = 'EnterpriseUserError';
  readonly status: number;
  readonly retryAfterMs?: number;
  constructor(
    code: 'ENTERPRISE_USER_GONE' | 'ENTERPRISE_USER_REJECTED' | 'ENTERPRISE_USER_LOCKED',
    message: string,
    details: ErrorDetails & { status: number; retryAfterMs?: number | undefined },
  ) {
    super(code, message, details);
    this.status = details.status;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
  }
}

/** A token that an API received was refused. */
export class TokenValidationError extends PortvaktError {
  override readonly name = 'TokenValidationError';
  constructor(
    code: 'TOKEN_INVALID' | 'TOKEN_EXPIRED' | 'SCOPE_MISSING' | 'AUDIENCE',
    message: string,
    details: ErrorDetails = {},
  ) {
    super(code, message, details);
  }
}

/** The decision point refused or did not answer. */
export class PdpError extends PortvaktError {
  override readonly name = 'PdpError';
  readonly status?: number;
  constructor(
    code: 'PDP_UNAVAILABLE' | 'PDP_REJECTED',
    message: string,
    details: ErrorDetails & { status?: number } = {},
  ) {
    super(code, message, details);
    if (details.status !== undefined) this.status = details.status;
  }
}

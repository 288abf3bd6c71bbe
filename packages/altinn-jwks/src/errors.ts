/** Every way in which this library refuses; `code` narrows it. */
export type JwksErrorCode =
  | 'CURRENT_KEY'
  | 'INVALID_KEY'
  | 'INVALID_NAME'
  | 'INVALID_OPTION'
  | 'KEY_EXISTS'
  | 'KEY_NOT_FOUND'
  | 'KEY_SET_EMPTY'
  | 'KEY_SET_NOT_FOUND'
  | 'NOT_ROTATING'
  /** A key is encrypted and no passphrase was given. */
  | 'PASSPHRASE_NEEDED'
  | 'PUSH_FAILED'
  | 'ROTATING'
  | 'STORE_CORRUPT'
  | 'STORE_FAILED'
  | 'STORE_LOCKED'
  | 'TOO_MANY_KEYS'
  | 'UNSUPPORTED_STORE'
  | 'WEAK_KEY';

/** An error that says what was wrong, with what value (never key material), and what to do. */
export class JwksError extends Error {
  override readonly name = 'JwksError';
  readonly code: JwksErrorCode;

  constructor(code: JwksErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

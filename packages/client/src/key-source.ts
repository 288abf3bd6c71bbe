/** Signs assertions with one key. */
export interface Signer {
  readonly algorithm: 'RS256' | 'RS384' | 'RS512';
  readonly expiresAt?: Date;
  readonly header:
    | { readonly kid: string; readonly x5c?: readonly string[] }
    | { readonly kid?: string; readonly x5c: readonly string[] };
  /** RFC 7638 thumbprint, or SHA-256 of the certificate. */
  readonly id: string;
  sign(data: Uint8Array, options?: { signal?: AbortSignal }): Promise<Uint8Array>;
}

/** Where a signer comes from. */
export interface KeySource {
  /** Cheap after the first call. */
  signer(options?: { signal?: AbortSignal }): Promise<Signer>;
  /** @returns true when the signer has changed */
  refresh?(why: 'rejected' | 'expiring'): Promise<boolean>;
  close?(): Promise<void>;
}

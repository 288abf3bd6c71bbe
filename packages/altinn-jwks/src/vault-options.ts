/** Ways to sign in, in the order in which the default tries them: the Azure CLI first, as the .NET tool does. */
export const VAULT_SIGN_INS = ['cli', 'environment', 'workload', 'managed'] as const;
/** One of `VAULT_SIGN_INS`. */
export type VaultSignIn = (typeof VAULT_SIGN_INS)[number];

/** What every credential of `@azure/identity` is. Written down here so that the types work where that package is not installed. */
export interface VaultCredential {
  getToken(
    scopes: string | string[],
    options?: object,
  ): Promise<{ readonly token: string; readonly expiresOnTimestamp: number } | null>;
}

/** How Azure Key Vault is reached. */
export interface VaultOptions {
  /** Only this way to sign in; default each in turn. */
  readonly signIn?: VaultSignIn;
  /** Instead of all of them. */
  readonly credential?: VaultCredential;
  /** `SecretClientOptions` of `@azure/keyvault-secrets`: proxies, retries, policies, an HTTP client. */
  readonly client?: object;
  /** Waits between two looks at what other writers do, ms. */
  readonly pause?: (ms: number) => Promise<void>;
}

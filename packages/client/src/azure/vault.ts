import { ConfigurationError, KeyError, PortvaktError } from '../errors.ts';

/** Loads a part of Azure's SDK. @throws ConfigurationError when it is not installed */
export async function installed<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new ConfigurationError(`the package ${name} is not installed`, {
      reason: 'package-missing',
      cause: cause as Error,
      hint: `Run "npm install ${name} @azure/identity"`,
    });
  }
}

interface AzureError {
  readonly name?: string;
  readonly statusCode?: number;
  readonly code?: string;
}

/** What the vault said, in our words: never a secret's value. 429 and 5xx may pass. */
export function vaultError(what: string, vaultUrl: string, error: unknown): PortvaktError {
  if (error instanceof PortvaktError) return error;
  const { statusCode, code, name } = (error ?? {}) as AzureError;
  const unreachable = /^E[A-Z_]+$|^REQUEST_SEND_ERROR$/.test(code ?? '');
  const passing = statusCode === undefined ? unreachable : statusCode === 429 || statusCode >= 500;
  const answer = statusCode === undefined ? (code ?? name ?? 'no answer') : `status ${statusCode}`;
  return new KeyError(`${what} in ${vaultUrl} failed: ${answer}`, {
    reason: 'vault-refused',
    retryable: passing,
    cause: error as Error,
    ...hintOf(statusCode, name ?? ''),
  });
}

function hintOf(status: number | undefined, name: string): { hint?: string } {
  if (/Credential|Authentication/.test(name))
    return { hint: 'No sign-in to Azure worked; run "az login" or give this machine an identity' };
  if (status === 401 || status === 403)
    return { hint: 'The identity may not: give it "Key Vault Secrets User" or "Key Vault Crypto User" on the vault' };
  if (status === 404) return { hint: 'There is no such name or version, or it is disabled or deleted' };
  return {};
}

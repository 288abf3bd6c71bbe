import type { TokenCredential } from '@azure/identity';
import type { SecretClient } from '@azure/keyvault-secrets';
import { JwksError } from './errors.ts';
import { VAULT_SIGN_INS, type VaultOptions, type VaultSignIn } from './vault-options.ts';

/** Opens a vault with the Azure SDK, which is loaded only now. @throws JwksError STORE_FAILED when it is not installed */
export async function openVault(url: string, options: VaultOptions): Promise<SecretClient> {
  const { SecretClient } = await installed(url, () => import('@azure/keyvault-secrets'));
  const credential = (options.credential as TokenCredential | undefined) ?? (await signIn(url, options.signIn));
  return new SecretClient(url, credential, {
    retryOptions: { maxRetries: 4, retryDelayInMs: 500, maxRetryDelayInMs: 8_000 },
    ...options.client,
  });
}

async function signIn(url: string, only: VaultSignIn | undefined): Promise<TokenCredential> {
  const azure = await installed(url, () => import('@azure/identity'));
  const make: Record<VaultSignIn, () => TokenCredential> = {
    cli: () => new azure.AzureCliCredential(),
    environment: () => new azure.EnvironmentCredential(),
    workload: () => new azure.WorkloadIdentityCredential(),
    managed: () => {
      // A managed identity that a user assigned is named by its client id.
      const clientId = process.env['AZURE_CLIENT_ID'];
      return clientId ? new azure.ManagedIdentityCredential({ clientId }) : new azure.ManagedIdentityCredential();
    },
  };
  if (only) return make[only]();
  return new azure.ChainedTokenCredential(...VAULT_SIGN_INS.flatMap((way) => unlessUnfit(make[way])));
}

/** Some credentials refuse to be made when what they need is not set; the chain then does without. */
function unlessUnfit(make: () => TokenCredential): readonly TokenCredential[] {
  try {
    return [make()];
  } catch {
    return [];
  }
}

async function installed<T>(url: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new JwksError(
      'STORE_FAILED',
      `Cannot open ${url}: Azure’s SDK is not installed. Run "npm install @azure/identity @azure/keyvault-secrets".`,
      { cause: error },
    );
  }
}

interface AzureError {
  readonly name?: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly message?: string;
  readonly errors?: readonly AzureError[];
}

/** True when the service says that there is no such secret. */
export const isNotFound = (error: unknown): boolean => (error as AzureError | undefined)?.statusCode === 404;
export const isForbidden = (error: unknown): boolean => (error as AzureError | undefined)?.statusCode === 403;

/** One line for what Azure said: what went wrong, and what to do. Never a secret's value. */
export function vaultError(url: string, what: string, error: unknown): JwksError {
  if (error instanceof JwksError) return error;
  const azure = (error ?? {}) as AzureError;
  return new JwksError('STORE_FAILED', `Cannot ${what} in ${url}: ${reason(azure)}`, { cause: withoutRequest(azure) });
}

/** The SDK's errors hold the request, and so the secret that could not be written. */
function withoutRequest({ name = 'Error', code, statusCode, message = '' }: AzureError): Error {
  const cause = new Error(message, {});
  return Object.assign(cause, { name, code, statusCode });
}

function reason(error: AzureError): string {
  const { name = '', code = '', statusCode, message = '' } = error;
  if (/Credential|Authentication/.test(name)) return signInReason(error);
  if (statusCode === 401) return 'the vault did not take the sign-in: run "az login" with an account of its tenant.';
  if (statusCode === 403 && /SecretDisabled|disabled/i.test(`${code} ${message}`))
    return 'the secret is disabled: enable its newest version.';
  if (statusCode === 403)
    return 'the account may not: give it the role "Key Vault Secrets Officer", or open the vault’s firewall for this machine.';
  if (statusCode === 409)
    return 'a deleted secret of that name can still be recovered: "az keyvault secret recover" or "purge" it first.';
  if (statusCode === 429) return 'the vault is asked too often: wait a minute and try again.';
  if (statusCode !== undefined && statusCode >= 500) return `the vault failed (${statusCode}): try again later.`;
  if (statusCode !== undefined) return `the vault answered ${statusCode}${code ? ` ${code}` : ''}.`;
  if (code)
    return `the vault cannot be reached (${networkCode(code, message)}): check its name, the network and any proxy.`;
  return `${oneLine(message) || 'unexpected failure'}.`;
}

const networkCode = (code: string, message: string): string => /\bE[A-Z]{4,}\b/.exec(message)?.[0] ?? code;

/** The first line of what the first credential said, which is the Azure CLI's. */
function signInReason(error: AzureError): string {
  const first = error.errors?.[0] ?? error;
  const said = oneLine(first.message ?? '');
  return `no sign-in to Azure worked: run "az login", or choose another way with --auth. The first one said: ${said || 'nothing'}`;
}

const oneLine = (text: string): string => (text.split('\n')[0] ?? '').trim().replace(/\.$/, '').slice(0, 300);

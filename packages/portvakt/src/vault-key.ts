/** The master key in Azure Key Vault. Azure's SDK is loaded only here, where a vault is named. */
import type { TokenCredential } from '@azure/identity';
import type { SecretClientOptions } from '@azure/keyvault-secrets';

const VARIABLE = 'PORTVAKT_MASTER_KEY_VAULT';
/** Azure's own clouds; a secret's address holds its name and perhaps its version. */
const SECRET =
  /^(https:\/\/[a-z0-9-]{3,24}\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net))\/secrets\/([0-9A-Za-z-]{1,127})(?:\/([0-9a-f]{32}))?$/;

/** What a test puts in the place of a sign-in to Azure, and of the way there. */
export interface VaultAccess {
  readonly credential: TokenCredential;
  readonly client: SecretClientOptions;
}

/**
 * Reads a secret of Azure Key Vault.
 * @param address `https://<vault>.vault.azure.net/secrets/<name>`, and `/<version>` for another than the newest
 * @throws Error in one line that says what to do; never with the value
 */
export async function keyInVault(address: string, access?: VaultAccess): Promise<string> {
  const [, vault = '', name = '', version] = SECRET.exec(address) ?? [];
  if (vault === '')
    throw new Error(`${VARIABLE} must be the address of a secret: https://<vault>.vault.azure.net/secrets/<name>.`);
  const { SecretClient } = await installed(() => import('@azure/keyvault-secrets'));
  const credential = access?.credential ?? (await signIn());
  try {
    const client = new SecretClient(vault, credential, access?.client);
    const { value = '' } = await client.getSecret(name, version === undefined ? {} : { version });
    return value.trim();
  } catch (error) {
    throw new Error(`The secret of ${VARIABLE}, ${vault}/secrets/${name}, cannot be read: ${reason(error)}.`);
  }
}

/** An identity of the machine, of the environment, or of who has run "az login". */
async function signIn(): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await installed(() => import('@azure/identity'));
  return new DefaultAzureCredential();
}

async function installed<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new Error(
      `${VARIABLE} needs Azure’s SDK beside this command: npm install @azure/identity @azure/keyvault-secrets.`,
      { cause },
    );
  }
}

interface AzureError {
  readonly name?: string;
  readonly code?: string;
  readonly statusCode?: number;
}

function reason(error: unknown): string {
  const { name = '', code = '', statusCode } = (error ?? {}) as AzureError;
  if (/Credential|Authentication/.test(name))
    return 'no sign-in to Azure worked; give this machine an identity, or run "az login"';
  if (statusCode === 401 || statusCode === 403)
    return 'the identity may not; give it the role "Key Vault Secrets User" on the vault, and see that the secret is enabled';
  if (statusCode === 404) return 'there is no such secret or version; it may be deleted';
  if (statusCode !== undefined) return `the vault answered ${statusCode}; try again later`;
  return `the vault cannot be reached (${code || name || 'no answer'}); look after its name and the network`;
}

/** A Key Vault on this machine that the samples reach as they would reach Azure's. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as VaultServer from '../../client/src/azure/vault-server.ts';

export interface SampleVault {
  /** What the page tells to set, and what lets each language reach it here. */
  settings(ending: string): Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * @param folder for what the languages read
 * @param secrets by name
 */
export async function startSampleVault(
  folder: string,
  secrets: Readonly<Record<string, string>>,
): Promise<SampleVault> {
  // What the client's tests keep to themselves: it is no part of the package's surface.
  const server = new URL('../../client/src/azure/vault-server.ts', import.meta.url);
  const { startVault } = (await import(server.href)) as typeof VaultServer;
  const vault = await startVault();
  for (const [name, value] of Object.entries(secrets)) vault.secrets.set(name, [{ version: '1', value }]);
  const authority = join(folder, 'vault.pem');
  writeFileSync(authority, vault.client.tlsOptions.ca);
  // Azure's library asks whether a vault has an address of Azure's: the connection alone ends here.
  const there = join(folder, 'vault.mjs');
  writeFileSync(
    there,
    `import tls from 'node:tls';
const connect = tls.connect;
tls.connect = (options, ...rest) =>
  connect({ ...options, host: '127.0.0.1', port: ${new URL(vault.url).port}, servername: '' }, ...rest);`,
  );
  const { token } = await vault.credential.getToken();
  const trust = { SSL_CERT_FILE: authority, CURL_CA_BUNDLE: authority, NODE_EXTRA_CA_CERTS: authority };
  return {
    settings: (ending) => ({
      VAULT_TOKEN: token,
      ...trust,
      ...(ending === '.ts'
        ? { VAULT_URL: 'https://guide.vault.azure.net/', NODE_OPTIONS: `--import=${there}` }
        : { VAULT_URL: vault.url }),
    }),
    stop: vault.stop,
  };
}

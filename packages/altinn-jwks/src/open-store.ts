import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, checkOptional } from './check.ts';
import { DirectoryStore } from './directory-store.ts';
import { JwksError } from './errors.ts';
import type { KeyStore, OpenStoreOptions } from './store.ts';

/** A letter alone before the colon is a drive of Windows. */
const scheme = (location: string): string | undefined => /^([a-z][a-z0-9+.-]+):/i.exec(location)?.[1]?.toLowerCase();

/** The host of a Key Vault in Azure's public cloud, with the dot's boundary that the .NET tool forgets. */
const VAULT = /^https:\/\/([a-z0-9-]{1,127})\.vault\.azure\.net(?::443)?\/?$/i;

/**
 * Opens the store at a directory path, a `file:` URL, or `https://<vault>.vault.azure.net/`.
 * @throws JwksError UNSUPPORTED_STORE
 */
export async function openStore(location: string = process.cwd(), options: OpenStoreOptions = {}): Promise<KeyStore> {
  check(location, 'The store', 'a path');
  checkOptional(options, 'options', {
    compat: '1 or 2',
    vault: 'an object',
    now: 'a function',
    lockWait_ms: 'a number, 0 or more',
  });
  const kind = scheme(location);
  if (kind === 'file') return new DirectoryStore(pathOf(location), options);
  if (kind === undefined) return new DirectoryStore(resolve(location.replace(/^~(?=\/|$)/, homedir())), options);
  const [, vault] = VAULT.exec(location) ?? [];
  if (vault === undefined) throw new JwksError('UNSUPPORTED_STORE', `Unsupported URI scheme: ${kind}`);
  const { KeyVaultStore } = await import('./key-vault-store.ts');
  return KeyVaultStore.open(`https://${vault.toLowerCase()}.vault.azure.net/`, options);
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new JwksError('UNSUPPORTED_STORE', `${url} is not the URL of a directory on this machine: use file:///path.`);
  }
}

import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, checkOptional } from './check.ts';
import { DirectoryStore } from './directory-store.ts';
import { JwksError } from './errors.ts';
import type { KeySet } from './key-set.ts';
import type { Environment } from './names.ts';
import type { VaultOptions } from './vault-options.ts';

/** A name with the environments that it has key sets for. */
export interface StoredName {
  readonly name: string;
  readonly environments: readonly Environment[];
}

/** The sets of one name, by environment. */
export type KeySets = ReadonlyMap<Environment, KeySet>;

/** Something that `doctor` found in a store, beside what the keys themselves tell. */
export interface Finding {
  readonly level: 'error' | 'warning';
  /** The file, secret or key set that it is about. */
  readonly where: string;
  readonly text: string;
}

/** Where key sets are kept. */
export interface KeyStore {
  /** Where it is, for messages. */
  readonly location: string;
  /** Sorted by name. */
  list(): Promise<readonly StoredName[]>;
  /** The key set, or undefined when there is none. @throws JwksError STORE_CORRUPT, STORE_FAILED */
  read(name: string, environment: Environment): Promise<KeySet | undefined>;
  /** Reads, changes and writes under a lock; all or nothing. The change gets an empty set when there is none. */
  update(name: string, environment: Environment, change: (set: KeySet) => KeySet | Promise<KeySet>): Promise<KeySet>;
  /** The same for several environments of a name: either all change or none. The change may be asked again where there is no lock. */
  updateAll(
    name: string,
    environments: readonly Environment[],
    change: (sets: KeySets) => KeySets | Promise<KeySets>,
  ): Promise<KeySets>;
  /** What is wrong with the place itself: modes, leftovers, locks. */
  inspect(): Promise<readonly Finding[]>;
}

/** Which release of the .NET tool to write exactly as; undefined writes release 2's layout with notes and secret metadata. */
export type Compat = 1 | 2;

/** How a store is read, written and reached. */
export interface OpenStoreOptions {
  /** `1` writes the three files (secrets) of release 1 instead of release 2's one; `2` leaves out what release 2 does not write. */
  readonly compat?: Compat;
  /** How to reach and sign in to Azure Key Vault. */
  readonly vault?: VaultOptions;
  /** The clock, for what is written beside a secret. */
  readonly now?: () => Date;
  /** How long to wait for another writer of a directory, ms; default half a minute. */
  readonly lockWait_ms?: number;
}

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

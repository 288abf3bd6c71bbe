import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DirectoryStore } from './directory-store.ts';
import { JwksError } from './errors.ts';
import type { KeySet } from './key-set.ts';
import type { Environment } from './names.ts';

/** A name with the environments that it has key sets for. */
export interface StoredName {
  readonly name: string;
  readonly environments: readonly Environment[];
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
}

export interface OpenStoreOptions {
  /** `1` writes the three files of release 1.0.0 as well. */
  readonly compat?: 1;
}

const scheme = (location: string): string | undefined => /^([a-z][a-z0-9+.-]+):/i.exec(location)?.[1]?.toLowerCase();

/**
 * Opens the store at a directory path, a `file:` URL, or `https://<vault>.vault.azure.net/`.
 * @throws JwksError UNSUPPORTED_STORE
 */
export async function openStore(location: string = process.cwd(), options: OpenStoreOptions = {}): Promise<KeyStore> {
  const kind = scheme(location);
  if (kind === 'file') return new DirectoryStore(fileURLToPath(location), options);
  if (kind === undefined || /^[a-z]$/i.test(kind))
    return new DirectoryStore(resolve(location.replace(/^~(?=\/|$)/, homedir())), options);
  throw new JwksError('UNSUPPORTED_STORE', `Unsupported URI scheme: ${kind}`);
}

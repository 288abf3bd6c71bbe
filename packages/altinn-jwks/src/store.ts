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

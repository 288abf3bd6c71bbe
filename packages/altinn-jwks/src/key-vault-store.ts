import type { SecretClient, SetSecretOptions } from '@azure/keyvault-secrets';
import { isForbidden, isNotFound, openVault, vaultError } from './azure-vault.ts';
import { JwksError } from './errors.ts';
import { type Jwk, jwkJson, ordered, publicJwk } from './jwk.ts';
import { KeySet } from './key-set.ts';
import { checkName, ENVIRONMENTS, type Environment, keySetId, storedNames } from './names.ts';
import type { Compat, Finding, KeySets, KeyStore, OpenStoreOptions, StoredName } from './store.ts';

/** What the service takes for a value, octets. */
const MAX_VALUE_CHARS = 25_000;
const MAX_ATTEMPTS = 4;

interface Found {
  readonly set: KeySet;
  /** The versions of the secret when it was read; undefined when they may not be listed. */
  readonly versions: ReadonlySet<string> | undefined;
}

/**
 * Key sets as secrets in Azure Key Vault (altinn-jwks.md 9): `<name>-TEST--jwks` holds the set's JSON in base64, each write is a new
 * version. The service has no locks, so after a write the versions tell whether somebody else wrote too; then the change is made
 * again on top of theirs.
 */
export class KeyVaultStore implements KeyStore {
  readonly location: string;
  readonly #client: SecretClient;
  readonly #compat: Compat | undefined;
  readonly #now: () => Date;

  constructor(location: string, client: SecretClient, options: OpenStoreOptions) {
    this.location = location;
    this.#client = client;
    this.#compat = options.compat;
    this.#now = options.now ?? (() => new Date());
  }

  static async open(url: string, options: OpenStoreOptions): Promise<KeyVaultStore> {
    return new KeyVaultStore(url, await openVault(url, options.vault ?? {}), options);
  }

  async list(): Promise<readonly StoredName[]> {
    const layouts = this.#compat === 1 ? ['pub'] : this.#compat === 2 ? ['jwks'] : ['jwks', 'pub'];
    const ids: string[] = [];
    try {
      for await (const { name } of this.#client.listPropertiesOfSecrets()) {
        const [, id, layout = ''] = /^(.+)--(jwks|pub)$/.exec(name) ?? [];
        if (id !== undefined && layouts.includes(layout)) ids.push(id);
      }
    } catch (error) {
      throw vaultError(this.location, 'list the secrets', error);
    }
    return storedNames(ids);
  }

  async read(name: string, environment: Environment): Promise<KeySet | undefined> {
    const id = keySetId(checkSecretName(name), environment);
    for (const secret of this.#compat === 1 ? [`${id}--priv`] : [`${id}--jwks`, `${id}--priv`]) {
      const found = await this.#secret(secret);
      if (found) return KeySet.parse(id, decoded(found.value), `the secret ${secret}`, found.written);
    }
    return undefined;
  }

  async update(
    name: string,
    environment: Environment,
    change: (set: KeySet) => KeySet | Promise<KeySet>,
  ): Promise<KeySet> {
    const empty = new KeySet(keySetId(checkSecretName(name), environment));
    const changed = await this.updateAll(
      name,
      [environment],
      async (sets) => new Map([[environment, await change(sets.get(environment) ?? empty)]]),
    );
    return changed.get(environment) ?? empty;
  }

  async updateAll(
    name: string,
    environments: readonly Environment[],
    change: (sets: KeySets) => KeySets | Promise<KeySets>,
  ): Promise<KeySets> {
    checkSecretName(name);
    let found = await this.#readAll(name, environments);
    let asked: readonly Environment[] = environments;
    const result = new Map<Environment, KeySet>();
    for (let attempt = 1; ; attempt += 1) {
      const before = new Map([...found].map(([environment, { set }]) => [environment, set] as const));
      const changed = await change(before);
      const meddled: Environment[] = [];
      for (const environment of asked) {
        const set = changed.get(environment);
        if (!set) continue;
        result.set(environment, set);
        if (set !== before.get(environment) && (await this.#write(set, environment, found.get(environment)?.versions)))
          meddled.push(environment);
      }
      if (meddled.length === 0) return result;
      if (attempt === MAX_ATTEMPTS)
        throw new JwksError(
          'STORE_LOCKED',
          `Others keep writing the key sets of ${name} in ${this.location}: try again.`,
        );
      asked = meddled;
      found = new Map([...found, ...(await this.#readAll(name, meddled))]);
    }
  }

  async inspect(): Promise<readonly Finding[]> {
    const findings: Finding[] = [];
    const warn = (where: string, text: string) => findings.push({ level: 'warning', where, text });
    try {
      for await (const { name, enabled, expiresOn } of this.#client.listPropertiesOfSecrets()) {
        if (!/-(TEST|PROD)--(jwks|priv|key)$/.test(name)) continue;
        if (enabled === false) warn(name, 'the secret is disabled: nobody can read its keys');
        if (expiresOn && expiresOn <= this.#now())
          warn(name, `the secret expired ${expiresOn.toISOString().slice(0, 10)}`);
      }
    } catch (error) {
      throw vaultError(this.location, 'list the secrets', error);
    }
    return findings;
  }

  async #readAll(name: string, environments: readonly Environment[]): Promise<Map<Environment, Found>> {
    const found = new Map<Environment, Found>();
    for (const environment of ENVIRONMENTS.filter((one) => environments.includes(one))) {
      const id = keySetId(name, environment);
      const versions = await this.#versions(this.#mainSecret(id));
      found.set(environment, { set: (await this.read(name, environment)) ?? new KeySet(id), versions });
    }
    return found;
  }

  #mainSecret(id: string): string {
    return this.#compat === 1 ? `${id}--priv` : `${id}--jwks`;
  }

  async #secret(name: string): Promise<{ readonly value: string; readonly written: Date | undefined } | undefined> {
    try {
      const { value = '', properties } = await this.#client.getSecret(name);
      return { value, written: properties.createdOn };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw vaultError(this.location, `read the secret ${name}`, error);
    }
  }

  async #versions(secret: string): Promise<ReadonlySet<string> | undefined> {
    const versions = new Set<string>();
    try {
      for await (const { version } of this.#client.listPropertiesOfSecretVersions(secret))
        if (version) versions.add(version);
      return versions;
    } catch (error) {
      if (isNotFound(error)) return versions;
      // Reading and writing may be allowed without listing; then nobody watches for others.
      if (isForbidden(error)) return undefined;
      throw vaultError(this.location, `list the versions of ${secret}`, error);
    }
  }

  /** Writes a set as new versions of its secrets. @returns true when somebody else has written since it was read */
  async #write(set: KeySet, environment: Environment, before: ReadonlySet<string> | undefined): Promise<boolean> {
    const secrets = this.#secretsOf(set);
    for (const [name, json] of secrets)
      if (encoded(json).length > MAX_VALUE_CHARS)
        throw new JwksError(
          'TOO_MANY_KEYS',
          `The secret ${name} would be longer than the ${MAX_VALUE_CHARS} characters that Key Vault takes: remove old keys with "prune" first.`,
        );
    let own: string | undefined;
    for (const [name, json, contentType] of secrets) {
      const version = await this.#set(name, encoded(json), this.#metadata(set, environment, contentType));
      if (name === this.#mainSecret(set.id)) own = version;
    }
    if (!before) return false;
    const after = await this.#versions(this.#mainSecret(set.id));
    return [...(after ?? [])].some((version) => version !== own && !before.has(version));
  }

  async #set(name: string, value: string, options: SetSecretOptions): Promise<string | undefined> {
    try {
      return (await this.#client.setSecret(name, value, options)).properties.version;
    } catch (error) {
      throw vaultError(this.location, `write the secret ${name}`, error);
    }
  }

  #secretsOf(set: KeySet): readonly (readonly [name: string, json: string, contentType: string])[] {
    const key = (): readonly [string, string, string] => [
      `${set.id}--key`,
      jwkJson(ordered(set.currentAt(this.#now()))),
      'application/jwk+json',
    ];
    if (this.#compat !== 1)
      return [
        [`${set.id}--jwks`, set.toJson(), 'application/jwk-set+json'],
        ...(set.appSecret && set.keys.length > 0 ? [key()] : []),
      ];
    return [
      [`${set.id}--priv`, set.toJson(), ''],
      [`${set.id}--pub`, jwkJson({ keys: set.keys.map(publicJwk) }), ''],
      key(),
    ];
  }

  /** The .NET tool sets none; with it a vault's own reminders work. */
  #metadata(set: KeySet, environment: Environment, contentType: string): SetSecretOptions {
    const current: Jwk | undefined = set.keys.at(-1);
    if (this.#compat !== undefined || !current) return {};
    const { created, expires } = set.datesOf(current, this.#now());
    return {
      contentType,
      ...(expires ? { expiresOn: expires } : {}),
      tags: {
        kid: String(current.kid ?? '').slice(0, 256),
        env: environment,
        created: (created ?? this.#now()).toISOString(),
        tool: 'altinn-jwks',
      },
    };
  }
}

/** Key Vault takes fewer names than a directory. @throws JwksError INVALID_NAME */
function checkSecretName(name: string): string {
  checkName(name);
  if (/^[A-Za-z0-9-]+$/.test(name)) return name;
  throw new JwksError(
    'INVALID_NAME',
    `The name ${JSON.stringify(name)} cannot be used in Azure Key Vault: letters, digits and "-" only.`,
  );
}

const encoded = (json: string): string => Buffer.from(json, 'utf8').toString('base64');

/** Base64, as both generations write it; JSON put there by hand is taken too. */
const decoded = (value: string): string =>
  value.trimStart().startsWith('{') ? value : Buffer.from(value, 'base64').toString('utf8');

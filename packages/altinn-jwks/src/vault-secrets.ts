import type { SecretClient, SetSecretOptions } from '@azure/keyvault-secrets';
import { isForbidden, isNotFound, vaultError } from './azure-vault.ts';

/** One version of a secret. */
export interface FoundSecret {
  readonly value: string;
  readonly version: string | undefined;
  readonly written: Date | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface SecretFacts {
  readonly name: string;
  readonly enabled: boolean;
  readonly expires: Date | undefined;
}

/** What the store asks of a vault, with errors that say what to do. */
export class VaultSecrets {
  readonly location: string;
  readonly #client: SecretClient;

  constructor(location: string, client: SecretClient) {
    this.location = location;
    this.#client = client;
  }

  /** Every secret, disabled ones too. @throws JwksError STORE_FAILED */
  async list(): Promise<readonly SecretFacts[]> {
    const found: SecretFacts[] = [];
    try {
      for await (const { name, enabled, expiresOn } of this.#client.listPropertiesOfSecrets())
        found.push({ name, enabled: enabled !== false, expires: expiresOn });
    } catch (error) {
      throw vaultError(this.location, 'list the secrets', error);
    }
    return found;
  }

  /** The newest version, or the one asked for; undefined when there is none. @throws JwksError STORE_FAILED */
  async get(name: string, version?: string): Promise<FoundSecret | undefined> {
    try {
      const { value = '', properties } = await this.#client.getSecret(name, version === undefined ? {} : { version });
      return { value, version: properties.version, written: properties.createdOn, tags: properties.tags ?? {} };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw vaultError(this.location, `read the secret ${name}`, error);
    }
  }

  /** All versions, oldest first; undefined when they may not be listed. @throws JwksError STORE_FAILED */
  async versions(name: string): Promise<readonly string[] | undefined> {
    const found: { readonly version: string; readonly time: number }[] = [];
    try {
      for await (const { version, createdOn } of this.#client.listPropertiesOfSecretVersions(name))
        if (version) found.push({ version, time: createdOn?.getTime() ?? 0 });
    } catch (error) {
      if (isNotFound(error)) return [];
      // Reading and writing may be allowed without listing.
      if (isForbidden(error)) return undefined;
      throw vaultError(this.location, `list the versions of ${name}`, error);
    }
    return found.sort((a, b) => a.time - b.time).map(({ version }) => version);
  }

  /**
   * The newest version before another that has a tag, which names the version that it was made from: times have whole seconds only.
   * Undefined when there is none, or versions may not be listed. @throws JwksError STORE_FAILED
   */
  async taggedBefore(name: string, version: string | undefined, tag: string): Promise<FoundSecret | undefined> {
    const found: { readonly version: string; readonly time: number; readonly base: string | undefined }[] = [];
    try {
      for await (const { version: one, createdOn, tags } of this.#client.listPropertiesOfSecretVersions(name))
        if (one) found.push({ version: one, time: createdOn?.getTime() ?? 0, base: tags?.[tag] });
    } catch (error) {
      if (isNotFound(error) || isForbidden(error)) return undefined;
      throw vaultError(this.location, `list the versions of ${name}`, error);
    }
    const limit = found.find((one) => one.version === version)?.time ?? Number.POSITIVE_INFINITY;
    const tagged = found.filter(({ time, base }) => base !== undefined && time <= limit);
    const bases = new Set(tagged.map(({ base }) => base));
    const [newest] = tagged.filter((one) => !bases.has(one.version)).sort((a, b) => b.time - a.time);
    return newest && this.get(name, newest.version);
  }

  /** Adds a version. @returns its name @throws JwksError STORE_FAILED */
  async set(name: string, value: string, options: SetSecretOptions): Promise<string | undefined> {
    try {
      return (await this.#client.setSecret(name, value, options)).properties.version;
    } catch (error) {
      throw vaultError(this.location, `write the secret ${name}`, error);
    }
  }
}

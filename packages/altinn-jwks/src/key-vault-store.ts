import type { SetSecretOptions } from '@azure/keyvault-secrets';
import { openVault } from './azure-vault.ts';
import { check } from './check.ts';
import { JwksError } from './errors.ts';
import { jwkJson, ordered, publicJwk } from './jwk.ts';
import { expiresAt } from './key-notes.ts';
import { emptyForRelease1, KeySet } from './key-set.ts';
import { checkName, checkReadableName, ENVIRONMENTS, type Environment, keySetId, storedNames } from './names.ts';
import type { Compat, Finding, KeySets, KeyStore, OpenStoreOptions, StoredName } from './store.ts';
import { checkChanged } from './store-change.ts';
import { VaultRace, type Version } from './vault-race.ts';
import { type FoundSecret, VaultSecrets } from './vault-secrets.ts';

/** What the service takes for a value. */
const MAX_VALUE_CHARS = 25_000;

/** Every version of this tool names the version that it was made from. */
const BASE_TAG = 'base';
/** In the tag that names the version which a version was made from: there was none. */
const NOTHING = 'none';

type Secret = readonly [name: string, json: string, contentType: string];

/**
 * Key sets as secrets in Azure Key Vault (altinn-jwks.md 9): `<name>-TEST--jwks` holds the set's JSON in base64, and each write is a
 * new version. The service has no locks; VaultRace keeps writers from losing each other's keys.
 */
export class KeyVaultStore implements KeyStore {
  readonly location: string;
  readonly #secrets: VaultSecrets;
  readonly #compat: Compat | undefined;
  readonly #now: () => Date;
  readonly #race: VaultRace;

  constructor(secrets: VaultSecrets, options: OpenStoreOptions) {
    this.location = secrets.location;
    this.#secrets = secrets;
    this.#compat = options.compat;
    this.#now = options.now ?? (() => new Date());
    this.#race = new VaultRace(
      {
        location: this.location,
        versions: (id) => secrets.versions(this.#mainSecret(id)),
        read: (id, version) => this.#readVersion(id, version),
        write: (set, base) => this.#write(set, base),
        writeRest: async (set, base) => {
          for (const secret of this.#secretsOf(set).slice(1)) await this.#put(set, secret, base);
        },
      },
      options.vault?.pause,
    );
  }

  static async open(url: string, options: OpenStoreOptions): Promise<KeyVaultStore> {
    return new KeyVaultStore(new VaultSecrets(url, await openVault(url, options.vault ?? {})), options);
  }

  async list(): Promise<readonly StoredName[]> {
    const layouts = this.#compat === 1 ? ['pub'] : ['jwks', 'pub'];
    return storedNames(
      (await this.#secrets.list()).flatMap(({ name }) => {
        const [, id, layout = ''] = /^(.+)--(jwks|pub)$/.exec(name) ?? [];
        return id !== undefined && layouts.includes(layout) ? [id] : [];
      }),
    );
  }

  async read(name: string, environment: Environment): Promise<KeySet | undefined> {
    return this.#read(keySetId(checkSecretName(name, checkReadableName), environment));
  }

  async update(
    name: string,
    environment: Environment,
    change: (set: KeySet) => KeySet | Promise<KeySet>,
  ): Promise<KeySet> {
    check(change, 'The change', 'a function');
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
    check(environments, 'environments', 'a list of "TEST" and "PROD"');
    check(change, 'The change', 'a function');
    return this.#race.update(
      ENVIRONMENTS.filter((one) => environments.includes(one)).map((environment) => ({
        environment,
        id: keySetId(name, environment),
      })),
      async (sets) => checkChanged(await change(sets)),
    );
  }

  async inspect(): Promise<readonly Finding[]> {
    const findings: Finding[] = [];
    const warn = (where: string, text: string) => findings.push({ level: 'warning', where, text });
    for (const { name, enabled, expires } of await this.#secrets.list()) {
      if (!/-(TEST|PROD)--(jwks|priv|key)$/.test(name)) continue;
      if (!enabled) warn(name, 'the secret is disabled: nobody can read its keys');
      if (expires && expires <= this.#now())
        warn(name, `the secret expired ${expires.toISOString().slice(0, 10)}: make a new key with "rotate"`);
    }
    return findings;
  }

  #mainSecret(id: string): string {
    return this.#compat === 1 ? `${id}--priv` : `${id}--jwks`;
  }

  /** The newer layout first; the private set of release 1 is its elder. */
  async #read(id: string): Promise<KeySet | undefined> {
    for (const secret of this.#compat === 1 ? [`${id}--priv`] : [`${id}--jwks`, `${id}--priv`]) {
      const found = await this.#secrets.get(secret);
      if (found) return this.#parsed(id, secret, found);
    }
    return undefined;
  }

  /** The set in a version. What another program wrote has lost the notes: the last version of this tool before it has them. */
  async #parsed(id: string, secret: string, found: FoundSecret): Promise<KeySet> {
    const set = KeySet.parse(id, decoded(found.value), `the secret ${secret}`, found.written);
    if (!set.isBare || found.tags[BASE_TAG] !== undefined) return set;
    const own = await this.#secrets.taggedBefore(secret, found.version, BASE_TAG);
    const kept = own && KeySet.parse(id, decoded(own.value), `the secret ${secret}`, own.written).kept;
    return kept === undefined ? set : set.restored(kept);
  }

  async #readVersion(id: string, version?: string): Promise<Version> {
    if (version === NOTHING) return { set: new KeySet(id), version: undefined, base: undefined };
    const secret = this.#mainSecret(id);
    const found = await this.#secrets.get(secret, version);
    // Nothing of the newer layout: what the elder one holds, if anything.
    if (!found) return { set: (await this.#read(id)) ?? new KeySet(id), version: undefined, base: undefined };
    const set = await this.#parsed(id, secret, found);
    return { set, version: found.version, base: found.tags[BASE_TAG] };
  }

  /** Writes the main secret of a set. @returns its version */
  async #write(set: KeySet, base: string | undefined): Promise<string | undefined> {
    const secrets = this.#secretsOf(set);
    for (const [name, json] of secrets)
      if (encoded(json).length > MAX_VALUE_CHARS)
        throw new JwksError(
          'TOO_MANY_KEYS',
          `The secret ${name} would be longer than the ${MAX_VALUE_CHARS} characters that Key Vault takes: remove old keys with "prune" first.`,
        );
    return this.#put(set, secrets[0], base);
  }

  #put(set: KeySet, [name, json, contentType]: Secret, base: string | undefined): Promise<string | undefined> {
    return this.#secrets.set(name, encoded(json), this.#metadata(set, contentType, base));
  }

  /** The main secret first: it alone tells whether others write too. */
  #secretsOf(set: KeySet): readonly [Secret, ...Secret[]] {
    const key = (): Secret => [`${set.id}--key`, jwkJson(ordered(set.currentAt(this.#now()))), 'application/jwk+json'];
    if (this.#compat !== 1)
      return [
        [`${set.id}--jwks`, set.toJson(), 'application/jwk-set+json'],
        ...(set.appSecret && set.keys.length > 0 ? [key()] : []),
      ];
    if (set.keys.length === 0) throw emptyForRelease1(set);
    return [
      [`${set.id}--priv`, set.toJson(), ''],
      [`${set.id}--pub`, jwkJson({ keys: set.keys.map(publicJwk) }), ''],
      key(),
    ];
  }

  /** The .NET tool sets none; with it a vault's own reminders work. */
  #metadata(set: KeySet, contentType: string, base: string | undefined): SetSecretOptions {
    if (this.#compat !== undefined) return {};
    if (set.keys.length === 0) return { contentType, tags: { [BASE_TAG]: base ?? NOTHING } };
    const now = this.#now();
    const { kid = '', ...current } = set.currentAt(now);
    const { created = now } = set.datesOf({ ...current, kid }, now);
    const expires = expiresAt({ ...current, kid }, set.notes, now, created);
    return {
      contentType,
      ...(expires ? { expiresOn: expires } : {}),
      tags: {
        kid: kid.slice(0, 256),
        env: set.id.endsWith('-PROD') ? 'PROD' : 'TEST',
        created: created.toISOString(),
        [BASE_TAG]: base ?? NOTHING,
      },
    };
  }
}

/** Key Vault takes fewer names than a directory. @throws JwksError INVALID_NAME */
function checkSecretName(name: string, checkAny = checkName): string {
  checkAny(name);
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

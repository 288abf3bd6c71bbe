/** Keys in Azure Key Vault. `@azure/keyvault-secrets` or `@azure/keyvault-keys` must be installed; they are loaded when first used. */
import type { TokenCredential } from '@azure/identity';
import type { CryptographyClientOptions, KeyClientOptions, KeyVaultKey } from '@azure/keyvault-keys';
import type { SecretClientOptions } from '@azure/keyvault-secrets';
import { base64url, fromBase64 } from '../bytes.ts';
import { check, checkMembers, checkOptional } from '../check.ts';
import { ConfigurationError, KeyError } from '../errors.ts';
import { type KeySource, pem, type Signer } from '../keys.ts';
import { type ReloadOptions, reloading } from '../reloading.ts';
import { chosen, parsed, signerFromJwk, thumbprint } from '../signer.ts';
import { installed, vaultError } from './vault.ts';

interface VaultKeyOptions {
  /** `https://<vault>.vault.azure.net` */
  readonly vaultUrl: string;
  readonly name: string;
  /** Left out: the newest. */
  readonly version?: string;
  readonly credential: TokenCredential;
  readonly kid?: string;
  /** How long until the vault is asked for a newer version. Default 5 min; a key that Maskinporten rejects is asked for anew at once. */
  readonly refreshMs?: number;
  readonly onError?: ReloadOptions['onError'];
}

/** A key that is read from a secret of Azure Key Vault. */
export interface KeyVaultSecretOptions extends VaultKeyOptions {
  /** Of an encrypted PKCS#12 file. */
  readonly password?: string;
  /** Passed to Azure's SDK. */
  readonly client?: SecretClientOptions;
}

/** A key that never leaves Azure Key Vault: it signs there. */
export interface KeyVaultKeyOptions extends VaultKeyOptions {
  /** Certificates in base64, the leaf first, when the client is registered with a certificate. */
  readonly x5c?: readonly string[];
  /** Passed to Azure's SDK. */
  readonly client?: KeyClientOptions & CryptographyClientOptions;
}

const REFRESH_MS = 5 * 60_000;
const ALGORITHM = 'RS256';

/** @throws ConfigurationError */
function checkVault(options: VaultKeyOptions): void {
  checkMembers(options, 'options', { vaultUrl: 'an http URL', name: 'a text', credential: 'an object' }, '');
  const more = {
    version: 'a text',
    kid: 'a text',
    refreshMs: 'a number, 0 or more',
    onError: 'a function',
    client: 'an object',
    password: 'a text',
  } as const;
  checkOptional(options, 'options', more, '');
}

/** A private key kept as a secret: JWK (as `altinn-jwks` writes it), PEM or PKCS#12. @throws KeyError at the first token */
export function keyVaultSecret(options: KeyVaultSecretOptions): KeySource {
  checkVault(options);
  const { vaultUrl, name, version, credential, client } = options;
  const opened = lazily(async () => {
    const { SecretClient } = await installed('@azure/keyvault-secrets', () => import('@azure/keyvault-secrets'));
    return new SecretClient(vaultUrl, credential, client);
  });
  let value = '';
  return reloading({
    ...reload(options),
    async stamp() {
      try {
        const secret = await (await opened()).getSecret(name, version === undefined ? {} : { version });
        value = secret.value ?? '';
        return secret.properties.version ?? value;
      } catch (error) {
        throw vaultError(`the secret ${name}`, vaultUrl, error);
      }
    },
    load: () => signerFromSecret(value, options),
  });
}

/** A key that never leaves the vault: only digests are sent to it, and it signs them. @throws KeyError at the first token */
export function keyVaultKey(options: KeyVaultKeyOptions): KeySource {
  checkVault(options);
  checkOptional(options, 'options', { x5c: 'a list of texts' }, '');
  const { vaultUrl, name, version, credential, client } = options;
  const opened = lazily(async () => {
    const { CryptographyClient, KeyClient } = await installed(
      '@azure/keyvault-keys',
      () => import('@azure/keyvault-keys'),
    );
    return { CryptographyClient, keys: new KeyClient(vaultUrl, credential, client) };
  });
  let found: { readonly key: KeyVaultKey; readonly n: string; readonly e: string } | undefined;
  return reloading({
    ...reload(options),
    async stamp() {
      try {
        const key = await (await opened()).keys.getKey(name, version === undefined ? {} : { version });
        const { id, key: { n, e } = {} } = key;
        if (!n || !e || !id)
          throw new ConfigurationError(`the key ${name} in ${vaultUrl} is no RSA key`, { reason: 'key-of-other-type' });
        found = { key, n: base64urlOf(n), e: base64urlOf(e) };
        return id;
      } catch (error) {
        throw vaultError(`the key ${name}`, vaultUrl, error);
      }
    },
    async load() {
      if (!found) throw new KeyError(`the key ${name} in ${vaultUrl} has not been read`, { reason: 'vault-refused' });
      const { key, n, e } = found;
      const { CryptographyClient } = await opened();
      const remote = new CryptographyClient(key, credential, client);
      return remoteSigner(options, await thumbprint(n, e), async (digest, signal) => {
        try {
          const { result } = await remote.sign(ALGORITHM, digest, signal ? { abortSignal: signal } : {});
          return result;
        } catch (error) {
          throw vaultError(`signing with the key ${name}`, vaultUrl, error);
        }
      });
    },
  });
}

/** `https://<vault>/secrets/<name>[/<version>]`, signed in to as Azure's default credential has it. @throws ConfigurationError, also when `@azure/identity` is not installed; KeyError at the first token */
export async function keyVaultSecretById(id: string, options: { kid?: string } = {}): Promise<KeySource> {
  return keyVaultSecret({ ...partsOf(id, 'secrets'), credential: await defaultCredential(), ...options });
}

/** `https://<vault>/keys/<name>[/<version>]`, signed in to as Azure's default credential has it. @throws ConfigurationError, also when `@azure/identity` is not installed; KeyError at the first token */
export async function keyVaultKeyById(id: string, options: { kid?: string } = {}): Promise<KeySource> {
  return keyVaultKey({ ...partsOf(id, 'keys'), credential: await defaultCredential(), ...options });
}

async function defaultCredential(): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await installed('@azure/identity', () => import('@azure/identity'));
  return new DefaultAzureCredential();
}

function partsOf(id: string, kind: 'secrets' | 'keys'): { vaultUrl: string; name: string; version?: string } {
  check(id, `the id of one of a vault's ${kind}`, 'a text');
  const url = URL.parse(id);
  const [, found, name, version] = url?.pathname.split('/') ?? [];
  if (url?.protocol !== 'https:' || found !== kind || !name)
    throw new ConfigurationError(`${id.slice(0, 200)} is not the id of one of a vault's ${kind}`, {
      hint: `It looks like https://<vault>.vault.azure.net/${kind}/<name>`,
    });
  return { vaultUrl: url.origin, name, ...(version ? { version } : {}) };
}

const reload = ({ refreshMs, onError }: VaultKeyOptions): ReloadOptions => ({
  pollMs: refreshMs ?? REFRESH_MS,
  ...(onError ? { onError } : {}),
});

async function signerFromSecret(value: string, { kid, password }: KeyVaultSecretOptions): Promise<Signer> {
  const own = kid === undefined ? {} : { kid };
  if (value.includes('-----BEGIN ')) {
    const certificate = value.includes('-----BEGIN CERTIFICATE') ? { certificate: value } : {};
    return pem(value, { ...own, ...certificate } as { kid: string }).signer();
  }
  // What a vault keeps of a certificate is a PKCS#12 file in base64; that needs Node's crypto.
  if (/^MI[I-L]/.test(value)) {
    const { signerFromPkcs12 } = await import('../node/key-text.ts');
    return signerFromPkcs12(fromBase64(value), { ...own, ...(password === undefined ? {} : { password }) });
  }
  return signerFromJwk(chosen(parsed(value), kid), own);
}

function remoteSigner(
  { kid, x5c }: KeyVaultKeyOptions,
  id: string,
  sign: (digest: Uint8Array, signal?: AbortSignal) => Promise<Uint8Array>,
): Signer {
  return {
    algorithm: ALGORITHM,
    id,
    header: x5c ? { x5c, ...(kid === undefined ? {} : { kid }) } : { kid: kid ?? id },
    async sign(data, { signal } = {}) {
      const digest = await crypto.subtle.digest('SHA-256', data as Uint8Array<ArrayBuffer>);
      return sign(new Uint8Array(digest), signal);
    },
  };
}

const base64urlOf = (bytes: Uint8Array): string => {
  // A vault may give a leading zero, which a thumbprint must not have (RFC 7518 section 6.3.1).
  const start = bytes.findIndex((byte) => byte !== 0);
  return base64url(bytes.subarray(Math.max(0, start)));
};

/** Once; a failure is not kept. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

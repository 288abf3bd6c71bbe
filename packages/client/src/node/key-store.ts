import type { JwksErrorCode } from 'altinn-jwks';
import { check, checkOptional } from '../check.ts';
import { ConfigurationError, KeyError, type KeyReason } from '../errors.ts';
import type { KeySource } from '../keys.ts';
import { type ReloadOptions, reloading } from '../reloading.ts';
import { signerFromJwk } from '../signer.ts';

/** Which key of a store of `altinn-jwks` signs. */
export interface KeyStoreOptions extends ReloadOptions {
  /** Always this key of the set, instead of its current one. */
  readonly kid?: string;
  /** Name of the key set; may be left out when the store has only one. */
  readonly name?: string;
  /** Default `test`. */
  readonly environment?: 'test' | 'prod';
}

/**
 * The current key of a key set in a store of `altinn-jwks` (a directory, or the URL of a vault), which must be installed. When the
 * set is rotated, the next token is asked for with its new current key. @throws KeyError at the first token
 */
export function keyStore(location: string, options: KeyStoreOptions = {}): KeySource {
  check(location, 'the location of the store', 'a path');
  checkOptional(options, 'options', {
    kid: 'a text',
    name: 'a text',
    environment: 'a text',
    pollMs: 'a number, 0 or more',
    onError: 'a function',
  });
  if (options.environment !== undefined && options.environment !== 'test' && options.environment !== 'prod')
    throw new ConfigurationError('environment is unknown', {
      reason: 'environment-unknown',
      hint: 'Give "test" or "prod"',
    });
  const environment = options.environment === 'prod' ? 'PROD' : 'TEST';
  const current = async () => {
    const { JwksError, openStore } = await jwks();
    try {
      const store = await openStore(location);
      const name = options.name ?? onlyName(await store.list(), location);
      const set = await store.read(name, environment);
      const key = options.kid === undefined ? set?.currentAt(new Date()) : set?.find(options.kid);
      if (key) return key;
      const what = set && options.kid !== undefined ? `no key ${options.kid}` : `no key set ${name}-${environment}`;
      throw new KeyError(`there is ${what} in ${location}`, {
        reason: 'key-set-missing',
        hint: `Make one with "altinn-jwks create ${name} --store ${location}"`,
      });
    } catch (error) {
      if (error instanceof JwksError)
        throw new KeyError(error.message, { reason: reasonOf(error.code, location), cause: error });
      throw error;
    }
  };
  return reloading({
    ...options,
    stamp: async () => {
      const { kid, n } = await current();
      return `${kid} ${n}`;
    },
    load: async () => signerFromJwk(await current()),
  });
}

const REASONS: Readonly<Partial<Record<JwksErrorCode, KeyReason>>> = {
  KEY_SET_NOT_FOUND: 'key-set-missing',
  KEY_SET_EMPTY: 'key-set-missing',
  KEY_NOT_FOUND: 'key-set-missing',
  PASSPHRASE_NEEDED: 'key-password',
};

const reasonOf = (code: JwksErrorCode, location: string): KeyReason =>
  REASONS[code] ?? (location.startsWith('https://') ? 'vault-refused' : 'key-unreadable');

function onlyName(names: readonly { readonly name: string }[], location: string): string {
  const [first, ...others] = names;
  if (first && others.length === 0) return first.name;
  throw new KeyError(
    first ? `${location} has several key sets: ${names.map(({ name }) => name).join(', ')}` : `${location} has no key`,
    {
      reason: 'key-set-missing',
      hint: first ? 'Give {name}' : `Make one with "altinn-jwks create NAME --store ${location}"`,
    },
  );
}

async function jwks(): Promise<typeof import('altinn-jwks')> {
  try {
    return await import('altinn-jwks');
  } catch (cause) {
    throw new KeyError('the package altinn-jwks is not installed', {
      reason: 'package-missing',
      cause: cause as Error,
      hint: 'Run "npm install altinn-jwks"',
    });
  }
}

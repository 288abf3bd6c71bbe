import { JwksError } from '../errors.ts';
import type { Jwk } from '../jwk.ts';
import type { Environment } from '../names.ts';
import type { MaskinportenEnvironment } from '../self-service.ts';
import type { KeyStore } from '../store.ts';
import { existing } from './context.ts';
import type { CliIo } from './io.ts';
import { ask, givenPassphrase, inputOf, isInteractive, type PassphraseOptions } from './prompt.ts';

export interface AdminOptions extends PassphraseOptions {
  readonly environment: MaskinportenEnvironment;
  readonly issuer?: string;
  readonly adminClientId?: string;
  readonly adminKey?: string;
  readonly adminKeyFile?: string;
  readonly adminKid?: string;
}

/**
 * A token of the admin client: the one in the environment, or one got with the client's own key.
 * @throws JwksError INVALID_OPTION when it is not said whose key signs, PUSH_FAILED when Maskinporten gives none
 */
export async function adminTokenOf(
  options: AdminOptions,
  environment: Environment,
  store: KeyStore,
  io: CliIo,
): Promise<string> {
  const ready = io.env['ALTINN_JWKS_ADMIN_TOKEN'];
  if (options.adminKey === undefined && options.adminKeyFile === undefined) {
    if (ready) return ready;
    throw new JwksError(
      'INVALID_OPTION',
      'Say who publishes: --admin-client-id with --admin-key NAME (a key set) or --admin-key-file FILE, or put a token in ALTINN_JWKS_ADMIN_TOKEN.',
    );
  }
  const clientId = options.adminClientId ?? io.env['ALTINN_JWKS_ADMIN_CLIENT_ID'];
  if (!clientId) throw new JwksError('INVALID_OPTION', 'Say whose key it is: add --admin-client-id.');
  const { adminToken, checkBase, maskinportenOf } = await import('../self-service.ts');
  const usual = maskinportenOf(options.environment, io.env['PORTVAKT_URL']);
  const issuer = checkBase(options.issuer ?? usual.issuer, '--issuer (or PORTVAKT_URL)');
  const key =
    options.adminKey === undefined
      ? await keyInFile(options, io)
      : (await existing(store, options.adminKey, environment, io.now())).current;
  return adminToken(issuer, { clientId, key, now: io.now, warn: (text) => io.stderr.write(`${text}\n`) });
}

/** The admin client's key: with a kid, else with the certificates of a PKCS#12 file. */
async function keyInFile(options: AdminOptions, io: CliIo): Promise<Jwk> {
  const bytes = await inputOf(options.adminKeyFile, io);
  const { importKeys } = await import('../import-key.ts');
  const given = await givenPassphrase(options, io);
  const open = async (passphrase: string | undefined) => {
    const [key, ...others] = await importKeys(bytes, passphrase === undefined ? {} : { passphrase });
    if (!key || others.length > 0)
      throw new JwksError('INVALID_OPTION', `${options.adminKeyFile} holds several keys: it must hold one.`);
    const kid = options.adminKid ?? key.kid;
    if (kid) return { ...key, kid };
    const x5c = passphrase === undefined ? [] : await certificatesIn(bytes, passphrase);
    if (x5c.length > 0) return { ...key, x5c };
    throw new JwksError('INVALID_OPTION', `The key in ${options.adminKeyFile} has no kid: add --admin-kid.`);
  };
  try {
    return await open(given);
  } catch (error) {
    const canAsk = options.adminKeyFile !== '-' && isInteractive(io);
    if (!(error instanceof JwksError && error.code === 'PASSPHRASE_NEEDED' && canAsk)) throw error;
    return open(await ask('Passphrase of the admin key: ', io, true));
  }
}

/** Standard base64 of the certificates beside the key, as an `x5c` header has them; none when it is no PKCS#12. */
async function certificatesIn(bytes: Buffer, passphrase: string): Promise<string[]> {
  if (bytes[0] !== 0x30) return [];
  const { openPkcs12 } = await import('../pkcs12.ts');
  const { certificates } = await openPkcs12(bytes, passphrase);
  return certificates.map((der) => der.toString('base64'));
}

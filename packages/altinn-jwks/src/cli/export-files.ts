import { type Command, Option } from 'commander';
import { JwksError } from '../errors.ts';
import { about, chosenKey, type ExportOptions, exportOf } from './export-common.ts';
import type { CliIo } from './io.ts';
import { passphraseOption } from './options.ts';
import { emit } from './output.ts';
import { givenPassphrase, newPassphrase, type PassphraseOptions } from './prompt.ts';

interface PemOptions extends ExportOptions, PassphraseOptions {
  readonly private?: boolean;
}

interface P12Options extends ExportOptions, PassphraseOptions {
  readonly certificate?: string;
}

/** `altinn-jwks export pem`: SPKI, or PKCS#8 with `--private`; both end in a newline, as PEM does. */
export function exportPemCommand(io: CliIo): Command {
  return exportOf('pem', 'The current key as PEM: the public one, unless --private')
    .option('--private', 'the private key (PKCS#8), encrypted when a passphrase is given')
    .option('--kid <kid>', 'this key instead of the current one')
    .addOption(
      new Option(
        '--passphrase-file <file>',
        'encrypt with its first line (default: $ALTINN_JWKS_PASSPHRASE, else plain)',
      ),
    )
    .addHelpText(
      'after',
      `
Examples:
  altinn-jwks export pem my-app                          the public key, for the newer Samarbeidsportalen
  altinn-jwks export pem my-app --private --out my-app.pem
  altinn-jwks export pem my-app -p --private --passphrase-file secret.txt --out my-app.pem
`,
    )
    .action(async (name: string, options: PemOptions, self: Command) => {
      if (!options.private && options.passphraseFile !== undefined)
        throw new JwksError('INVALID_OPTION', '--passphrase-file encrypts a private key: add --private.');
      const { key, environment } = await chosenKey(name, options, self, io);
      const { privateKeyOf, publicKeyOf } = await import('../jwk.ts');
      const passphrase = options.private ? await givenPassphrase(options, io) : undefined;
      const pem = options.private
        ? privateKeyOf(key).export({
            type: 'pkcs8',
            format: 'pem',
            ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }),
          })
        : publicKeyOf(key).export({ type: 'spki', format: 'pem' });
      const isPrivate = options.private ?? false;
      const json = options.json ? about(name, environment, [key], isPrivate) : undefined;
      await emit(pem, io, { out: options.out, isPrivate, json });
    });
}

/** `altinn-jwks export p12`: PKCS#12 with a self-signed certificate, as Windows, Java and .NET import keys. */
export function exportP12Command(io: CliIo): Command {
  return exportOf('p12', 'The current private key as PKCS#12, with a self-signed certificate')
    .option('--kid <kid>', 'this key instead of the current one')
    .addOption(passphraseOption())
    .addHelpText(
      'after',
      `
Examples:
  altinn-jwks export p12 my-app --out my-app.p12                       asks for a passphrase
  altinn-jwks export p12 my-app -p --passphrase-file secret.txt --out my-app.p12
`,
    )
    .action(async (name: string, options: P12Options, self: Command) => {
      if (options.out === undefined && io.stdout.isTTY)
        throw new JwksError('INVALID_OPTION', 'This is binary and no text for a terminal: add --out FILE.');
      const { set, key, environment } = await chosenKey(name, options, self, io);
      const [{ privateKeyOf }, { writePkcs12 }] = await Promise.all([import('../jwk.ts'), import('../pkcs12.ts')]);
      const passphrase = await newPassphrase(options, io);
      const now = io.now();
      const { expires } = set.datesOf(key, now);
      const kid = String(key.kid ?? set.id);
      const file = await writePkcs12(privateKeyOf(key), {
        passphrase,
        name: kid,
        notBefore: now,
        notAfter: expires && expires > now ? expires : new Date(now.getTime() + 365 * 86_400_000),
      });
      const json = options.json ? about(name, environment, [key], true) : undefined;
      await emit(file, io, { out: options.out, isPrivate: true, json });
    });
}

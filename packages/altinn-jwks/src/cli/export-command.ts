import { Command, Option } from 'commander';
import { fitsMaskinporten } from '../algorithms.ts';
import type { Jwk } from '../jwk.ts';
import type { KeySet } from '../key-set.ts';
import { compatOf, existing, storeOf } from './context.ts';
import { about, chosenKey, type ExportOptions, exportOf } from './export-common.ts';
import { exportP12Command, exportPemCommand } from './export-files.ts';
import { type CliIo, Ended } from './io.ts';
import { oneEnvironment, parseVariant } from './options.ts';
import { emit } from './output.ts';

interface KeyOptions extends ExportOptions {
  readonly base64?: boolean;
  readonly variant?: 'private' | 'public';
  readonly minimal?: boolean;
}

interface MaskinportenOptions extends ExportOptions {
  readonly base64?: boolean;
  readonly format?: 'array' | 'set' | 'single';
  readonly minimal?: boolean;
}

const asBase64 = (json: string): string => Buffer.from(json, 'utf8').toString('base64');

/** `altinn-jwks export key|maskinporten|pem|p12` (altinn-jwks.md 3.3). JSON and base64 end without a newline. */
export function exportCommand(io: CliIo): Command {
  const command = new Command('export').description(
    'Print keys: for an application, for Maskinporten, for other tools',
  );
  for (const child of [keyCommand(io), maskinportenCommand(io), exportPemCommand(io), exportP12Command(io)])
    command.addCommand(child);
  return command.action((_options, self: Command) => {
    io.stderr.write('Missing required subcommand.\n\n');
    self.outputHelp();
    throw new Ended(1);
  });
}

function keyCommand(io: CliIo): Command {
  return exportOf('key', 'The current key: the private one, for the application')
    .option('-b, --base64', 'base64 of the JSON, as Azure Key Vault and the application settings want it')
    .addOption(new Option('-r, --variant <variant>', 'Private or Public (default: Private)').argParser(parseVariant))
    .option('--kid <kid>', 'this key instead of the current one')
    .option('--minimal', 'of the public key only kty, e, use, kid, alg, n')
    .addHelpText(
      'after',
      `
Examples:
  altinn-jwks export key my-app --base64                 TEST's private key for MaskinportenSettings:EncodedJwk
  altinn-jwks export key my-app -e prod --out my-app.jwk
  altinn-jwks export key my-app -r public
`,
    )
    .action(async (name: string, options: KeyOptions, self: Command) => {
      const { key, environment } = await chosenKey(name, options, self, io);
      const { jwkJson, minimalJwk, ordered, publicJwk } = await import('../jwk.ts');
      const isPrivate = options.variant !== 'public';
      const json = jwkJson(isPrivate ? ordered(key) : options.minimal ? minimalJwk(key) : publicJwk(key));
      const told = options.json ? about(name, environment, [key], isPrivate) : undefined;
      await emit(options.base64 ? asBase64(json) : json, io, { out: options.out, isPrivate, json: told });
    });
}

function maskinportenCommand(io: CliIo): Command {
  return exportOf('maskinporten', 'The public keys, for Samarbeidsportalen and the self-service API')
    .option('-b, --base64', 'base64 of the JSON')
    .option('--minimal', 'only kty, e, use, kid, alg, n')
    .addOption(
      new Option('--format <format>', 'array, set = {"keys":[…]}, single = the current key').choices([
        'array',
        'set',
        'single',
      ]),
    )
    .addHelpText(
      'after',
      `
Examples:
  altinn-jwks export maskinporten my-app                 paste it in Samarbeidsportalen's test environment
  altinn-jwks export maskinporten my-app -p              for production
  altinn-jwks export maskinporten my-app --format set --minimal --out keys.json
`,
    )
    .action(async (name: string, options: MaskinportenOptions, self: Command) => {
      const environment = oneEnvironment(options, compatOf(self, io));
      const now = io.now();
      const set = await existing(await storeOf(self, io), name, environment, now);
      const { jwkJson, minimalJwk, publicJwk } = await import('../jwk.ts');
      // The newest five, which is what Maskinporten takes.
      const published = options.format === 'single' ? [publicJwk(set.current)] : set.published(undefined, now);
      warnOf(set, published, options.format === 'single', io);
      const keys = published.map((key) => (options.minimal ? minimalJwk(key) : key));
      const json = jwkJson(options.format === 'set' ? { keys } : options.format === 'single' ? keys[0] : keys);
      const told = options.json ? about(name, environment, published, false) : undefined;
      await emit(options.base64 ? asBase64(json) : json, io, { out: options.out, isPrivate: false, json: told });
    });
}

/** Says what Maskinporten will not get, or not take. */
function warnOf(set: KeySet, published: readonly Jwk[], isSingle: boolean, io: CliIo): void {
  const kids = new Set(published.map(({ kid }) => kid));
  const dropped = isSingle ? [] : set.keys.filter(({ kid }) => !kids.has(kid));
  if (dropped.length > 0)
    io.stderr.write(
      `Warning: Maskinporten takes at most ${published.length} keys; left out of ${set.id}: ${dropped.map(({ kid }) => kid).join(', ')}.\n`,
    );
  const unfit = published.filter(({ kty, alg, use }) => kty !== 'RSA' || !fitsMaskinporten(`${alg}`) || use !== 'sig');
  if (unfit.length > 0)
    io.stderr.write(
      `Warning: Maskinporten takes only RS256, RS384 and RS512 for "sig", so not ${unfit.map(({ kid, alg, use }) => `${kid} (${alg}, ${use})`).join(', ')}.\n`,
    );
}

import { Command, InvalidArgumentError, Option } from 'commander';
import { JwksError } from '../errors.ts';
import { jwkJson, minimalJwk, ordered, publicJwk } from '../jwk.ts';
import { MAX_PUBLISHED } from '../key-set.ts';
import { type CliIo, emit, existing, globalsOf, storeOf } from './context.ts';
import {
  chosenEnvironments,
  compatOption,
  type EnvironmentChoice,
  environmentFlags,
  environmentOptions,
  storeOption,
} from './options.ts';

interface ExportOptions extends EnvironmentChoice {
  base64?: boolean;
  variant?: 'private' | 'public';
  kid?: string;
  minimal?: boolean;
  out?: string;
  format?: 'array' | 'set' | 'single';
}

const parseVariant = (text: string): 'private' | 'public' => {
  const variant = text.toLowerCase();
  if (variant !== 'private' && variant !== 'public') throw new InvalidArgumentError('It must be Private or Public.');
  return variant;
};

const oneEnvironment = (options: EnvironmentChoice) => {
  const chosen = chosenEnvironments(options) ?? ['TEST' as const];
  const [environment] = chosen;
  if (environment === undefined || chosen.length > 1)
    throw new JwksError('INVALID_OPTION', 'Choose one environment: test or prod.');
  return environment;
};

const asBase64 = (json: string): string => Buffer.from(json, 'utf8').toString('base64');

/** `altinn-jwks export key|maskinporten` (altinn-jwks.md 3.3). Exports end without a newline. */
export function exportCommand(io: CliIo): Command {
  const command = new Command('export').description('Print keys');
  command.addOption(storeOption().hideHelp()).enablePositionalOptions();
  const withEnvironment = (child: Command) => {
    for (const option of [...environmentOptions(), ...environmentFlags(), storeOption(), compatOption()])
      child.addOption(option);
    return child
      .option('--out <file>', 'write to a file that only you can read')
      .option('--minimal', 'only the members that Maskinporten asks for');
  };
  withEnvironment(
    command.command('key').argument('<name>').description('The current key: the private one, for the application'),
  )
    .option('-b, --base64', 'base64 of the JSON, as Azure Key Vault and the application settings want it')
    .addOption(new Option('-r, --variant <variant>', 'Private or Public').argParser(parseVariant))
    .option('--kid <kid>', 'this key instead of the current one')
    .action(async (name: string, options: ExportOptions, self: Command) => {
      const set = await existing(await storeOf(globalsOf(self), io), name, oneEnvironment(options));
      const key = options.kid === undefined ? set.current : set.find(options.kid);
      if (!key) throw new JwksError('KEY_NOT_FOUND', `Key ${options.kid} is not in key-set ${set.id}.`);
      const isPrivate = options.variant !== 'public';
      const json = jwkJson(isPrivate ? ordered(key) : options.minimal ? minimalJwk(key) : publicJwk(key));
      await emit(options.base64 ? asBase64(json) : json, io, { out: options.out, isPrivate });
    });
  withEnvironment(
    command
      .command('maskinporten')
      .argument('<name>')
      .description('The public keys, for Samarbeidsportalen and the self-service API'),
  )
    .option('-b, --base64', 'base64 of the JSON')
    .addOption(new Option('--format <format>', 'shape').choices(['array', 'set', 'single']).default('array'))
    .action(async (name: string, options: ExportOptions, self: Command) => {
      const set = await existing(await storeOf(globalsOf(self), io), name, oneEnvironment(options));
      if (set.keys.length > MAX_PUBLISHED)
        io.stderr.write(
          `Warning: Maskinporten takes at most ${MAX_PUBLISHED} keys; the oldest ${set.keys.length - MAX_PUBLISHED} of ${set.id} are left out.\n`,
        );
      const keys = set.published().map((key) => (options.minimal ? minimalJwk(key) : key));
      const shaped = options.format === 'set' ? { keys } : options.format === 'single' ? keys.at(-1) : keys;
      const json = jwkJson(shaped);
      await emit(options.base64 ? asBase64(json) : json, io, { out: options.out, isPrivate: false });
    });
  return command.action(() => {
    io.stderr.write('Missing required subcommand.\n\n');
    command.outputHelp();
    throw new JwksError('INVALID_OPTION', 'Choose what to export: key or maskinporten.');
  });
}

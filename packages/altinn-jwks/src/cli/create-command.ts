import { Command, InvalidArgumentError, Option } from 'commander';
import { fitsMaskinporten, parseAlgorithm } from '../algorithms.ts';
import { createKeys } from '../create.ts';
import { JwksError } from '../errors.ts';
import type { KeyUse } from '../jwk.ts';
import { checkKid, dateSuffix } from '../names.ts';
import { type CliIo, compatMode, type GlobalOptions, globalsOf, storeOf } from './context.ts';
import {
  chosenEnvironments,
  compatOption,
  type EnvironmentChoice,
  environmentFlags,
  environmentOptions,
  storeOption,
} from './options.ts';

interface CreateOptions extends EnvironmentChoice, GlobalOptions {
  size?: number;
  algorithm?: string;
  alg?: string;
  use?: KeyUse;
  suffix?: string;
  kidFormat?: 'date' | 'minute';
  insecure?: boolean;
  json?: boolean;
}

/** Keys that release 1.0.0 keeps. */
const COMPAT_KEPT = 3;

const parseSize = (text: string): number => {
  const size = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(size)) throw new InvalidArgumentError('It must be a number of bits, e.g. 2048.');
  return size;
};

const parseUse = (text: string): KeyUse => {
  const use = text.toLowerCase();
  if (use !== 'sig' && use !== 'enc') throw new InvalidArgumentError('It must be sig or enc.');
  return use;
};

/** `altinn-jwks create <name>` (altinn-jwks.md 3.2). */
export function createCommand(io: CliIo): Command {
  const command = new Command('create')
    .description('Make a key for TEST and one for PROD')
    .argument('<name>', 'name of the key set');
  for (const option of [...environmentOptions(), ...environmentFlags()]) command.addOption(option);
  return command
    .addOption(storeOption('--store <store>'))
    .addOption(compatOption())
    .addOption(new Option('-s, --size <bits>', 'bits of an RSA key (default: 2048)').argParser(parseSize))
    .addOption(new Option('-a, --algorithm <alg>', 'RS256, RS384, RS512; others are not for Maskinporten'))
    .addOption(new Option('--alg <alg>', 'the same as --algorithm').hideHelp())
    .addOption(new Option('-u, --use <use>', 'sig or enc').argParser(parseUse).default('sig'))
    .option('--suffix <text>', 'end of the kid, instead of today’s date')
    .addOption(new Option('--kid-format <format>', 'default suffix').choices(['date', 'minute']))
    .option('--insecure', 'allow RSA keys below 2048 bits')
    .option('--json', 'print the kids as JSON')
    .addHelpText('after', '\nExamples:\n  altinn-jwks create my-app\n  altinn-jwks create my-app -e prod --size 4096\n')
    .action((name: string, _options, self: Command) => run(name, self.opts<CreateOptions>(), self, io));
}

async function run(name: string, options: CreateOptions, self: Command, io: CliIo): Promise<void> {
  const global = globalsOf(self);
  const compat = compatMode(global, io);
  const algorithm = parseAlgorithm(options.alg ?? options.algorithm ?? 'RS256');
  if (options.suffix) checkKid(options.suffix);
  if (!fitsMaskinporten(algorithm))
    io.stderr.write(`Note: Maskinporten does not take ${algorithm}, only RS256, RS384 and RS512.\n`);
  const now = io.now();
  const format = options.kidFormat ?? io.env['ALTINN_JWK_KID_FORMAT'];
  const environments = chosenEnvironments(options);
  const created = await createKeys({
    store: await storeOf(global, io),
    name,
    algorithm,
    now,
    use: options.use ?? 'sig',
    insecure: options.insecure ?? false,
    kidFormat: format === 'minute' ? 'minute' : 'date',
    ...(environments ? { environments } : {}),
    ...(options.size === undefined ? {} : { size: options.size }),
    // Release 1.0.0 refuses a second key on the same day, so its suffix is as good as given.
    ...(options.suffix !== undefined ? { suffix: options.suffix } : compat === 1 ? { suffix: dateSuffix(now) } : {}),
    ...(compat === 1 ? { keep: COMPAT_KEPT } : {}),
    onKid: (kid) => options.json || io.stdout.write(`Generating key ${kid}\n`),
  });
  if (created.length === 0) throw new JwksError('INVALID_OPTION', 'No environment was chosen.');
  if (options.json)
    io.stdout.write(
      `${JSON.stringify({ keys: created.map(({ environment, kid }) => ({ environment, kid, alg: algorithm })) })}\n`,
    );
}

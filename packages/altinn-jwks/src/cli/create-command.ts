import { Command, Option } from 'commander';
import { type Algorithm, fitsMaskinporten } from '../algorithms.ts';
import type { CreatedKey, CreateKeysOptions, KidFormat } from '../create.ts';
import { JwksError } from '../errors.ts';
import { checkKid, dateSuffix, minuteSuffix } from '../names.ts';
import type { Compat } from '../store.ts';
import { compatOf, storeOf } from './context.ts';
import type { CliIo } from './io.ts';
import {
  chosenAlgorithm,
  chosenEnvironments,
  type EnvironmentChoice,
  environmentOptions,
  jsonOption,
  type KeyChoice,
  keyOptions,
} from './options.ts';
import { printJson } from './output.ts';

interface CreateOptions extends EnvironmentChoice, KeyChoice {
  readonly appSecret?: boolean;
  readonly json?: boolean;
}

/** Keys that release 1.0.0 keeps. */
const COMPAT_KEPT = 3;

/** `altinn-jwks create <name>` (altinn-jwks.md 3.2). */
export function createCommand(io: CliIo): Command {
  const command = new Command('create')
    .description('Make a key for TEST and one for PROD; it signs at once')
    .argument('<name>', 'name of the key set: letters, digits, ".", "_", "-"');
  for (const option of [...environmentOptions(), ...keyOptions(), jsonOption()]) command.addOption(option);
  return command
    .addOption(
      new Option('--app-secret', 'in Azure Key Vault: keep the current key in <name>-<ENV>--key for an application'),
    )
    .addHelpText(
      'after',
      `
Examples:
  altinn-jwks create my-app                        one key for TEST, one for PROD
  altinn-jwks create my-app -e prod --size 4096
  altinn-jwks create my-app -s 3072 --alg RS512 --suffix 2026-autumn
  altinn-jwks --store https://my-vault.vault.azure.net/ create my-app --app-secret
`,
    )
    .action((name: string, options: CreateOptions, self: Command) => run(name, options, self, io));
}

async function run(name: string, options: CreateOptions, self: Command, io: CliIo): Promise<void> {
  const compat = compatOf(self, io);
  const environments = chosenEnvironments(options, compat);
  const made = madeLike(options, compat, io);
  if (environments?.length === 0) {
    io.stderr.write('Warning: no key is made for the environment "none".\n');
    if (options.json) printJson({ keys: [] }, io);
    return;
  }
  const algorithm = made.algorithm ?? 'RS256';
  noteUnfit([algorithm], io);
  const store = await storeOf(self, io);
  const { createKeys } = await import('../create.ts');
  const created = await createKeys({
    ...made,
    store,
    name,
    now: io.now(),
    ...(environments ? { environments } : {}),
    ...(compat === 1 ? { keep: COMPAT_KEPT } : {}),
    ...(compat === undefined ? {} : { plain: true }),
    ...(options.appSecret ? { appSecret: true } : {}),
    onKid: (kid) => options.json || io.stdout.write(`Generating key ${kid}\n`),
  });
  if (options.json) printJson({ keys: created.map(describe) }, io);
}

const describe = ({ environment, kid, key }: CreatedKey) => ({ environment, kid, alg: key.alg, use: key.use });

/** Says that Maskinporten will not take such keys. */
export function noteUnfit(algorithms: readonly string[], io: CliIo): void {
  for (const algorithm of new Set(algorithms))
    if (!fitsMaskinporten(algorithm))
      io.stderr.write(`Note: Maskinporten does not take ${algorithm}, only RS256, RS384 and RS512.\n`);
}

type Made = Pick<CreateKeysOptions, 'size' | 'use' | 'suffix' | 'kidFormat' | 'insecure'> & { algorithm?: Algorithm };

/** What the options say of the key. @throws JwksError INVALID_OPTION */
export function madeLike(options: KeyChoice, compat: Compat | undefined, io: CliIo): Made {
  const algorithm = options.algorithm === undefined ? undefined : chosenAlgorithm(options.algorithm, compat);
  const format = kidFormat(options.kidFormat ?? io.env['ALTINN_JWK_KID_FORMAT']);
  // The .NET tool's suffixes are as good as given: one that exists is refused.
  const suffix = options.suffix ?? (compat === undefined || format !== undefined ? undefined : likeRelease(compat, io));
  if (options.suffix) checkKid(options.suffix);
  return {
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(options.size === undefined ? {} : { size: options.size }),
    ...(options.use === undefined ? {} : { use: options.use }),
    ...(suffix === undefined ? {} : { suffix }),
    ...(format === undefined ? {} : { kidFormat: format }),
    insecure: options.insecure ?? false,
  };
}

const likeRelease = (compat: Compat, io: CliIo): string =>
  compat === 1 ? dateSuffix(io.now()) : minuteSuffix(io.now());

const FORMATS: readonly KidFormat[] = ['date', 'minute', 'thumbprint', 'uuid'];

function kidFormat(text: string | undefined): KidFormat | undefined {
  if (text === undefined || text === '') return undefined;
  const format = FORMATS.find((one) => one === text.trim().toLowerCase());
  if (format) return format;
  throw new JwksError(
    'INVALID_OPTION',
    `ALTINN_JWK_KID_FORMAT is ${JSON.stringify(text.slice(0, 40))}: use ${FORMATS.join(', ')}.`,
  );
}

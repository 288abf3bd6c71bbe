import { Command, Option } from 'commander';
import { JwksError } from '../errors.ts';
import type { ImportedKey } from '../import-key.ts';
import type { KeySet } from '../key-set.ts';
import { checkKid, checkName, dateSuffix, ENVIRONMENTS, type Environment, fitsKid, keySetId } from '../names.ts';
import { compatOf, storeOf } from './context.ts';
import { noteUnfit } from './create-command.ts';
import { type CliIo, Ended } from './io.ts';
import {
  chosenAlgorithm,
  chosenEnvironments,
  type EnvironmentChoice,
  environmentOptions,
  jsonOption,
  type KeyChoice,
  keyOptions,
  passphraseOption,
} from './options.ts';
import { printJson } from './output.ts';
import { ask, givenPassphrase, inputOf, isInteractive, type PassphraseOptions } from './prompt.ts';

interface ImportOptions
  extends EnvironmentChoice,
    PassphraseOptions,
    Pick<KeyChoice, 'algorithm' | 'use' | 'suffix' | 'insecure'> {
  readonly kid?: string;
  readonly json?: boolean;
}

/** `altinn-jwks import <name> [file]`: takes over a private key that was made elsewhere. */
export function importCommand(io: CliIo): Command {
  const command = new Command('import')
    .description('Take over private keys: JWK, JWK set, PEM, PKCS#8 or PKCS#12; the last one is the current key')
    .argument('<name>', 'name of the key set')
    .argument('[file]', 'the file, "-" or nothing for stdin');
  const own = keyOptions('--size <bits>').filter(({ long }) => /^--(algorithm|use|suffix|insecure)$/.test(long ?? ''));
  for (const option of [...environmentOptions(), ...own, passphraseOption(), jsonOption()]) command.addOption(option);
  return command
    .addOption(new Option('--kid <kid>', 'its kid (default: its own, else <name>-<ENV>.<date>)').conflicts('suffix'))
    .addHelpText(
      'after',
      `
A passphrase is never an option: it is read from a file, from $ALTINN_JWKS_PASSPHRASE, or asked for.

Examples:
  altinn-jwks import my-app old-key.jwk -e prod
  altinn-jwks import my-app certificate.p12 -e prod --kid my-registered-kid
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 | altinn-jwks import my-app -e test
`,
    )
    .action((name: string, file: string | undefined, options: ImportOptions, self: Command) =>
      run(name, file, options, self, io),
    );
}

async function run(
  name: string,
  file: string | undefined,
  options: ImportOptions,
  self: Command,
  io: CliIo,
): Promise<void> {
  const compat = compatOf(self, io);
  checkName(name);
  if (options.kid !== undefined) checkKid(options.kid);
  const chosen = chosenEnvironments(options, compat);
  const store = await storeOf(self, io);
  const keys = await keysIn(await inputOf(file, io), options, file, self, io);
  if (keys.length > 1 && (options.kid !== undefined || options.suffix !== undefined))
    throw new JwksError('INVALID_OPTION', `There are ${keys.length} keys to import: they cannot all have one kid.`);
  const environment = environmentFor(name, keys, chosen);
  const imported: { kid: string; alg: string | undefined }[] = [];
  const changed = await store.update(name, environment, (before) => {
    imported.length = 0;
    return keys.reduce((set, key) => {
      const kid = kidFor(key, set, keySetId(name, environment), options, io.now());
      refuseTwin(set, key);
      imported.push({ kid, alg: key.alg });
      return set.add({ ...key, kid }, keptBy(compat), compat === undefined);
    }, before.settled(io.now()));
  });
  noteUnfit(
    imported.map(({ alg }) => String(alg)),
    io,
  );
  const lost = imported.filter(({ kid }) => !changed.has(kid));
  if (lost.length > 0)
    io.stderr.write(
      `Warning: a set keeps ${changed.keys.length} keys; not ${lost.map(({ kid }) => kid).join(', ')}.\n`,
    );
  if (options.json) return printJson({ name, environment, keys: imported }, io);
  for (const { kid } of imported) io.stdout.write(`Imported key ${kid}\n`);
}

const keptBy = (compat: 1 | 2 | undefined): number => (compat === 1 ? 3 : 6);

/** Tries without a passphrase first, so that nobody is asked for one in vain. */
async function keysIn(
  bytes: Buffer,
  options: ImportOptions,
  file: string | undefined,
  self: Command,
  io: CliIo,
): Promise<readonly ImportedKey[]> {
  const { importKeys } = await import('../import-key.ts');
  const given = await givenPassphrase(options, io);
  const wish = {
    ...(options.algorithm === undefined ? {} : { algorithm: chosenAlgorithm(options.algorithm, compatOf(self, io)) }),
    ...(options.use === undefined ? {} : { use: options.use }),
    insecure: options.insecure ?? false,
  };
  try {
    return await importKeys(bytes, given === undefined ? wish : { ...wish, passphrase: given });
  } catch (error) {
    const canAsk = given === undefined && file !== undefined && file !== '-' && isInteractive(io);
    if (!(error instanceof JwksError && error.code === 'PASSPHRASE_NEEDED' && canAsk)) throw error;
    const passphrase = await ask('Passphrase: ', io, true);
    if (passphrase === '') throw new Ended(1, 'No passphrase was given; nothing has been changed.');
    return importKeys(bytes, { ...wish, passphrase });
  }
}

/** What is asked for, else what the kids tell, else TEST, as everywhere. */
function environmentFor(
  name: string,
  keys: readonly ImportedKey[],
  chosen: readonly Environment[] | undefined,
): Environment {
  const told = ENVIRONMENTS.find((one) => keys.every(({ kid }) => kid?.startsWith(`${keySetId(name, one)}.`)));
  const [environment, ...others] = chosen ?? [told ?? 'TEST'];
  if (environment !== undefined && others.length === 0) return environment;
  throw new JwksError('INVALID_OPTION', 'A private key belongs to one environment: choose test or prod.');
}

function kidFor(key: ImportedKey, set: KeySet, id: string, options: ImportOptions, now: Date): string {
  if (options.kid !== undefined) return options.kid;
  if (options.suffix !== undefined) return checkKid(`${id}.${options.suffix}`);
  if (key.kid && fitsKid(key.kid)) return key.kid;
  const base = `${id}.${dateSuffix(now)}`;
  if (!set.has(base)) return base;
  for (let number = 2; ; number += 1) if (!set.has(`${base}.${number}`)) return `${base}.${number}`;
}

function refuseTwin(set: KeySet, key: ImportedKey): void {
  const twin = set.keys.find((one) => one.d === key.d);
  if (twin)
    throw new JwksError('KEY_EXISTS', `This key is in key-set ${set.id} already: its kid there is ${twin.kid}.`);
}

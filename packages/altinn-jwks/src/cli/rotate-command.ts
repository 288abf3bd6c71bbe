import { Command, Option } from 'commander';
import { JwksError } from '../errors.ts';
import type { KeySet } from '../key-set.ts';
import type { Environment } from '../names.ts';
import type { KeyStore } from '../store.ts';
import { compatOf, environmentsOf, storeOf } from './context.ts';
import { madeLike, noteUnfit } from './create-command.ts';
import type { CliIo } from './io.ts';
import {
  chosenEnvironments,
  type EnvironmentChoice,
  environmentOptions,
  jsonOption,
  type KeyChoice,
  keyOptions,
} from './options.ts';
import { printJson } from './output.ts';
import { parsePeriod, parseTime } from './periods.ts';

interface RotateOptions extends EnvironmentChoice, KeyChoice {
  readonly activateAt?: string;
  readonly activateAfter?: string;
  readonly promote?: boolean;
  readonly json?: boolean;
}

/** `altinn-jwks rotate <name>`: a new key is published beside the old one, and signs when it is promoted (altinn-jwks.md 12). */
export function rotateCommand(io: CliIo): Command {
  const command = new Command('rotate')
    .description('Publish a new key beside the current one, which signs until the new one is promoted')
    .argument('<name>', 'name of the key set');
  for (const option of environmentOptions()) command.addOption(option);
  command
    .addOption(new Option('--promote', 'make no key: the one that waits is the current one from now on'))
    .addOption(
      new Option('--activate-at <time>', 'the new key signs from then on, e.g. 2026-12-01T03:00').conflicts('promote'),
    )
    .addOption(
      new Option('--activate-after <period>', 'the new key signs after e.g. 12h or 2d').conflicts([
        'promote',
        'activateAt',
      ]),
    );
  for (const option of [...keyOptions('--size <bits>'), jsonOption()]) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
The new key is like the current one, unless you say otherwise. At most five keys of a set are published.

Examples:
  altinn-jwks rotate my-app -e prod                      1. make the new key
  altinn-jwks push maskinporten my-app --environment prod --client-id …     2. publish both
  altinn-jwks rotate my-app -e prod --promote            3. sign with the new one
  altinn-jwks rotate my-app --activate-after 2d          or: it signs by itself in two days
`,
    )
    .action((name: string, options: RotateOptions, self: Command) =>
      options.promote ? promote(name, options, self, io) : rotate(name, options, self, io),
    );
}

async function rotate(name: string, options: RotateOptions, self: Command, io: CliIo): Promise<void> {
  const compat = compatOf(self, io);
  const now = io.now();
  const activate = activation(options, now);
  const made = madeLike(options, compat, io);
  const { store, environments } = await setsToChange(name, options, self, io);
  const { createKeys } = await import('../create.ts');
  const created = await createKeys({
    ...made,
    store,
    name,
    environments,
    now,
    waiting: true,
    likeCurrent: true,
    ...(activate ? { activate } : {}),
    onKid: (kid) => options.json || io.stdout.write(`Generating key ${kid}\n`),
  });
  noteUnfit(
    created.map(({ key }) => String(key.alg)),
    io,
  );
  const when = activate ? `signs from ${activate.toISOString()}` : `signs after "altinn-jwks rotate ${name} --promote"`;
  if (options.json)
    printJson(
      {
        keys: created.map(({ environment, kid, key }) => ({
          environment,
          kid,
          alg: key.alg,
          use: key.use,
          activate: activate?.toISOString() ?? null,
        })),
      },
      io,
    );
  else io.stderr.write(`Publish both keys now ("push maskinporten" or "export maskinporten"); the new one ${when}.\n`);
}

function activation(options: RotateOptions, now: Date): Date | undefined {
  const activate =
    options.activateAfter !== undefined
      ? new Date(now.getTime() + parsePeriod(options.activateAfter, '--activate-after'))
      : options.activateAt === undefined
        ? undefined
        : parseTime(options.activateAt, '--activate-at');
  if (!activate || activate > now) return activate;
  throw new JwksError('INVALID_OPTION', `The new key cannot begin to sign at ${activate.toISOString()}: that is past.`);
}

async function promote(name: string, options: RotateOptions, self: Command, io: CliIo): Promise<void> {
  const { store, environments: all } = await setsToChange(name, options, self, io);
  const now = io.now();
  // Without -e the environments that have nothing to promote are left as they are.
  const isChosen = chosenEnvironments(options, compatOf(self, io)) !== undefined;
  const promoted: { environment: Environment; kid: string }[] = [];
  await store.updateAll(name, all, (sets) => {
    promoted.length = 0;
    const changed = [...sets].map(([environment, set]): [Environment, KeySet] => {
      if (!set.waiting && !isChosen && [...sets.values()].some((one) => one.waiting)) return [environment, set];
      const next = set.promote();
      promoted.push({ environment, kid: String(next.currentAt(now).kid) });
      return [environment, next];
    });
    return new Map(changed);
  });
  if (options.json) printJson({ promoted }, io);
  else for (const { kid } of promoted) io.stdout.write(`Current key ${kid}\n`);
}

async function setsToChange(
  name: string,
  options: RotateOptions,
  self: Command,
  io: CliIo,
): Promise<{ readonly store: KeyStore; readonly environments: readonly Environment[] }> {
  const wanted = chosenEnvironments(options, compatOf(self, io));
  if (wanted?.length === 0)
    throw new JwksError('INVALID_OPTION', 'There is nothing to rotate for the environment "none".');
  const store = await storeOf(self, io);
  return { store, environments: await environmentsOf(store, name, wanted) };
}

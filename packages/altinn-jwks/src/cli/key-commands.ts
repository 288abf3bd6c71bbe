import { Command, Option } from 'commander';
import { JwksError } from '../errors.ts';
import type { KeySet } from '../key-set.ts';
import { keySetId } from '../names.ts';
import { compatOf, environmentsOf, type Place, placeOf, storeOf } from './context.ts';
import type { CliIo } from './io.ts';
import { chosenEnvironments, type EnvironmentChoice, environmentOptions, jsonOption, parseCount } from './options.ts';
import { printJson } from './output.ts';
import { parsePeriod } from './periods.ts';

interface KidOptions extends EnvironmentChoice {
  readonly name?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

interface PruneOptions extends EnvironmentChoice {
  readonly keep?: number;
  readonly olderThan?: string;
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Keys that a pruned set keeps when nothing else is said: as many as Maskinporten publishes. */
const DEFAULT_KEEP = 5;

const withKid = (name: string, description: string): Command => {
  const command = new Command(name)
    .description(description)
    .argument('<kid>', 'the key: "altinn-jwks list --keys" shows them')
    .option('--name <name>', 'the key set, where several have the kid');
  for (const option of [...environmentOptions(), jsonOption()]) command.addOption(option);
  return command;
};

/** `altinn-jwks use <kid>`: from now on this key signs, and is what `export key` gives. */
export const useCommand = (io: CliIo): Command =>
  withKid('use', 'Make a key the current one: it signs from now on')
    .addHelpText(
      'after',
      '\nExamples:\n  altinn-jwks use my-app-PROD.2026-11-23\n  altinn-jwks use my-own-kid --name my-app -e prod\n',
    )
    .action((kid: string, options: KidOptions, self: Command) =>
      change(kid, options, self, io, { done: 'Current key', json: 'current', by: (set) => set.use(kid) }),
    );

/** `altinn-jwks revoke <kid>`: removes a key, with its private half, for good. */
export const revokeCommand = (io: CliIo): Command =>
  withKid('revoke', 'Remove a key for good; never the current one, unless forced')
    .option('--force', 'even the current key: then the one before it signs')
    .option('--dry-run', 'only show what would be removed')
    .addHelpText(
      'after',
      `
Maskinporten takes the key until you publish the set again ("push maskinporten").

Examples:
  altinn-jwks revoke my-app-TEST.2025-11-23
  altinn-jwks revoke my-app-PROD.2026-11-23 --force
`,
    )
    .action((kid: string, options: KidOptions, self: Command) =>
      change(kid, options, self, io, {
        done: options.dryRun ? 'Would remove key' : 'Removed key',
        json: 'removed',
        by: (set) => set.revoke(kid, options.force, io.now()),
      }),
    );

interface Change {
  readonly done: string;
  readonly json: string;
  by(set: KeySet): KeySet;
}

async function change(kid: string, options: KidOptions, self: Command, io: CliIo, wish: Change): Promise<void> {
  const environments = chosenEnvironments(options, compatOf(self, io));
  const store = await storeOf(self, io);
  const place: Place = await placeOf(store, kid, { name: options.name, environments });
  if (options.dryRun) {
    const set = await store.read(place.name, place.environment);
    if (set) wish.by(set);
  } else await store.update(place.name, place.environment, (set) => wish.by(set));
  if (options.json) printJson({ ...place, [wish.json]: kid, ...(options.dryRun ? { dryRun: true } : {}) }, io);
  else io.stdout.write(`${wish.done} ${kid}\n`);
}

/** `altinn-jwks prune`: removes old keys; the current one and the one that waits stay. */
export function pruneCommand(io: CliIo): Command {
  const command = new Command('prune')
    .description('Remove old keys; never the current one, nor one that waits')
    .argument('[name]', 'name of the key set; without it every set, with --all or --dry-run');
  for (const option of environmentOptions()) command.addOption(option);
  return command
    .addOption(
      new Option(
        '--keep <number>',
        `keep so many of the newest (default: ${DEFAULT_KEEP}, unless --older-than is given)`,
      ).argParser(parseCount),
    )
    .option('--older-than <period>', 'remove keys made longer ago than this, e.g. 1y')
    .option('--all', 'every key set of the store')
    .option('--dry-run', 'only show what would be removed')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  altinn-jwks prune my-app --dry-run
  altinn-jwks prune my-app --keep 2
  altinn-jwks prune --all --older-than 1y
`,
    )
    .action((name: string | undefined, options: PruneOptions, self: Command) => prune(name, options, self, io));
}

async function prune(name: string | undefined, options: PruneOptions, self: Command, io: CliIo): Promise<void> {
  if (name !== undefined && options.all)
    throw new JwksError('INVALID_OPTION', 'Name one key set, or say --all: not both.');
  if (name === undefined && !options.all && !options.dryRun)
    throw new JwksError('INVALID_OPTION', 'Name a key set, or say --all to prune every one of the store.');
  const wanted = chosenEnvironments(options, compatOf(self, io));
  const olderThan = options.olderThan === undefined ? undefined : parsePeriod(options.olderThan, '--older-than');
  const keep = options.keep ?? (olderThan === undefined ? DEFAULT_KEEP : undefined);
  const now = io.now();
  const store = await storeOf(self, io);
  const pruneSet = (set: KeySet) =>
    set.prune({
      now,
      ...(keep === undefined ? {} : { keep }),
      ...(olderThan === undefined ? {} : { olderThan_ms: olderThan }),
    });
  const removed: { keySet: string; kid: string }[] = [];
  const names = name === undefined ? (await store.list()).map((one) => one.name) : [name];
  for (const one of names) {
    const environments = await environmentsOf(store, one, name === undefined ? undefined : wanted);
    for (const environment of environments.filter((each) => wanted?.includes(each) ?? true)) {
      const told = (set: KeySet) => {
        const result = pruneSet(set);
        return { ...result, kids: result.removed.map((kid) => ({ keySet: keySetId(one, environment), kid })) };
      };
      const before = await store.read(one, environment);
      let { kids } = before ? told(before) : { kids: [] };
      if (kids.length > 0 && !options.dryRun)
        await store.update(one, environment, (set) => {
          const result = told(set);
          kids = result.kids;
          return result.set;
        });
      removed.push(...kids);
    }
  }
  if (options.json) return printJson({ removed, ...(options.dryRun ? { dryRun: true } : {}) }, io);
  if (removed.length === 0) io.stderr.write('Nothing to remove.\n');
  for (const { kid } of removed) io.stdout.write(`${options.dryRun ? 'Would remove key' : 'Removed key'} ${kid}\n`);
}

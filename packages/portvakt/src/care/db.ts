import { Command } from 'commander';
import { dataOption, directlyIn, thereIn } from '../data-folder.ts';
import { type CareIo, masterKeyIn, PROCESS } from './io.ts';

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

const PLACE = 'where the platform keeps its database; a postgres:// URL uses that server';

/** `portvakt db status|migrate|check`. */
export function dbCommand(io: CareIo = PROCESS): Command {
  const command = new Command('db').description('See to the database of a platform, whether the platform runs or not');
  const sub = (name: string, summary: string) =>
    command.command(name).description(summary).addOption(dataOption(PLACE)).option('--json', 'print it as JSON');
  sub('status', 'Say which migrations the database has had; nothing is changed').action((options: Options) =>
    status(options, io),
  );
  sub('migrate', 'Bring the schema up to date; nodes of the last version may run on meanwhile').action(
    async ({ data, json }: Options) => {
      const { migrateDatabase } = await import('@portvakt/platform');
      const made = await migrateDatabase(directlyIn(data));
      if (json) io.out(`${JSON.stringify({ made })}\n`);
      else io.out(made.length === 0 ? 'The schema is up to date.\n' : `Made ${made.length}: ${made.join(', ')}.\n`);
    },
  );
  sub('check', 'Look through tables, integrity and, with PORTVAKT_MASTER_KEY, whether the secrets open').action(
    (options: Options) => check(options, io),
  );
  return command;
}

async function status({ data, json }: Options, io: CareIo): Promise<void> {
  const url = thereIn(data);
  const { databaseStatus } = await import('@portvakt/platform');
  const { had, pending, unknown, isRestoring } = await databaseStatus(url);
  if (json) io.out(`${JSON.stringify({ had, pending, unknown, isRestoring })}\n`);
  else {
    io.out(`${had.length} migrations made, ${pending.length} to be made.\n`);
    for (const name of pending) io.out(`TODO  ${name}\n`);
    for (const name of unknown) io.out(`FAIL  ${name} is of a newer version of Portvakt\n`);
    if (isRestoring) io.out('FAIL  a restore has begun and not ended\n');
  }
  if (unknown.length > 0 || isRestoring) io.exit(1);
}

async function check({ data, json }: Options, io: CareIo): Promise<void> {
  const { inspectDatabase } = await import('@portvakt/platform');
  const report = await inspectDatabase(thereIn(data), await masterKeyIn(process.env));
  const { tables, secrets, older = 0, leftovers = false, faults } = report;
  if (json) io.out(`${JSON.stringify({ tables, secrets, older, leftovers, faults })}\n`);
  else {
    for (const fault of faults) io.out(`FAIL  ${fault}\n`);
    const opened =
      secrets === undefined ? 'secrets not opened: PORTVAKT_MASTER_KEY is not set' : `${secrets} secrets open`;
    if (older > 0) io.out(`WARN  ${older} secrets are sealed with an older master key, which is still needed\n`);
    if (leftovers)
      io.out(
        'WARN  the file may hold secrets in clear where rows were deleted: the next start with the master key, alone on the file, writes them over\n',
      );
    if (faults.length === 0) io.out(`OK    ${tables} tables, ${opened}\n`);
  }
  if (faults.length > 0) io.exit(1);
}

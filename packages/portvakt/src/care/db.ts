import type { SchemaState } from '@portvakt/platform';
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
    for (const line of wordsOf({ had, pending, unknown, isRestoring })) io.out(`${line}\n`);
  }
  if (unknown.length > 0 || isRestoring) io.exit(1);
}

/** What the state is, and what to do about it. */
function wordsOf({ had, pending, unknown, isRestoring }: SchemaState): readonly string[] {
  const lines: string[] = [];
  if (isRestoring)
    lines.push(
      'FAIL  A restore into this database has begun and not ended: run "portvakt restore" again with the same backup.',
    );
  if (unknown.length > 0)
    lines.push(
      `FAIL  The database is of a newer version of Portvakt, and this one does not know ${counted(unknown.length)} of it: ${unknown.join(', ')}. Run that version or a later one, or restore a backup from before the upgrade.`,
    );
  if (lines.length > 0) return lines;
  const known = had.length + pending.length;
  if (pending.length === 0) return [`OK    The schema is up to date: it has had all ${known} migrations.`];
  const what = had.length === 0 ? 'No platform has used the database yet' : 'The schema is of an older version';
  const which = had.length === 0 ? '' : ` (${pending.join(', ')})`;
  return [
    `TODO  ${what}: ${counted(pending.length)} of ${known} ${pending.length === 1 ? 'is' : 'are'} to be made${which}. Run "portvakt db migrate", or start the platform, which does the same.`,
  ];
}

const counted = (count: number): string => (count === 1 ? '1 migration' : `${count} migrations`);

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

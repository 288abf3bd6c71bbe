import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BackupReport } from '@portvakt/platform';
import { Command } from 'commander';
import { dataOption, directlyIn, thereIn } from '../data-folder.ts';
import { type CareIo, masterKeyIn, PROCESS } from './io.ts';

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly force?: boolean;
}

const ENVIRONMENT = `
Environment variables:
  DATABASE_URL          postgres:// URL, used when --data is left out
  DATABASE_DIRECT_URL   the servers themselves, where DATABASE_URL leads to PgBouncer
  PORTVAKT_MASTER_KEY   the platform's; the backup names it, and never holds it. PORTVAKT_MASTER_KEY_FILE or
                        PORTVAKT_MASTER_KEY_VAULT in its place
`;

/** `portvakt backup <file>`. */
export const backupCommand = (io: CareIo = PROCESS): Command =>
  new Command('backup')
    .description(
      'Write the whole state of a platform to a file, as it is at one moment; the platform may run meanwhile',
    )
    .argument('<file>', 'where to; usually *.backup')
    .addOption(dataOption('where the platform keeps its database; a postgres:// URL uses that server'))
    .option('--force', 'replace a file that is there')
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', `${ENVIRONMENT}\nExample:\n  portvakt backup friday.backup\n`)
    .action(async (file: string, { data, json, force }: Options) => {
      if (existsSync(file) && !force)
        throw new Error(`${file} is there already: give --force to replace it, or another name.`);
      const report = await told(file, async ({ backUp }) =>
        backUp(thereIn(data), resolve(file), await masterKeyIn(process.env)),
      );
      io.out(json ? `${JSON.stringify({ file, ...report })}\n` : `Wrote ${file}: ${counted(report)}.\n`);
    });

/** `portvakt restore <file>`. */
export const restoreCommand = (io: CareIo = PROCESS): Command =>
  new Command('restore')
    .description('Put a backup into an empty database: all of it, or nothing')
    .argument('<file>', 'what "portvakt backup" has written')
    .addOption(dataOption('an empty database; a postgres:// URL uses that server'))
    .option('--json', 'print what was restored as JSON')
    .addHelpText(
      'after',
      `${ENVIRONMENT}\nExample:\n  portvakt restore friday.backup --data postgres://portvakt@db.example.no/portvakt\n`,
    )
    .action(async (file: string, { data, json }: Options) => {
      const report = await told(file, async ({ restore }) =>
        restore(directlyIn(data), resolve(file), await masterKeyIn(process.env)),
      );
      io.out(json ? `${JSON.stringify({ file, ...report })}\n` : `Restored ${file}: ${counted(report)}.\n`);
    });

/** `portvakt verify <file>`. */
export const verifyCommand = (io: CareIo = PROCESS): Command =>
  new Command('verify')
    .description('Read a backup to its end, and say whether it is whole')
    .argument('<file>', 'what "portvakt backup" has written')
    .option('--json', 'print it as JSON')
    .action(async (file: string, { json }: Options) => {
      const report = await told(file, ({ verify }) => verify(resolve(file)));
      io.out(json ? `${JSON.stringify({ file, ...report })}\n` : `OK    ${file} is whole: ${counted(report)}.\n`);
    });

const counted = ({ made, product, database, tables, rows, masterKey }: BackupReport): string =>
  `${rows} rows of ${tables} tables, ${database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, as it was at ${made}, by version ${product}${masterKey === null ? '' : `, sealed with the master key ${masterKey}`}`;

/** @throws Error that names the file, what is wrong, and what to do */
async function told<T>(file: string, work: (platform: typeof import('@portvakt/platform')) => Promise<T>): Promise<T> {
  const platform = await import('@portvakt/platform');
  try {
    return await work(platform);
  } catch (cause) {
    const { message, remedy = '', code } = cause as Error & { readonly remedy?: string; readonly code?: string };
    const what = code === 'ENOENT' ? 'it is not there, or its folder is not' : message.replace(/\.$/, '');
    throw new Error(`${file} cannot be used: ${what}. ${remedy}`.trimEnd(), { cause });
  }
}

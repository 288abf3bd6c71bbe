import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isPostgres, strangeAddress } from '@portvakt/platform/offline';
import { InvalidArgumentError, Option } from 'commander';
import { checkPath } from './input.ts';

/** Below where one is. */
export const USUAL_FOLDER = '.portvakt';

/** Nothing is no folder: what it would stand for is whatever folder one is in. */
const parse = (text: string): string => {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It must be a folder, or a postgres:// URL.');
};

/** `--data`: where the platform keeps its database. `DATABASE_URL` counts when it is left out. */
export const dataOption = (help: string): Option =>
  new Option('--data <folder>', help)
    .argParser(parse)
    // The URL has a password, and who asks for help is shown no more than its name.
    .default(process.env['DATABASE_URL'] || USUAL_FOLDER, process.env['DATABASE_URL'] ? 'DATABASE_URL' : USUAL_FOLDER);

/** @throws Error that tells nothing of what was given but its scheme */
function checkFolder(data: string): void {
  const strange = strangeAddress(data);
  if (strange === undefined) return void checkPath(data, '--data (or DATABASE_URL)');
  throw new Error(
    `--data (or DATABASE_URL) must be a folder, or an address that begins with postgres://: what was given is ${strange}.`,
  );
}

/** The folder that `--data` names; undefined where it is a PostgreSQL URL, or memory. @throws Error when it is no folder */
export function folderIn(data: string): string | undefined {
  if (data === ':memory:' || isPostgres(data)) return undefined;
  checkFolder(data);
  return resolve(data);
}

/** What `--data` says, as the platform is told it: a PostgreSQL URL, memory, or the SQLite file in the folder. */
export const databaseIn = (data: string): string => {
  const folder = folderIn(data);
  return folder === undefined ? data : join(folder, 'portvakt.db');
};

/** The same for a command that works on the database by itself: it goes to the servers behind the poolers that `DATABASE_URL` may lead to. */
export const directlyIn = (data: string): string => {
  const { DATABASE_URL: url, DATABASE_DIRECT_URL: direct } = process.env;
  return direct && data === url ? direct : databaseIn(data);
};

/** The database, if it is there: what needs one must not make it. @throws Error when there is no such file */
export function thereIn(data: string): string {
  const database = directlyIn(data);
  if (isPostgres(database) || existsSync(database)) return database;
  throw new Error(`There is no database at ${database}: name another --data, or set DATABASE_URL.`);
}

import { join, resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';

/** Below where one is. */
export const USUAL_FOLDER = '.portvakt';

/** Nothing is no folder: what it would stand for is whatever folder one is in. */
const parse = (text: string): string => {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It must be a folder, or a postgres:// URL.');
};

/** `--data`: where the platform keeps its database. `DATABASE_URL` counts when it is left out. */
export const dataOption = (help: string): Option =>
  new Option('--data <folder>', help).argParser(parse).default(process.env['DATABASE_URL'] || USUAL_FOLDER);

/** The folder that `--data` names; undefined where it is a PostgreSQL URL, or memory. */
export const folderIn = (data: string): string | undefined =>
  data === ':memory:' || /^postgres(ql)?:/.test(data) ? undefined : resolve(data);

/** What `--data` says, as the platform is told it: a PostgreSQL URL, memory, or the SQLite file in the folder. */
export const databaseIn = (data: string): string => {
  const folder = folderIn(data);
  return folder === undefined ? data : join(folder, 'portvakt.db');
};

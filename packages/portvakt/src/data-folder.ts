import { resolve } from 'node:path';
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

/** What `--data` says, as the platform is told it: a PostgreSQL URL, or the SQLite file in the folder. */
export const databaseIn = (data: string): string =>
  /^postgres(ql)?:/.test(data) ? data : resolve(data, 'portvakt.db');

/** Work on the register of a platform that may or may not be running: `portvakt register …` (the database is opened for the work alone). */
import { importWorld } from './assembly/index.ts';
import { byProgram } from './audit/index.ts';
import { type Database, openDatabase } from './database/index.ts';
import type { WorldFile, WorldReport } from './foreign-worlds/index.ts';
import { systemClock } from './foundation/index.ts';
import { generateRegister, type ImportProgress } from './register/index.ts';

async function withDatabase<T>(url: string, operation: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase({ url });
  try {
    return await byProgram({ database, clock: systemClock }, operation, () => work(database));
  } finally {
    await database.close();
  }
}

/**
 * Reads worlds from elsewhere into a platform's database, all or nothing: organisations, persons and roles, and of a world file also scopes,
 * resources, clients, systems, system users and delegations. What is there already and like that stays as it is.
 * @param url a PostgreSQL URL, or an SQLite file
 * @param files CSV, whose header says what it holds (`organizationNumber,name,form`, `personNumber,name` or `holder,role,organization` at least);
 *   JSON with the sections of a world file, or as Tenor, Enhetsregisteret and Altinn's test data have it (docs/foreign-worlds.md); `name` stands
 *   in what is said of problems, and `beside` has the texts of the policies that a world file names
 * @param options `allowReal` takes person numbers that may be real persons', default false
 * @returns what was there and what was not, and what the files say that was not kept
 * @throws ImportError with every problem by line, or by section and place
 */
export const importRegisterFiles = (
  url: string,
  files: readonly WorldFile[],
  options: { readonly onProgress?: (progress: ImportProgress) => void; readonly allowReal?: boolean } = {},
): Promise<WorldReport> =>
  withDatabase(url, 'importRegister', (database) => importWorld({ database, clock: systemClock }, files, options));

/**
 * Fills a platform's database with made-up parties and roles.
 * @param url a PostgreSQL URL, or an SQLite file
 * @param options `parties` 3 to 3,000,000, of which two thirds are organisations; `rolesEach` for each organisation, default 5; `seed`, default 1:
 *   the same gives the same roles
 * @returns how many there are now of each
 * @throws RangeError for another number of parties
 */
export const generateParties = (url: string, options: Parameters<typeof generateRegister>[1]) =>
  withDatabase(url, 'generateRegister', (database) => generateRegister(database, options));

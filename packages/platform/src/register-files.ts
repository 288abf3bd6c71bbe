/** Work on the register of a platform that may or may not be running: `portvakt register …` (the database is opened for the work alone). */
import { byProgram } from './audit/index.ts';
import { type Database, openDatabase } from './database/index.ts';
import { systemClock } from './foundation/index.ts';
import {
  generateRegister,
  type ImportCounts,
  type ImportFile,
  type ImportProgress,
  importRegister,
} from './register/index.ts';

async function withDatabase<T>(url: string, operation: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase({ url });
  try {
    return await byProgram({ database, clock: systemClock }, operation, () => work(database));
  } finally {
    await database.close();
  }
}

/**
 * Reads organisations, persons and roles into a platform's database, all or nothing.
 * @param url a PostgreSQL URL, or an SQLite file
 * @param files CSV, whose header says what it holds (`organizationNumber,name,form`, `personNumber,name` or `holder,role,organization` at least),
 *   or JSON with the lists `organizations`, `persons` and `roles` of the same members; `name` stands in what is said of problems
 * @param options `allowReal` takes person numbers that may be real persons', default false
 * @throws ImportError with every problem by line
 */
export const importRegisterFiles = (
  url: string,
  files: readonly ImportFile[],
  options: { readonly onProgress?: (progress: ImportProgress) => void; readonly allowReal?: boolean } = {},
): Promise<ImportCounts> => withDatabase(url, 'importRegister', (database) => importRegister(database, files, options));

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

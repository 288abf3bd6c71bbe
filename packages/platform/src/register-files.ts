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

/** Reads organisations, persons and roles into a platform's database, all or nothing. @throws ImportError with every problem by line */
export const importRegisterFiles = (
  url: string,
  files: readonly ImportFile[],
  options: { readonly onProgress?: (progress: ImportProgress) => void; readonly allowReal?: boolean } = {},
): Promise<ImportCounts> => withDatabase(url, 'importRegister', (database) => importRegister(database, files, options));

/** Fills a platform's database with made-up parties and roles. */
export const generateParties = (url: string, options: Parameters<typeof generateRegister>[1]) =>
  withDatabase(url, 'generateRegister', (database) => generateRegister(database, options));

import { existsSync } from 'node:fs';

export { masterKeyIn } from '../master-key.ts';

/** Where the commands write; tests give their own. */
export interface CareIo {
  out(text: string): void;
  exit(status: number): void;
}

export const PROCESS: CareIo = {
  out: (text) => process.stdout.write(text),
  exit: (status) => {
    process.exitCode = status;
  },
};

/** The database, if it is there: to look at one must not make it. @throws Error when there is no such file */
export function hereIs(database: string): string {
  if (/^postgres(ql)?:/.test(database) || existsSync(database)) return database;
  throw new Error(`There is no database at ${database}: name another --data, or set DATABASE_URL.`);
}

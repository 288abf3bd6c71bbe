/** Care of a platform's database, whether a platform runs on it or not: `portvakt db`, `backup`, `restore`, `verify`. */
import { VERSION } from './assembly/version.ts';
import { byProgram } from './audit/index.ts';
import { type BackupReport, makeBackup, restoreBackup, verifyBackup } from './backup/index.ts';
import { endSessions } from './callers/index.ts';
import {
  type CheckReport,
  checkDatabase,
  createVault,
  KNOWN_SCHEMA,
  openBare,
  openDatabase,
  readMasterKeys,
  requireUsable,
  type SchemaState,
  schemaState,
} from './database/index.ts';
import { type Clock, systemClock } from './foundation/index.ts';
import { forgetCodes } from './operator/index.ts';

export type { BackupReport } from './backup/index.ts';
export type { CheckReport, SchemaState } from './database/index.ts';

/** Which migrations the database has had, and which not; nothing is changed. @param url a PostgreSQL URL, or an SQLite file */
export async function databaseStatus(url: string): Promise<SchemaState> {
  const database = await openBare(url);
  try {
    return await schemaState(database.upkeep ?? database.db, KNOWN_SCHEMA);
  } finally {
    await database.close();
  }
}

/**
 * Brings the schema up to date, while nodes of this version start and those of the last one run.
 * @param url a PostgreSQL URL, or an SQLite file
 * @returns the migrations that it has had now
 * @throws Error for a database of a newer version, or one that is half restored
 */
export async function migrateDatabase(url: string): Promise<readonly string[]> {
  const { pending } = await databaseStatus(url);
  await (await openDatabase({ url })).close();
  return pending;
}

/**
 * Looks the whole database through: its tables against what this program works with, its integrity, and whether its secrets open.
 * @param url a PostgreSQL URL, or an SQLite file
 * @param masterKey text; left out = secrets are not opened
 * @throws Error for a database of a newer version, or one that is half restored
 */
export async function inspectDatabase(url: string, masterKey?: string): Promise<CheckReport> {
  const database = await openBare(url);
  try {
    const db = database.upkeep ?? database.db;
    await requireUsable(db, KNOWN_SCHEMA);
    const vault = masterKey === undefined ? undefined : createVault(readMasterKeys(masterKey));
    return await checkDatabase({ db, kind: database.kind, vault });
  } finally {
    await database.close();
  }
}

/**
 * Writes the whole state to a file while the platform runs.
 * @param url a PostgreSQL URL, or an SQLite file
 * @param file path of the file to write
 * @param masterKey 32 bytes in base64: that with which the platform seals its secrets; undefined where it has none
 * @param now ms since 1970, told in the file
 * @throws Refusal `secrets-in-clear` for a secret that is not sealed
 */
export const backUp = (url: string, file: string, masterKey?: string, now = Date.now()): Promise<BackupReport> =>
  makeBackup({ url, file, masterKey, product: VERSION, now });

/**
 * Puts a backup into an empty database, all or nothing; the audit log that comes with it then says so. Sessions and one-time codes end.
 * @param url a PostgreSQL URL, or an SQLite file
 * @param file path of the backup
 * @param masterKey with which the secrets in it are sealed
 * @throws Refusal `restore-into-used` for a database that is not empty, `backup-of-other-kind`, `backup-sealed`, and what `verify` throws
 */
export async function restore(
  url: string,
  file: string,
  masterKey?: string,
  clock: Clock = systemClock,
): Promise<BackupReport> {
  const report = await restoreBackup({ url, file, masterKey });
  const database = await openDatabase({
    url,
    ...(masterKey === undefined ? {} : { masterKeys: readMasterKeys(masterKey) }),
  });
  try {
    // A code that was used after the backup, and a session that was ended, would be good once more.
    await byProgram({ database, clock }, 'restoreBackup', () =>
      database.transaction(async (trx, announce) => {
        await forgetCodes(trx);
        await endSessions(trx, announce, 'all', clock.now());
      }),
    );
  } finally {
    await database.close();
  }
  return report;
}

/** Reads a backup to its end. @throws Refusal `backup-unreadable`, `backup-damaged` or `backup-newer`, which says what is wrong with it */
export const verify = (file: string): Promise<BackupReport> => verifyBackup(file);

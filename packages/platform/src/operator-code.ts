/** A one-time code from whoever can reach the database: `portvakt operator code`. */
import { byProgram } from './audit/index.ts';
import { openDatabase } from './database/index.ts';
import { type MadeCode, makeOperatorCode } from './operator/index.ts';

/**
 * Makes a one-time code with which a person becomes an operator in the portal; of the code itself the database keeps a hash.
 * @param url a PostgreSQL URL, or an SQLite file
 * @param now ms since 1970
 * @throws Refusal `unavailable`
 */
export async function operatorCode(url: string, now = Date.now()): Promise<MadeCode> {
  const database = await openDatabase({ url });
  try {
    return await byProgram({ database, clock: { now: () => now } }, 'makeOperatorCode', () =>
      makeOperatorCode(database, now),
    );
  } finally {
    await database.close();
  }
}

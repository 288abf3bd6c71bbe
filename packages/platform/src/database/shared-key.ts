import { randomBytes } from 'node:crypto';
import type { Database } from './database.ts';

/** Of 32 bytes. */
const KEY_BYTES = 32;

/**
 * A random key that every node shares, by its name; the first to ask makes it.
 * @returns reads it when it is first needed
 */
export function sharedKey(database: Pick<Database, 'db' | 'vault'>, name: string): () => Promise<Buffer> {
  let key: Promise<Buffer> | undefined;
  return () => {
    key ??= read(database, name).catch((error: unknown) => {
      // The next one tries again.
      key = undefined;
      throw error;
    });
    return key;
  };
}

async function read({ db, vault }: Pick<Database, 'db' | 'vault'>, name: string): Promise<Buffer> {
  const fresh = randomBytes(KEY_BYTES).toString('base64');
  await db
    .insertInto('storage_secret')
    .values({ name, value: vault.seal(fresh, 'storage_secret.value', name) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await db.selectFrom('storage_secret').select('value').where('name', '=', name).executeTakeFirstOrThrow();
  return Buffer.from(vault.open(row.value, 'storage_secret.value', name), 'base64');
}

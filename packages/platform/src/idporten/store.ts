import type { Kysely } from 'kysely';
import type { Database, Tables } from '../database/index.ts';

/** One entry of oidc-provider, as it lies in the table. */
export interface Entry {
  readonly model: string;
  readonly id: string;
  readonly payload: string;
  readonly grantId: string | undefined;
  readonly uid: string | undefined;
  /** Ms since the epoch; undefined = never. */
  readonly expires: number | undefined;
}

export interface FoundEntry {
  readonly id: string;
  readonly payload: string;
  /** Seconds since the epoch. */
  readonly consumed: number | null;
}

export async function upsertEntry(db: Kysely<Tables>, entry: Entry): Promise<void> {
  const changed = {
    payload: entry.payload,
    grant_id: entry.grantId ?? null,
    uid: entry.uid ?? null,
    expires: entry.expires ?? null,
  };
  await db
    .insertInto('idporten_entry')
    .values({ model: entry.model, id: entry.id, consumed: null, ...changed })
    .onConflict((conflict) => conflict.columns(['model', 'id']).doUpdateSet(changed))
    .execute();
}

export const findEntry = (
  db: Kysely<Tables>,
  model: string,
  by: { id: string } | { uid: string },
  now: number,
): Promise<FoundEntry | undefined> => {
  const query = db
    .selectFrom('idporten_entry')
    .select(['id', 'payload', 'consumed'])
    .where('model', '=', model)
    .where((where) => where.or([where('expires', 'is', null), where('expires', '>', now)]));
  return ('id' in by ? query.where('id', '=', by.id) : query.where('uid', '=', by.uid)).executeTakeFirst();
};

export async function consumeEntry(db: Kysely<Tables>, model: string, id: string, now: number): Promise<void> {
  await db
    .updateTable('idporten_entry')
    .set({ consumed: Math.floor(now / 1000) })
    .where('model', '=', model)
    .where('id', '=', id)
    .execute();
}

export async function deleteEntry(db: Kysely<Tables>, model: string, id: string): Promise<void> {
  await db.deleteFrom('idporten_entry').where('model', '=', model).where('id', '=', id).execute();
}

export async function deleteGrant(db: Kysely<Tables>, grantId: string): Promise<void> {
  await db.deleteFrom('idporten_entry').where('grant_id', '=', grantId).execute();
}

export async function deleteExpired(db: Kysely<Tables>, now: number): Promise<void> {
  await db.deleteFrom('idporten_entry').where('expires', '<=', now).execute();
}

/** The secret with this name; the first to ask makes it, and every node then has the same. */
export async function secret({ db, vault }: Database, name: string, make: () => Promise<string>): Promise<string> {
  const read = async (): Promise<string | undefined> => {
    const row = await db.selectFrom('idporten_secret').select('value').where('name', '=', name).executeTakeFirst();
    return row && vault.open(row.value, 'idporten_secret.value', name);
  };
  const known = await read();
  if (known !== undefined) return known;
  await db
    .insertInto('idporten_secret')
    .values({ name, value: vault.seal(await make(), 'idporten_secret.value', name) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const made = await read();
  if (made === undefined) throw new Error(`the secret ${name} of the test ID-porten could not be kept`);
  return made;
}

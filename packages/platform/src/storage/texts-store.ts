import type { Kysely } from 'kysely';
import type { Tables } from '../database/index.ts';

type Db = Kysely<Tables>;

/** Which text resource. */
export interface TextKey {
  readonly org: string;
  readonly app: string;
  readonly language: string;
}

/** The JSON of a text resource, or undefined. */
export async function findText(db: Db, { org, app, language }: TextKey): Promise<string | undefined> {
  const row = await db
    .selectFrom('app_text')
    .select('body')
    .where('org', '=', org)
    .where('app', '=', app)
    .where('language', '=', language)
    .executeTakeFirst();
  return row?.body;
}

/** Writes or replaces a text resource. */
export async function writeText(db: Db, key: TextKey, body: string, changed: number): Promise<void> {
  const { org, app, language } = key;
  await db
    .insertInto('app_text')
    .values({ org, app, language, body, changed })
    .onConflict((conflict) => conflict.columns(['org', 'app', 'language']).doUpdateSet({ body, changed }))
    .execute();
}

/** Takes the text resource of a language away, or all of an app. @returns false when there was none */
export async function removeTexts(db: Db, { org, app, language }: Omit<TextKey, 'language'> & Partial<TextKey>) {
  let query = db.deleteFrom('app_text').where('org', '=', org).where('app', '=', app);
  if (language !== undefined) query = query.where('language', '=', language);
  return (await query.executeTakeFirstOrThrow()).numDeletedRows > 0n;
}

import { type Kysely, sql } from 'kysely';

/** Users without a number are looked up by what they are called; see register/self-identified.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index party_user_name on party (name)
    where organization_number is null and person_number is null`.execute(db);
}

import { type Insertable, type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database, Tables } from '../database/index.ts';

export type EnterpriseRow = Selectable<Tables['enterprise_user']>;
export type SessionRow = Selectable<Tables['login_session']>;
export type AttemptRow = Selectable<Tables['login_attempt']>;
export type ProfileRow = Selectable<Tables['user_profile']>;

export const enterpriseUserByName = (db: Kysely<Tables>, name: string): Promise<EnterpriseRow | undefined> =>
  db.selectFrom('enterprise_user').selectAll().where('user_name', '=', name).executeTakeFirst();

export const enterpriseUserById = (db: Kysely<Tables>, userId: number): Promise<EnterpriseRow | undefined> =>
  db.selectFrom('enterprise_user').selectAll().where('user_id', '=', userId).executeTakeFirst();

export async function clearAttempts(db: Kysely<Tables>, userId: number): Promise<void> {
  await db
    .updateTable('enterprise_user')
    .set({ wrong_attempts: 0, locked_until: null })
    .where('user_id', '=', userId)
    .execute();
}

/** Counts a wrong password; the one that reaches the limit locks the user and begins the count anew. */
export async function recordWrongAttempt(
  database: Database,
  userId: number,
  rule: { limit: number; now: number; lockMs: number },
): Promise<void> {
  await database.transaction(async (trx) => {
    const row = await trx
      .updateTable('enterprise_user')
      .set((set) => ({ wrong_attempts: set('wrong_attempts', '+', 1) }))
      .where('user_id', '=', userId)
      .returning('wrong_attempts')
      .executeTakeFirst();
    if (row === undefined || row.wrong_attempts < rule.limit) return;
    await trx
      .updateTable('enterprise_user')
      .set({ wrong_attempts: 0, locked_until: rule.now + rule.lockMs })
      .where('user_id', '=', userId)
      .execute();
  });
}

export async function upsertEnterpriseUser(
  trx: Transaction<Tables>,
  row: Insertable<Tables['enterprise_user']>,
): Promise<void> {
  const { user_id: _key, ...changed } = row;
  await trx
    .insertInto('enterprise_user')
    .values(row)
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(changed))
    .execute();
}

export async function insertAttempt(db: Kysely<Tables>, row: AttemptRow, now: number): Promise<void> {
  await db.deleteFrom('login_attempt').where('expires', '<=', now).execute();
  await db.insertInto('login_attempt').values(row).execute();
}

/** Takes an attempt out of the table: only one caller gets it. */
export const takeAttempt = (db: Kysely<Tables>, stateHash: string): Promise<AttemptRow | undefined> =>
  db.deleteFrom('login_attempt').where('state_hash', '=', stateHash).returningAll().executeTakeFirst();

export async function insertSession(db: Kysely<Tables>, row: SessionRow, now: number): Promise<void> {
  await db.deleteFrom('login_session').where('expires', '<=', now).execute();
  await db.insertInto('login_session').values(row).execute();
}

export const sessionByHandle = (db: Kysely<Tables>, handleHash: string, now: number): Promise<SessionRow | undefined> =>
  db
    .selectFrom('login_session')
    .selectAll()
    .where('handle_hash', '=', handleHash)
    .where('expires', '>', now)
    .executeTakeFirst();

/** Moves a live session's end. @returns the session, or undefined when it has ended */
export const slideSession = (
  db: Kysely<Tables>,
  sid: string,
  now: number,
  until: number,
): Promise<SessionRow | undefined> =>
  db
    .updateTable('login_session')
    .set((set) => ({
      used: now,
      expires: set.case().when('ends', '<', until).then(set.ref('ends')).else(until).end(),
    }))
    .where('sid', '=', sid)
    .where('expires', '>', now)
    .returningAll()
    .executeTakeFirst();

/** A person's live sessions, those used last first. */
export const sessionsOf = (db: Kysely<Tables>, partyUuid: string, now: number): Promise<readonly SessionRow[]> =>
  db
    .selectFrom('login_session')
    .selectAll()
    .where('party_uuid', '=', partyUuid)
    .where('expires', '>', now)
    .orderBy((row) => row.fn.coalesce('used', 'authenticated'), 'desc')
    .orderBy('sid')
    .execute();

/** Who has live sessions, and whose name holds the text; those used last first. */
export const personsWithSessions = (
  db: Kysely<Tables>,
  { now, name, most }: { readonly now: number; readonly name: string; readonly most: number },
) => {
  const part = `%${name.replace(/[\\%_]/g, '\\$&')}%`;
  return db
    .selectFrom('login_session as session')
    .innerJoin('party', 'party.uuid', 'session.party_uuid')
    .select(({ fn }) => [
      'party.uuid as id',
      'party.name as name',
      fn.countAll().as('sessions'),
      fn.max(fn.coalesce('session.used', 'session.authenticated')).as('used'),
    ])
    .where('session.expires', '>', now)
    .where(({ or }) =>
      or([
        sql<boolean>`upper(party.name) like ${part.toUpperCase()} escape '\\'`,
        // SQLite knows upper case of a to z only.
        sql<boolean>`party.name like ${part} escape '\\'`,
      ]),
    )
    .groupBy(['party.uuid', 'party.name'])
    .orderBy('used', 'desc')
    .orderBy('id')
    .limit(most)
    .execute();
};

export const profileOf = (db: Kysely<Tables>, userId: number): Promise<ProfileRow | undefined> =>
  db.selectFrom('user_profile').selectAll().where('user_id', '=', userId).executeTakeFirst();

export async function saveLanguage(db: Kysely<Tables>, userId: number, language: string): Promise<void> {
  await db
    .insertInto('user_profile')
    .values({ user_id: userId, user_name: '', language })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ language }))
    .execute();
}

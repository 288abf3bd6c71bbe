import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
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
      expires: set.case().when('ends', '<', until).then(set.ref('ends')).else(until).end(),
    }))
    .where('sid', '=', sid)
    .where('expires', '>', now)
    .returningAll()
    .executeTakeFirst();

export const deleteSession = (db: Kysely<Tables>, sid: string): Promise<SessionRow | undefined> =>
  db.deleteFrom('login_session').where('sid', '=', sid).returningAll().executeTakeFirst();

export async function deleteSessionsOf(db: Kysely<Tables>, partyUuid: string): Promise<void> {
  await db.deleteFrom('login_session').where('party_uuid', '=', partyUuid).execute();
}

export async function deleteUpstreamSession(db: Kysely<Tables>, issuer: string, sid: string): Promise<void> {
  await db.deleteFrom('login_session').where('issuer', '=', issuer).where('upstream_sid', '=', sid).execute();
}

export const profileOf = (db: Kysely<Tables>, userId: number): Promise<ProfileRow | undefined> =>
  db.selectFrom('user_profile').selectAll().where('user_id', '=', userId).executeTakeFirst();

export async function saveLanguage(db: Kysely<Tables>, userId: number, language: string): Promise<void> {
  await db
    .insertInto('user_profile')
    .values({ user_id: userId, user_name: '', language })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ language }))
    .execute();
}

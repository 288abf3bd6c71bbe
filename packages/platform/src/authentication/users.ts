import { randomUUID } from 'node:crypto';
import type { Database } from '../database/index.ts';
import { type Clock, type JsonObject, seconds } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import { type Login, sessionClaims, type User, userOf } from './claims.ts';
import type { Session } from './sessions.ts';
import { profileOf } from './store.ts';

/** Languages of the portal. */
export const LANGUAGES = ['nb', 'nn', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What the profile keeps of a user. */
export interface Profile {
  readonly userName: string;
  readonly language: Language;
}

const isLanguage = (text: string | undefined): text is Language =>
  (LANGUAGES as readonly (string | undefined)[]).includes(text);

/** Parties as users: who they are, and the claims of their sessions. */
export interface Users {
  profile(userId: number): Promise<Profile>;
  /** The user that a party is; undefined for one without a user id, and for one that is deleted. */
  userOf(party: Party | undefined): Promise<User | undefined>;
  claimsOfLogin(person: Party | undefined, login: Login): Promise<JsonObject | undefined>;
  /** The claims of a session's token, which ends with the session; undefined when its person is gone. */
  claimsOf(session: Session): Promise<JsonObject | undefined>;
}

export function createUsers(deps: { database: Database; register: Register; clock: Clock; issuer: string }): Users {
  const { register, clock, issuer } = deps;
  const profile = async (userId: number): Promise<Profile> => {
    const row = await profileOf(deps.database.db, userId);
    return { userName: row?.user_name ?? '', language: isLanguage(row?.language) ? row.language : 'nb' };
  };
  const user = async (party: Party | undefined): Promise<User | undefined> =>
    party?.userId === undefined || party.isDeleted ? undefined : userOf(party, (await profile(party.userId)).userName);
  const claimsOfLogin = async (person: Party | undefined, login: Login): Promise<JsonObject | undefined> => {
    const found = await user(person);
    return found && sessionClaims(found, login, { issuer, now: seconds(clock), sid: login.sid, jti: randomUUID() });
  };
  return {
    profile,
    userOf: user,
    claimsOfLogin,
    async claimsOf(session) {
      const claims = await claimsOfLogin(await register.party({ uuid: session.partyUuid }), {
        acr: session.acr,
        amr: session.amr,
        sid: session.sid,
        authTime: session.authTime,
        originalIssuer: session.issuer,
      });
      return claims && { ...claims, exp: Math.min(Number(claims['exp']), session.ends) };
    },
  };
}

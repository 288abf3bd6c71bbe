import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Database, Vault } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import {
  deleteSession,
  deleteSessionsOf,
  deleteUpstreamSession,
  insertSession,
  type SessionRow,
  sessionByHandle,
  slideSession,
} from './store.ts';

/** A portal session lasts this long without use … */
const IDLE_MS = 30 * 60 * 1000;
/** … and this long in all (altinn-authentication.md 9). */
const LONGEST_MS = 720 * 60 * 1000;

/** A person's session. Times in seconds since the epoch. */
export interface Session {
  readonly sid: string;
  readonly partyUuid: string;
  readonly issuer: string;
  readonly upstreamSid: string | undefined;
  readonly idToken: string | undefined;
  readonly acr: string;
  readonly amr: readonly string[];
  readonly authTime: number;
  /** The session ends then at the latest. */
  readonly ends: number;
}

/** How the person logged in at the provider. */
export interface UpstreamLogin {
  readonly issuer: string;
  readonly sid: string | undefined;
  readonly idToken: string | undefined;
  readonly acr: string;
  readonly amr: readonly string[];
}

export interface Sessions {
  /** Begins a session. `handle` goes to the browser and nowhere else. */
  begin(person: Party, login: UpstreamLogin): Promise<{ readonly session: Session; readonly handle: string }>;
  /** @returns undefined when it has ended, or its person is no user any more */
  byHandle(handle: string): Promise<Session | undefined>;
  /** Keeps the session alive for another half hour. @returns undefined when it has ended */
  touch(sid: string): Promise<Session | undefined>;
  end(sid: string): Promise<Session | undefined>;
  /** Ends every session that the provider's session `upstreamSid` began. */
  endUpstream(issuer: string, upstreamSid: string): Promise<void>;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

const toSession = (row: SessionRow, vault: Vault): Session => ({
  sid: row.sid,
  partyUuid: row.party_uuid,
  issuer: row.issuer,
  upstreamSid: row.upstream_sid ?? undefined,
  idToken: row.id_token === null ? undefined : vault.open(row.id_token, 'login_session.id_token', row.sid),
  acr: row.acr,
  amr: JSON.parse(row.amr) as string[],
  authTime: Math.floor(row.authenticated / 1000),
  ends: Math.floor(row.ends / 1000),
});

export function createSessions(deps: {
  database: Database;
  clock: Clock;
  register: Pick<Register, 'party'>;
}): Sessions {
  const { db, vault } = deps.database;
  const sessionOf = (row: SessionRow | undefined) => row && toSession(row, vault);
  const { clock, register } = deps;
  /** Who is no user any more has no session either: all of theirs end, and not this one alone. */
  const unlessGone = async (row: SessionRow | undefined): Promise<Session | undefined> => {
    if (!row) return undefined;
    const person = await register.party({ uuid: row.party_uuid });
    if (person?.userId !== undefined && !person.isDeleted) return sessionOf(row);
    await deleteSessionsOf(db, row.party_uuid);
    return undefined;
  };
  return {
    async begin(person, login) {
      const handle = randomBytes(32).toString('base64url');
      const now = clock.now();
      const sid = randomUUID();
      const row: SessionRow = {
        sid,
        handle_hash: sha256(handle),
        party_uuid: person.uuid,
        issuer: login.issuer,
        upstream_sid: login.sid ?? null,
        id_token: login.idToken === undefined ? null : vault.seal(login.idToken, 'login_session.id_token', sid),
        acr: login.acr,
        amr: JSON.stringify(login.amr),
        authenticated: now,
        expires: now + IDLE_MS,
        ends: now + LONGEST_MS,
      };
      await insertSession(db, row, now);
      return { session: toSession(row, vault), handle };
    },
    async byHandle(handle) {
      return unlessGone(await sessionByHandle(db, sha256(handle), clock.now()));
    },
    async touch(sid) {
      const now = clock.now();
      return unlessGone(await slideSession(db, sid, now, now + IDLE_MS));
    },
    async end(sid) {
      return sessionOf(await deleteSession(db, sid));
    },
    endUpstream: (issuer, upstreamSid) => deleteUpstreamSession(db, issuer, upstreamSid),
  };
}

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { endSessions } from '../callers/index.ts';
import type { Database, Vault } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Agent } from './agent.ts';
import {
  insertSession,
  personsWithSessions,
  type SessionRow,
  sessionByHandle,
  sessionsOf,
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
  begin(
    person: Party,
    login: UpstreamLogin,
    agent?: Agent,
  ): Promise<{ readonly session: Session; readonly handle: string }>;
  /** @returns undefined when it has ended, or its person is no user any more */
  byHandle(handle: string): Promise<Session | undefined>;
  /** Keeps the session alive for another half hour. @returns undefined when it has ended */
  touch(sid: string): Promise<Session | undefined>;
  end(sid: string): Promise<void>;
  /** Ends every session that the provider's session `upstreamSid` began. */
  endUpstream(issuer: string, upstreamSid: string): Promise<void>;
  /** A person's live sessions, those used last first; at most 100. @param own the `sid` of who asks, if it has one */
  of(person: string, own?: string): Promise<readonly ShownSession[]>;
  /** Who has live sessions, and whose name holds the text; at most 50, those used last first. */
  persons(name: string): Promise<readonly PersonWithSessions[]>;
  /** Ends the person's session that is shown under the id. @returns false when the person has none such */
  endShown(person: string, id: string): Promise<boolean>;
  /** Ends all of a person's. @param but the `sid` of one that stays @returns how many */
  endAll(person: string, but?: string): Promise<number>;
}

/** A session as it is shown. Times in ms since the epoch. */
export interface ShownSession extends Agent {
  /** Names it, and tells nothing of its `sid` or handle. */
  readonly id: string;
  readonly begun: number;
  readonly used: number;
  /** How the person logged in. */
  readonly acr: string;
  readonly isOwn: boolean;
}

export interface PersonWithSessions {
  /** UUID of the party. */
  readonly id: string;
  readonly name: string;
  readonly sessions: number;
  readonly used: number;
}

const MOST_SHOWN = 100;
const MOST_PERSONS = 50;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** A `sid` ends its session without a login (front-channel logout), so it is not shown. */
const shownId = (sid: string): string => sha256(`session ${sid}`).slice(0, 22);

const shown = (row: SessionRow, own: string | undefined): ShownSession => ({
  id: shownId(row.sid),
  begun: row.authenticated,
  used: row.used ?? row.authenticated,
  acr: row.acr,
  browser: row.browser ?? undefined,
  system: row.system ?? undefined,
  isOwn: row.sid === own,
});

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
  const { database, clock, register } = deps;
  const { db, vault } = database;
  const end = (which: Parameters<typeof endSessions>[2]): Promise<number> =>
    database.transaction((trx, announce) => endSessions(trx, announce, which, clock.now()));
  /** Who is no user any more has no session either: all of theirs end, and not this one alone. */
  const unlessGone = async (row: SessionRow | undefined): Promise<Session | undefined> => {
    if (!row) return undefined;
    const person = await register.party({ uuid: row.party_uuid });
    if (person?.userId !== undefined && !person.isDeleted) return toSession(row, vault);
    await end({ persons: [row.party_uuid] });
    return undefined;
  };
  return {
    async begin(person, login, agent) {
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
        browser: agent?.browser ?? null,
        system: agent?.system ?? null,
        used: null,
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
      await end({ sid });
    },
    async endUpstream(issuer, upstreamSid) {
      await end({ issuer, upstreamSid });
    },
    async of(person, own) {
      const rows = await sessionsOf(db, person, clock.now());
      return rows.slice(0, MOST_SHOWN).map((row) => shown(row, own));
    },
    async persons(name) {
      const rows = await personsWithSessions(db, { now: clock.now(), name, most: MOST_PERSONS });
      return rows.map((row) => ({ ...row, sessions: Number(row.sessions), used: Number(row.used) }));
    },
    async endShown(person, id) {
      const row = (await sessionsOf(db, person, clock.now())).find(({ sid }) => shownId(sid) === id);
      return row !== undefined && (await end({ sid: row.sid })) > 0;
    },
    endAll: (person, but) => end({ persons: [person], but }),
  };
}

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Party } from '../register/index.ts';
import {
  deleteSession,
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
  byHandle(handle: string): Promise<Session | undefined>;
  /** Keeps the session alive for another half hour. @returns undefined when it has ended */
  touch(sid: string): Promise<Session | undefined>;
  end(sid: string): Promise<Session | undefined>;
  /** Ends every session that the provider's session `upstreamSid` began. */
  endUpstream(issuer: string, upstreamSid: string): Promise<void>;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

const toSession = (row: SessionRow): Session => ({
  sid: row.sid,
  partyUuid: row.party_uuid,
  issuer: row.issuer,
  upstreamSid: row.upstream_sid ?? undefined,
  idToken: row.id_token ?? undefined,
  acr: row.acr,
  amr: JSON.parse(row.amr) as string[],
  authTime: Math.floor(row.authenticated / 1000),
  ends: Math.floor(row.ends / 1000),
});

export function createSessions(deps: { database: Database; clock: Clock }): Sessions {
  const { db } = deps.database;
  const { clock } = deps;
  return {
    async begin(person, login) {
      const handle = randomBytes(32).toString('base64url');
      const now = clock.now();
      const row: SessionRow = {
        sid: randomUUID(),
        handle_hash: sha256(handle),
        party_uuid: person.uuid,
        issuer: login.issuer,
        upstream_sid: login.sid ?? null,
        id_token: login.idToken ?? null,
        acr: login.acr,
        amr: JSON.stringify(login.amr),
        authenticated: now,
        expires: now + IDLE_MS,
        ends: now + LONGEST_MS,
      };
      await insertSession(db, row, now);
      return { session: toSession(row), handle };
    },
    async byHandle(handle) {
      const row = await sessionByHandle(db, sha256(handle), clock.now());
      return row && toSession(row);
    },
    async touch(sid) {
      const now = clock.now();
      const row = await slideSession(db, sid, now, now + IDLE_MS);
      return row && toSession(row);
    },
    async end(sid) {
      const row = await deleteSession(db, sid);
      return row && toSession(row);
    },
    endUpstream: (issuer, upstreamSid) => deleteUpstreamSession(db, issuer, upstreamSid),
  };
}

import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { DECOY_HASH, verifyPassword } from './passwords.ts';
import { refuse } from './refusals.ts';
import {
  clearAttempts,
  type EnterpriseRow,
  enterpriseUserById,
  enterpriseUserByName,
  recordWrongAttempt,
} from './store.ts';

/** An organisation's user with name and password (virksomhetsbruker); a party of the register under the same ids. */
export interface EnterpriseUser {
  readonly userId: number;
  readonly userName: string;
  readonly partyId: number;
  readonly partyUuid: string;
  /** The one organisation for which it may log in. */
  readonly organization: string;
}

export interface EnterpriseUsers {
  /**
   * The user that the header names, when its password is right and it belongs to the organisation (altinn-authentication.md 4).
   * @throws Refusal `ENTERPRISE_MALFORMED`, `ENTERPRISE_REJECTED` or `ENTERPRISE_LOCKED`
   */
  authenticate(header: string, organization: string): Promise<EnterpriseUser>;
  find(userId: number): Promise<EnterpriseUser | undefined>;
}

/** Wrong passwords in a row after which a user is locked. */
const MAX_WRONG_ATTEMPTS = 5;
const DEFAULT_LOCK_MS = 60 * 60 * 1000;
const MAX_HEADER_LENGTH = 1024;
/** Passwords that may be in work for one user at once; more are told to wait. */
const MAX_WAITING = 16;

/**
 * Name and password in the header `X-Altinn-EnterpriseUser-Authentication`: base64 of UTF-8 `name:password`, split at the first colon.
 * @throws Refusal `ENTERPRISE_MALFORMED`
 */
function credentialsIn(header: string): { name: string; password: string } {
  const wanted = 'X-Altinn-EnterpriseUser-Authentication must be base64(utf8("name:password"))';
  const malformed = (what: string) => refuse('ENTERPRISE_MALFORMED', `${what}: ${wanted}`);
  const text = header.trim();
  if (text.length > MAX_HEADER_LENGTH) throw malformed(`the header is longer than ${MAX_HEADER_LENGTH} characters`);
  const bytes = Buffer.from(text, 'base64');
  if (text === '' || bytes.toString('base64').replace(/=+$/, '') !== text.replace(/={0,2}$/, ''))
    throw malformed('the header is not base64');
  let decoded: string;
  try {
    decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed('the header is not UTF-8');
  }
  const colon = decoded.indexOf(':');
  if (colon < 1) throw malformed('the header has no name before a colon');
  return { name: decoded.slice(0, colon).toLowerCase(), password: decoded.slice(colon + 1) };
}

const toUser = (row: EnterpriseRow): EnterpriseUser => ({
  userId: row.user_id,
  userName: row.user_name,
  partyId: row.party_id,
  partyUuid: row.party_uuid,
  organization: row.organization_number,
});

export function createEnterpriseUsers(deps: { database: Database; clock: Clock; lockMs?: number }): EnterpriseUsers {
  const { database, clock } = deps;
  const lockMs = deps.lockMs ?? DEFAULT_LOCK_MS;
  /** One password at a time for each user, so that many guesses sent at once are counted before the next is tried. */
  const queues = new Map<string, { tail: Promise<unknown>; waiting: number }>();

  const inTurn = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const queue = queues.get(name) ?? { tail: Promise.resolve(), waiting: 0 };
    if (queue.waiting >= MAX_WAITING)
      throw refuse('ENTERPRISE_LOCKED', 'too many logins of this user at once: try again', {
        headers: { 'retry-after': '5' },
      });
    queues.set(name, queue);
    queue.waiting += 1;
    const turn = queue.tail.then(work);
    queue.tail = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) queues.delete(name);
    }
  };

  const refuseLocked = (row: EnterpriseRow): void => {
    if (row.locked_until === null || row.locked_until <= clock.now()) return;
    const retryAfterS = Math.ceil((row.locked_until - clock.now()) / 1000);
    throw refuse(
      'ENTERPRISE_LOCKED',
      `the enterprise user is locked after ${MAX_WRONG_ATTEMPTS} wrong passwords: try again in ${retryAfterS} s`,
      { headers: { 'retry-after': String(retryAfterS) } },
    );
  };

  const check = async (name: string, password: string, organization: string): Promise<EnterpriseUser> => {
    const rejected = () => refuse('ENTERPRISE_REJECTED', 'the enterprise user or its password is wrong');
    const row = await enterpriseUserByName(database.db, name);
    // Another organisation's user is as unknown here as one that does not exist, and cannot be locked from here.
    if (row?.organization_number !== organization) {
      await verifyPassword(password, DECOY_HASH);
      throw rejected();
    }
    refuseLocked(row);
    if (await verifyPassword(password, row.password_hash)) {
      if (row.wrong_attempts > 0 || row.locked_until !== null) await clearAttempts(database.db, row.user_id);
      return toUser(row);
    }
    await recordWrongAttempt(database, row.user_id, { limit: MAX_WRONG_ATTEMPTS, now: clock.now(), lockMs });
    throw rejected();
  };

  return {
    async authenticate(header, organization) {
      const { name, password } = credentialsIn(header);
      return inTurn(name, () => check(name, password, organization));
    },
    async find(userId) {
      const row = await enterpriseUserById(database.db, userId);
      return row && toUser(row);
    },
  };
}

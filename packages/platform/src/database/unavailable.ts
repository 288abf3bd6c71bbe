import { isUnavailable, type Refusal, unavailable } from '../foundation/index.ts';

/**
 * SQLSTATE (PostgreSQL, appendix A): connection exceptions, insufficient resources, operator intervention, system errors; a server that
 * only reads (a standby), a transaction that stood still for too long, serialisation failures and deadlocks, a lock that another holds.
 */
const SQL_STATES = /^(?:08|53|57|58)...$|^(?:25006|25P03|40001|40P01|55P03)$/;
const NETWORK = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'],
  ...['ENOTFOUND', 'EAI_AGAIN'],
]);
/** What `pg` and Kysely say without a code. */
const WORDS =
  /^Connection terminated|not queryable|^timeout e(?:xceeded|xpired)|^Query read timeout|^Cannot use a pool after|connection has been discarded|driver has already been destroyed/;
/** Primary result codes of SQLite: BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN. */
const SQLITE = new Set([5, 6, 7, 8, 10, 13, 14]);

/**
 * The error as the rest of the platform is to see it: `unavailable` when trying again later may help, else itself. The database cannot be
 * reached, or cannot do now what it was asked for: the connection was cut, the server stops or starts, the disk is full, another holds a
 * lock. Of a statement that changes something it is not known whether it has been done.
 */
export function translated(error: unknown): unknown {
  return isPassing(error) ? withoutDatabase(error) : error;
}

/** True when no connection was made because there was no answer in time, or the server is starting (57P03, cannot_connect_now). */
export function isSoonOver(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? /^Connection terminated|^timeout expired/.test(message) : code === '57P03';
}

/** Whatever it was that kept a connection from being made. */
export function withoutDatabase(cause: unknown): Refusal<'unavailable'> {
  if (isUnavailable(cause)) return cause;
  const { message = '', code = '' } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : {};
  return unavailable(`the database is not available: ${message || code}`, cause);
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  // The connection of an SQLite database that has been closed.
  if (code === 'ERR_INVALID_STATE') return true;
  if (typeof errcode === 'number') return SQLITE.has(errcode & 0xff);
  if (typeof code === 'string') return NETWORK.has(code) || SQL_STATES.test(code);
  return WORDS.test(error.message);
}

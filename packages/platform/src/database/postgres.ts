import { type CompiledQuery, type Driver, Kysely, PostgresDialect, sql } from 'kysely';
import type pg from 'pg';
import type { Change, Opened, PoolUse } from './database.ts';
import type { Keeper } from './happenings.ts';
import { Listeners } from './listeners.ts';
import { CHANGE_CHANNEL, hearChanges } from './postgres-changes.ts';
import { PostgresReads } from './postgres-reads.ts';
import { Reads, type RunRead } from './reads.ts';
import type { Tables } from './tables.ts';
import { telling } from './telling.ts';
import { translatingDriver } from './translating-driver.ts';
import { translated } from './unavailable.ts';

const POOL_SIZE = 16;
/** Longest wait for a connection: for one to be made, and for one of the pool to be free. Then the caller is told to come again. */
const CONNECT_TIMEOUT_MS = 10_000;
const MAX_PREPARED = 20;
const INT8 = 20;

class Dialect extends PostgresDialect {
  override createDriver(): Driver {
    return translatingDriver(super.createDriver());
  }
}

/**
 * Opens a PostgreSQL database. Numbers of type `bigint` come back as JavaScript numbers (all of ours are below 2^53).
 * A change has been heard by the listeners of every node when `transaction` or `announce` resolves.
 */
export async function openPostgres(url: string): Promise<Opened> {
  const { default: driver } = await import('pg');
  const types = {
    getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
      oid === INT8 ? Number : driver.types.getTypeParser(oid, format as 'text')) as typeof driver.types.getTypeParser,
  };
  const connection = { connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true };
  const pool = new driver.Pool({ ...connection, max: POOL_SIZE, types });
  // A connection that breaks says so whether it is idle, which the pool hears of and replaces it, or in use, where its statement fails as
  // well. An error that nobody listens for would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Tables>({ dialect: new Dialect({ pool }) });
  const reading = new PostgresReads({ open: () => new driver.Client(connection), types });
  const listeners = new Listeners();
  const prepared = statementNames();
  let keeper: Keeper | undefined;
  const hearing = await hearChanges({
    open: () => new driver.Client({ ...connection, query_timeout: CONNECT_TIMEOUT_MS }),
    listeners,
    query: (text, values) => pool.query(text, values && [...values]),
  });
  const notify = (executor: Kysely<Tables>, change: Change) =>
    sql`select pg_notify(${CHANGE_CHANNEL}, ${JSON.stringify(change)})`.execute(executor);
  const tellAll = async (changes: readonly Change[]): Promise<void> => {
    if (changes.length === 0) return;
    await Promise.all(changes.map((change) => listeners.emit(change))).catch(hearing.startOver);
    await hearing.allHave();
  };
  return {
    kind: 'postgres',
    db,
    read: readsOn(db, reading),
    async write<T>({ sql: text, parameters }: CompiledQuery<T>) {
      try {
        return (await pool.query({ ...prepared(text), text, values: [...parameters] })).rows as readonly T[];
      } catch (error) {
        throw translated(error);
      }
    },
    async transaction(work) {
      const changes: Change[] = [];
      const result = await db.transaction().execute(async (trx) => {
        const announce = (change: Change) => changes.push(change);
        const value = await telling(trx, announce, keeper, () => work(trx, announce));
        for (const change of changes) await notify(trx, change);
        return value;
      });
      await tellAll(changes);
      return result;
    },
    async announce(change) {
      await notify(db, change);
      await tellAll([change]);
    },
    keepWith(given) {
      keeper = given;
    },
    onChange: (topic, listener) => listeners.add(topic, listener),
    inStep: hearing.inStep,
    pool: () => together(pool, reading),
    async close() {
      await reading.close();
      await hearing.stop();
      await db.destroy();
    },
  };
}

function readsOn(db: Kysely<Tables>, reading: PostgresReads): RunRead {
  const reads = new Reads(db, 'postgres');
  return (read, keys) => reading.run(reads.fill(read, keys));
}

/** The connections of both kinds. */
function together({ totalCount, idleCount, waitingCount }: pg.Pool, { use }: PostgresReads): PoolUse {
  return {
    busy: totalCount - idleCount + use.busy,
    idle: idleCount + use.idle,
    waiting: waitingCount + use.waiting,
  };
}

/** Names for the first statements: the server then plans each once for a connection, and not each time. Later ones get none. */
function statementNames(): (text: string) => { readonly name?: string } {
  const names = new Map<string, { readonly name: string }>();
  return (text) => {
    const known = names.get(text);
    if (known) return known;
    if (names.size >= MAX_PREPARED) return {};
    const named = { name: `portvakt_${names.size + 1}` };
    names.set(text, named);
    return named;
  };
}

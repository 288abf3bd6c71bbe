import { type CompiledQuery, type Driver, Kysely, PostgresDialect, type PostgresDialectConfig, sql } from 'kysely';
import type pg from 'pg';
import type { BytesDoor, Change, Opened, PoolUse } from './database.ts';
import type { Keeper } from './happenings.ts';
import { Listeners } from './listeners.ts';
import { type Addresses, addressesOf, serversOf, withSettings } from './postgres-address.ts';
import { CHANGE_CHANNEL, hearChanges } from './postgres-changes.ts';
import { CONNECTING, PostgresPool, routedClient, WITHOUT_LIMITS } from './postgres-pool.ts';
import { byPoolers } from './postgres-poolers.ts';
import { Position } from './postgres-position.ts';
import { PostgresReads } from './postgres-reads.ts';
import { Replicas } from './postgres-replicas.ts';
import { writeOnTrial } from './postgres-room.ts';
import { Servers } from './postgres-servers.ts';
import { Reads, type RunRead } from './reads.ts';
import { asSpan } from './spans.ts';
import type { Tables } from './tables.ts';
import { telling } from './telling.ts';
import { translatingDriver } from './translating-driver.ts';
import { translated } from './unavailable.ts';
import { WriteTrouble } from './write-trouble.ts';

const MAX_PREPARED = 20;
const UPKEEP_SIZE = 2;
/** Longest wait for an answer on the connection that hears changes. */
const LISTENING_MS = 5_000;
const INT8 = 20;

class Dialect extends PostgresDialect {
  readonly #failed: (error: unknown) => void;

  constructor(pool: PostgresDialectConfig['pool'], failed: (error: unknown) => void) {
    super({ pool });
    this.#failed = failed;
  }

  override createDriver(): Driver {
    return translatingDriver('postgres', super.createDriver(), this.#failed);
  }
}

/** Where a PostgreSQL database is. */
export interface PostgresOptions {
  /** Of several servers too: see `addressesOf`. */
  readonly url: string;
  /** The servers themselves, where `url` leads to poolers in transaction mode. */
  readonly directUrl?: string;
  /** Replicas, the servers themselves, to which short reads by key may go. */
  readonly readUrl?: string;
}

/** Numbers of 64 bits come as numbers. */
const typesOf = (driver: typeof pg): pg.CustomTypesConfig => ({
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : driver.types.getTypeParser(oid, format as 'text')) as typeof driver.types.getTypeParser,
});

/** Loaded where a database is PostgreSQL alone, and who has none need not install it. @throws Error that says what to install */
async function loadDriver(): Promise<typeof pg> {
  try {
    return (await import('pg')).default;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error('a PostgreSQL database needs the package pg, which is not installed: npm install pg', {
      cause: error,
    });
  }
}

/** Makes connections to a server of which it is not known whether it is there. */
const opener =
  (driver: typeof pg, { silence_ms }: Pick<Addresses, 'silence_ms'>, more: pg.ClientConfig = {}) =>
  (connectionString: string): pg.Client =>
    new driver.Client({
      ...CONNECTING,
      connectionTimeoutMillis: Math.max(CONNECTING.connectionTimeoutMillis, silence_ms),
      connectionString,
      ...more,
    });

/** The servers, and what connects to the one that is used. */
async function connected({ url, directUrl, readUrl }: PostgresOptions) {
  const driver = await loadDriver();
  const types = typesOf(driver);
  const addresses = addressesOf(directUrl ?? url);
  const open = opener(driver, addresses);
  const servers = new Servers({ ...addresses, open });
  await servers.start();
  const stopServers = async (error: unknown): Promise<never> => {
    await servers.stop();
    throw error;
  };
  const poolers = directUrl === undefined ? undefined : await byPoolers(servers, url, open).catch(stopServers);
  const route = poolers ?? servers;
  const isPooled = poolers !== undefined;
  const Listening = routedClient(driver, servers, { query_timeout: Math.max(LISTENING_MS, servers.silence_ms) });
  const Reading = routedClient(driver, route);
  const leader = new PostgresReads({ open: () => new Reading(), types, ready: route.ready, isPooled });
  const position = readUrl === undefined ? undefined : new Position();
  const replicas =
    readUrl !== undefined && position !== undefined
      ? new Replicas({ ...serversOf(readUrl), driver, types, position, open, leader, ready: route.ready })
      : undefined;
  return {
    ready: route.ready,
    silence_ms: servers.silence_ms,
    position,
    replicas,
    pool: new PostgresPool(driver, route, { types, isPooled }),
    upkeep: upkeepOn(driver, servers, types),
    reading: leader,
    openListening: () => new Listening(),
    prepared: isPooled ? () => ({}) : statementNames(),
    async stop() {
      await Promise.all([servers.stop(), poolers?.stop(), replicas?.stop()]);
    },
  };
}

/**
 * One connection of its own to a PostgreSQL database, of several servers to the one that takes writes, for what reads for long: it is to set
 * aside the limits of its session itself, which a pooler takes only inside a transaction.
 * @throws Refusal `unavailable`
 */
export async function connectForReading(url: string): Promise<pg.Client> {
  const driver = await loadDriver();
  const types = typesOf(driver);
  const addresses = addressesOf(url);
  const open = opener(driver, addresses, { types });
  const servers = new Servers({ ...addresses, open });
  await servers.start();
  const client = open(servers.url() ?? url);
  // A connection that breaks says so to the statement that waits as well, or to the next.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    throw translated(error);
  } finally {
    await servers.stop();
  }
  return client;
}

/**
 * Opens a PostgreSQL database. Numbers of type `bigint` come back as JavaScript numbers (all of ours are below 2^53).
 * A change has been heard by the listeners of every node when `transaction` or `announce` resolves.
 */
export async function openPostgres(options: PostgresOptions): Promise<Opened> {
  const { ready, silence_ms, stop, pool, upkeep, reading, replicas, position, openListening, prepared } =
    await connected(options);
  const trouble: WriteTrouble = new WriteTrouble(() => writeOnTrial(db));
  const db = new Kysely<Tables>({ dialect: new Dialect(pool, trouble.failed) });
  const listeners = new Listeners();
  let keeper: Keeper | undefined;
  const hearing = await hearChanges({
    open: openListening,
    ready,
    silence_ms,
    listeners,
    query: (text, values) => pool.query({ text, values: [...(values ?? [])] }),
    ...(position === undefined ? {} : { position }),
  }).catch(async (error: unknown) => {
    await Promise.all([stop(), pool.end()]);
    throw error;
  });
  const notify = (executor: Kysely<Tables>, change: Change) =>
    sql`select pg_notify(${CHANGE_CHANNEL}, ${JSON.stringify(change)})`.execute(executor);
  const tellAll = async (changes: readonly Change[]): Promise<void> => {
    if (changes.length === 0) return;
    hearing.changed();
    await Promise.all(changes.map((change) => listeners.emit(change))).catch(hearing.startOver);
    await hearing.allHave();
  };
  return {
    kind: 'postgres',
    db,
    read: readsOn(db, replicas ?? reading),
    write: writerOn(pool, prepared, trouble.failed),
    bytes: bytesDoor(pool, trouble.failed),
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
    trouble,
    ...(replicas === undefined ? {} : { servers: () => replicas.use }),
    pool: () => together(pool.use, reading.use),
    upkeep,
    async close() {
      trouble.stop();
      await reading.close();
      await hearing.stop();
      await Promise.all([db.destroy(), upkeep.destroy()]);
      await stop();
    },
  };
}

type Failed = (error: unknown) => void;

/** @param failed is told of each error */
const writerOn =
  (pool: PostgresPool, prepared: (text: string) => { readonly name?: string }, failed: Failed): Opened['write'] =>
  async <T>({ sql: text, parameters }: CompiledQuery<T>) => {
    try {
      const statement = { ...prepared(text), text, values: [...parameters] };
      return (await asSpan('postgres', text, () => pool.query(statement))) as readonly T[];
    } catch (error) {
      failed(error);
      throw translated(error);
    }
  };

/** @param failed is told of each error of what is written */
function bytesDoor(pool: PostgresPool, failed: Failed): BytesDoor {
  return {
    find: (query) =>
      asSpan('postgres', query.sql, () => pool.copyOut(query)).catch((error: unknown) => {
        throw translated(error);
      }),
    insert: (into, rows) =>
      asSpan('postgres', `insert into ${into}`, () => pool.copyIn(into, rows)).catch((error: unknown) => {
        failed(error);
        throw translated(error);
      }),
  };
}

function readsOn(db: Kysely<Tables>, reading: Pick<PostgresReads, 'run'>): RunRead {
  const reads = new Reads(db, 'postgres');
  return (read, keys) => {
    const statement = reads.fill(read, keys);
    return asSpan('postgres', statement.sql, () => reading.run(statement));
  };
}

/** The connections of both kinds. */
const together = (one: PoolUse, other: PoolUse): PoolUse => ({
  busy: one.busy + other.busy,
  idle: one.idle + other.idle,
  waiting: one.waiting + other.waiting,
});

/** For what may take long, and happens seldom: without limits, on connections of its own. */
function upkeepOn(driver: typeof pg, servers: Servers, types: pg.CustomTypesConfig): Kysely<Tables> {
  const Client = routedClient(driver, servers, { types }, (url) => withSettings(url, WITHOUT_LIMITS));
  const pool = new driver.Pool({ Client, max: UPKEEP_SIZE });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely<Tables>({ dialect: new Dialect(pool, () => {}) });
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

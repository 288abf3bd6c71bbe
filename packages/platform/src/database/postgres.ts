import { type CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import type pg from 'pg';
import type { Change, Database } from './index.ts';
import { Listeners } from './listeners.ts';
import type { Tables } from './tables.ts';

const CHANNEL = 'portvakt_change';
const POOL_SIZE = 16;
const MAX_PREPARED = 20;
const RECONNECT_DELAY_MS = 250;
const INT8 = 20;

/**
 * Opens a PostgreSQL database. Numbers of type `bigint` come back as JavaScript numbers (all of ours are below 2^53).
 * Changes travel between nodes by LISTEN/NOTIFY; after a lost listening connection every listener is told that all may have changed.
 */
export async function openPostgres(url: string): Promise<Database> {
  const { default: driver } = await import('pg');
  const types = {
    getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
      oid === INT8 ? Number : driver.types.getTypeParser(oid, format as 'text')) as typeof driver.types.getTypeParser,
  };
  const pool = new driver.Pool({ connectionString: url, max: POOL_SIZE, types });
  // An idle connection that breaks is replaced by the pool at the next query; without a listener it would end the process.
  pool.on('error', () => {});
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const listeners = new Listeners();
  const prepared = statementNames();
  const listening = await listen(driver.Client, url, listeners);
  const notify = (executor: Kysely<Tables>, change: Change) =>
    sql`select pg_notify(${CHANNEL}, ${JSON.stringify(change)})`.execute(executor);
  return {
    kind: 'postgres',
    db,
    write: async <T>({ sql: text, parameters }: CompiledQuery<T>) =>
      (await pool.query({ ...prepared(text), text, values: [...parameters] })).rows as readonly T[],
    async transaction(work) {
      const changes: Change[] = [];
      const result = await db.transaction().execute(async (trx) => {
        const value = await work(trx, (change) => changes.push(change));
        for (const change of changes) await notify(trx, change);
        return value;
      });
      for (const change of changes) listeners.emit(change);
      return result;
    },
    async announce(change) {
      await notify(db, change);
      listeners.emit(change);
    },
    onChange: (topic, listener) => listeners.add(topic, listener),
    async close() {
      await listening.stop();
      await db.destroy();
    },
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

/** Keeps one connection listening, and connects again when it is lost. */
async function listen(Client: typeof pg.Client, url: string, listeners: Listeners): Promise<{ stop(): Promise<void> }> {
  let stopped = false;
  let current: pg.Client | undefined;
  const connect = async (): Promise<void> => {
    const client = new Client({ connectionString: url, keepAlive: true });
    client.on('notification', (message) => {
      if (message.payload) listeners.emit(JSON.parse(message.payload) as Change);
    });
    let lost = false;
    const reconnect = () => {
      if (stopped || lost) return;
      lost = true;
      setTimeout(() => void retry(), RECONNECT_DELAY_MS).unref();
    };
    client.on('error', reconnect);
    client.on('end', reconnect);
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    current = client;
  };
  const retry = async (): Promise<void> => {
    try {
      await connect();
      listeners.emitAll();
    } catch {
      if (!stopped) setTimeout(() => void retry(), RECONNECT_DELAY_MS).unref();
    }
  };
  await connect();
  return {
    async stop() {
      stopped = true;
      await current?.end();
    },
  };
}

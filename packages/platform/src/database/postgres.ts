import { type CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import type { Change, Opened } from './index.ts';
import { Listeners } from './listeners.ts';
import { CHANGE_CHANNEL, hearChanges } from './postgres-changes.ts';
import type { Tables } from './tables.ts';

const POOL_SIZE = 16;
const MAX_PREPARED = 20;
const INT8 = 20;

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
  const pool = new driver.Pool({ connectionString: url, max: POOL_SIZE, types });
  // An idle connection that breaks is replaced by the pool at the next query; without a listener it would end the process.
  pool.on('error', () => {});
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const listeners = new Listeners();
  const prepared = statementNames();
  const hearing = await hearChanges(driver.Client, url, listeners, (text, values) =>
    pool.query(text, values && [...values]),
  );
  const notify = (executor: Kysely<Tables>, change: Change) =>
    sql`select pg_notify(${CHANGE_CHANNEL}, ${JSON.stringify(change)})`.execute(executor);
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
      if (changes.length > 0) await hearing.allHave();
      return result;
    },
    async announce(change) {
      await notify(db, change);
      listeners.emit(change);
      await hearing.allHave();
    },
    onChange: (topic, listener) => listeners.add(topic, listener),
    async close() {
      await hearing.stop();
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

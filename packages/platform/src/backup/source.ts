/** A database as it is at one moment, read while others write: on SQLite by a second connection, on PostgreSQL by one transaction and cursors. */
import { DatabaseSync } from 'node:sqlite';
import { connectForReading, engineOf } from '../database/index.ts';
import type { Value } from './format.ts';

export interface Source {
  readonly kind: 'sqlite' | 'postgres';
  /** The tables in the order in which they were made, so that each comes after those that it points to. */
  tables(): Promise<readonly string[]>;
  /** Every row of a table, in the order in which they lie there. @param name one of `tables` */
  rows(name: string): AsyncIterable<Readonly<Record<string, Value>>>;
  close(): Promise<void>;
}

const ROWS_AT_ONCE = 500;

/** @throws Error when there is no such database */
export const openSource = async (url: string): Promise<Source> =>
  engineOf(url) === 'postgres' ? postgresSource(url) : sqliteSource(url);

async function sqliteSource(path: string): Promise<Source> {
  const sqlite = new DatabaseSync(path, { readOnly: true });
  // The first read decides which moment is seen; those who write are not held up.
  sqlite.exec('pragma busy_timeout = 60000; begin');
  sqlite.prepare('select count(*) from sqlite_master').get();
  return {
    kind: 'sqlite',
    async tables() {
      const rows = sqlite
        .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite%' order by rowid")
        .all() as { name: string }[];
      return rows.map(({ name }) => name);
    },
    async *rows(name) {
      for (const row of sqlite.prepare(`select * from "${name}" order by rowid`).iterate())
        yield Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plain(value as Value)]));
    },
    async close() {
      sqlite.close();
    },
  };
}

/** SQLite gives bytes as a plain array of them. */
const plain = (value: Value | Uint8Array): Value =>
  value instanceof Uint8Array && !Buffer.isBuffer(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : (value as Value);

/** For as long as it takes, whatever the role has been given; and rows in the order in which they lie there, which need not be sorted then. */
const BEGIN = `begin transaction isolation level repeatable read read only;
  set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0;
  set local synchronize_seqscans = off`;

async function postgresSource(url: string): Promise<Source> {
  const client = await connectForReading(url);
  await client.query(BEGIN);
  return {
    kind: 'postgres',
    async tables() {
      const { rows } = await client.query<{ name: string }>(
        `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind = 'r' and n.nspname = current_schema() order by c.oid`,
      );
      return rows.map(({ name }) => name);
    },
    async *rows(name) {
      await client.query(`declare backup no scroll cursor for select * from "${name}"`);
      for (;;) {
        const { rows } = await client.query<Record<string, Value>>(`fetch ${ROWS_AT_ONCE} from backup`);
        yield* rows;
        if (rows.length < ROWS_AT_ONCE) break;
      }
      await client.query('close backup');
    },
    close: () => client.end(),
  };
}

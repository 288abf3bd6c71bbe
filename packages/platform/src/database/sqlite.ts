import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type CompiledQuery, type Driver, Kysely, SqliteDialect } from 'kysely';
import type { Change, Opened } from './database.ts';
import { makeFolder } from './folder.ts';
import { makeTables } from './fresh-schema.ts';
import type { Keeper } from './happenings.ts';
import { Listeners } from './listeners.ts';
import { Reads } from './reads.ts';
import { asSpan } from './spans.ts';
import { SqliteChanges } from './sqlite-changes.ts';
import { SqliteWriter } from './sqlite-writer.ts';
import type { Tables } from './tables.ts';
import { telling } from './telling.ts';
import { translatingDriver } from './translating-driver.ts';
import { translated } from './unavailable.ts';
import { WriteTrouble } from './write-trouble.ts';

/** Statements kept prepared; beyond it the least recently used goes. */
const MAX_STATEMENTS = 500;
/** A statement that does nothing. */
const NOTHING = {
  reader: false,
  all: (): unknown[] => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: (): IterableIterator<unknown> => [][Symbol.iterator](),
};
/** @param waitMs longest wait for another that writes */
const pragmas = (waitMs: number): string =>
  `pragma busy_timeout = ${waitMs}; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma temp_store = memory;`;
/** While this connection waits for another process, nothing else is done; the thread holds up nobody but those who write. */
const WAIT_MS = 5_000;
const THREAD_WAIT_MS = 60_000;

/** So much room there must be on the disk again before it counts as well. */
const ROOM_BYTES = 512 * 1024;

class Dialect extends SqliteDialect {
  readonly #failed: (error: unknown) => void;

  constructor(database: Connection, failed: (error: unknown) => void) {
    super({ database });
    this.#failed = failed;
  }

  override createDriver(): Driver {
    return translatingDriver('sqlite', super.createDriver(), this.#failed);
  }
}

/** What Kysely's SQLite driver asks of a connection, given by `node:sqlite`. */
class Connection {
  readonly #sqlite: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(sqlite: DatabaseSync) {
    this.#sqlite = sqlite;
  }

  prepare(sql: string) {
    // A full disk or a failed read has already ended the transaction: to say so would hide why.
    if (sql === 'rollback' && !this.#sqlite.isTransaction) return NOTHING;
    // A transaction that reads first and finds at its first write that another connection has written would fail at once, without waiting.
    const statement = this.#statement(sql === 'begin' ? 'begin immediate' : sql);
    const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
    return {
      reader: statement.columns().length > 0,
      all: (parameters: readonly unknown[]) => statement.all(...values(parameters)) as unknown[],
      run: (parameters: readonly unknown[]) => statement.run(...values(parameters)),
      iterate: (parameters: readonly unknown[]) =>
        statement.iterate(...values(parameters)) as IterableIterator<unknown>,
    };
  }

  close(): void {
    this.#statements.clear();
    this.#sqlite.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) {
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const statement = this.#sqlite.prepare(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > MAX_STATEMENTS) {
      const oldest = this.#statements.keys().next().value;
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    return statement;
  }
}

/**
 * Opens (and creates) an SQLite file, or `:memory:`. WAL with full synchronisation: a committed write survives a power cut.
 * @param options with `tables` those of today are made in one that has none
 */
export function openSqlite(path: string, { tables = false } = {}): Opened {
  if (path !== ':memory:') makeFolder(dirname(path));
  const sqlite = new DatabaseSync(path);
  sqlite.exec(pragmas(WAIT_MS));
  if (tables) makeTablesIn(sqlite);
  const connection = new Connection(sqlite);
  const trouble: WriteTrouble = new WriteTrouble(async () => {
    if (path !== ':memory:') await requireRoom(dirname(path));
    await db.transaction().execute(async () => rewrite(sqlite));
  });
  const db = new Kysely<Tables>({ dialect: new Dialect(connection, trouble.failed) });
  const reads = new Reads(db, 'sqlite');
  const listeners = new Listeners();
  const shared = path === ':memory:' ? undefined : new SqliteChanges(sqlite, listeners);
  let writer: SqliteWriter | undefined;
  let keeper: Keeper | undefined;
  return {
    kind: 'sqlite',
    db,
    async read(read, keys) {
      return (await db.executeQuery(reads.fill(read, keys))).rows;
    },
    async write<T>(query: CompiledQuery<T>) {
      if (path !== ':memory:') writer ??= new SqliteWriter(path, pragmas(THREAD_WAIT_MS));
      // While the thread starts, and after it has failed, this connection writes.
      if (writer?.ready)
        return asSpan('sqlite', query.sql, () => (writer as SqliteWriter).run(query.sql, query.parameters)).then(
          (rows) => rows as readonly T[],
          (error: unknown) => {
            trouble.failed(error);
            throw translated(error);
          },
        );
      return (await db.executeQuery(query)).rows;
    },
    async transaction(work) {
      const changes: Change[] = [];
      const result = await db.transaction().execute(async (trx) => {
        const announce = (change: Change) => changes.push(change);
        const made = await telling(trx, announce, keeper, () => work(trx, announce));
        if (changes.length > 0) shared?.count();
        return made;
      });
      await Promise.all(changes.map((change) => listeners.emit(change)));
      return result;
    },
    async announce(change) {
      if (shared) await db.transaction().execute(async () => shared.count());
      await listeners.emit(change);
    },
    keepWith(given) {
      keeper = given;
    },
    onChange: (topic, listener) => listeners.add(topic, listener),
    inStep: () => shared?.inStep(),
    trouble,
    async close() {
      trouble.stop();
      await writer?.close();
      await db.destroy();
    },
  };
}

/** @throws as a statement of the open database would */
function makeTablesIn(sqlite: DatabaseSync): void {
  try {
    makeTables(sqlite);
  } catch (error) {
    sqlite.close();
    throw translated(error);
  }
}

/** @throws what the disk says when there is no room */
async function requireRoom(folder: string): Promise<void> {
  const file = join(folder, `.portvakt-room-${process.pid}`);
  try {
    await writeFile(file, Buffer.alloc(ROOM_BYTES));
  } finally {
    await rm(file, { force: true });
  }
}

/** Writes a page that stays as it is; to be called inside a transaction, since others count in it. */
function rewrite(sqlite: DatabaseSync): void {
  const { user_version: version } = sqlite.prepare('pragma user_version').get() ?? {};
  sqlite.exec(`pragma user_version = ${Number(version)}`);
}

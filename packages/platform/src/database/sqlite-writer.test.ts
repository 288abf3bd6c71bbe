import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from './sqlite.ts';
import { SqliteWriter } from './sqlite-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'portvakt-writer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let number = 0;
/** An SQLite file with a table, and a second look at it. */
function file(): { path: string; count: () => number } {
  number += 1;
  const path = join(folder, `${number}.db`);
  const reader = new DatabaseSync(path);
  reader.exec('pragma journal_mode = wal; create table t (id integer primary key, text text)');
  return { path, count: () => reader.prepare('select count(*) as n from t').get()?.['n'] as number };
}

const started = async (path: string, pragmas = ''): Promise<SqliteWriter> => {
  const writer = new SqliteWriter(path, `pragma synchronous = full; ${pragmas}`);
  await expect.poll(() => writer.ready).toBe(true);
  return writer;
};

describe('the thread that writes to an SQLite file', () => {
  it('answers with the rows when they can be read by others', async () => {
    const { path, count } = file();
    const writer = await started(path);
    expect(await writer.run('insert into t (text) values (?1) returning id, text', ['a'])).toEqual([
      { id: 1, text: 'a' },
    ]);
    expect(count()).toBe(1);
    await writer.close();
  });

  it('writes everything it was asked for before it closes, and refuses what comes later', async () => {
    const { path, count } = file();
    const writer = await started(path);
    const all = Array.from({ length: 200 }, (_, n) => writer.run('insert into t (text) values (?1)', [String(n)]));
    const closing = writer.close();
    await expect(writer.run('insert into t (text) values (?1)', ['late'])).rejects.toThrow('the database is closed');
    await Promise.all([...all, closing]);
    expect(count()).toBe(200);
  });

  it('says why a statement failed, and goes on: wrong SQL, a value that cannot be sent, a full disk', async () => {
    const { path, count } = file();
    const writer = await started(path, 'pragma max_page_count = 20;');
    await expect(writer.run('insert into unknown values (1)', [])).rejects.toThrow('no such table: unknown');
    await expect(writer.run('insert into t (text) values (?1)', [() => {}])).rejects.toThrow('could not be cloned');
    const large = 'x'.repeat(200_000);
    await expect(writer.run('insert into t (text) values (?1)', [large])).rejects.toMatchObject({
      message: 'database or disk is full',
      errcode: 13,
    });
    expect(count()).toBe(0);
    await writer.run('insert into t (text) values (?1)', ['small']);
    expect(count()).toBe(1);
    await writer.close();
  });

  it('refuses everything when it could not start', async () => {
    const writer = new SqliteWriter(join(folder, 'no', 'such', 'folder.db'), '');
    await expect(writer.run('select 1', [])).rejects.toThrow('unable to open database file');
    expect(writer.ready).toBe(false);
    await expect(writer.run('select 1', [])).rejects.toThrow('unable to open database file');
    await writer.close();
  });
});

describe('writing to a database', () => {
  /** Statements that the thread has been given. */
  let byThread: number;
  const { run } = SqliteWriter.prototype;
  beforeEach(() => {
    byThread = 0;
    SqliteWriter.prototype.run = function (this: SqliteWriter, ...statement) {
      byThread += 1;
      return run.apply(this, statement);
    };
  });
  afterEach(() => {
    SqliteWriter.prototype.run = run;
  });

  it.each(['file', 'memory'])('gives the rows, from the first statement on (%s)', async (kind) => {
    const database = openSqlite(kind === 'file' ? file().path : ':memory:');
    if (kind === 'memory')
      await database.db.executeQuery(CompiledQuery.raw('create table t (id integer primary key, text text)'));
    const insert = (text: string) =>
      database.write<{ id: number }>(CompiledQuery.raw('insert into t (text) values (?1) returning id', [text]));
    const rows = await Promise.all([insert('a'), insert('b')]);
    expect(rows.flat()).toEqual([{ id: 1 }, { id: 2 }]);
    // The thread takes over while statements are being written, and no number is given twice.
    const ids = new Set<number>();
    let written = 0;
    for (; written < 500 || (kind === 'file' && byThread < 10); written += 1) {
      const [row] = await insert('c');
      if (row) ids.add(row.id);
      // Its first sign of life comes in a turn of the event loop.
      await new Promise(setImmediate);
    }
    expect(ids.size).toBe(written);
    expect(Math.max(...ids)).toBe(written + 2);
    if (kind === 'memory') expect(byThread).toBe(0);
    await database.close();
  });

  it('goes on without the thread when that cannot start', async () => {
    const before = join(folder, 'before');
    const database = openSqlite(join(before, 'a.db'));
    await database.db.schema
      .createTable('t')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .execute();
    const INSERT = CompiledQuery.raw('insert into t default values returning id');
    // The file is still open here, and nobody else finds it.
    renameSync(before, join(folder, 'after'));
    for (let round = 1; round <= 500; round += 1) {
      expect(await database.write(INSERT)).toEqual([{ id: round }]);
      await new Promise(setImmediate);
    }
    expect(byThread).toBe(0);
    await database.close();
  });
});

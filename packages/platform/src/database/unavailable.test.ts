import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { isUnavailable } from '../foundation/index.ts';
import { openDatabase } from './index.ts';
import { translated } from './unavailable.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

describe('an error of the database', () => {
  it.each([
    ...[
      '08006',
      '08P01',
      '53100',
      '53300',
      '57P01',
      '57P02',
      '57P03',
      '57014',
      '58030',
      '25006',
      '25P03',
      '55P03',
      '40P01',
      '40001',
    ],
    ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'ERR_INVALID_STATE'],
  ])('with the code %s passes: the caller may come again', (code) => {
    expect(translated(withCode(code))).toSatisfy(isUnavailable);
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Query read timeout',
  ])('that says "%s" passes too', (message) => {
    expect(translated(new Error(message))).toSatisfy(isUnavailable);
  });

  it.each([5, 10, 13, 261, 517])('of SQLite with the result %i passes too', (errcode) => {
    expect(translated(Object.assign(withCode('ERR_SQLITE_ERROR'), { errcode }))).toSatisfy(isUnavailable);
  });

  it('of SQLite about a constraint stays one', () => {
    const error = Object.assign(withCode('ERR_SQLITE_ERROR'), { errcode: 2067 });
    expect(translated(error)).toBe(error);
  });

  it.each(['23505', '22021', '42P01', '0A000'])('with the code %s is a fault and stays one', (code) => {
    const error = withCode(code);
    expect(translated(error)).toBe(error);
  });

  it('names its cause when the server cannot be reached at all', async () => {
    const opening = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' });
    await expect(opening).rejects.toSatisfy(isUnavailable);
    await expect(opening).rejects.toThrow('ECONNREFUSED');
  });
});

describe('an SQLite file that is full', () => {
  const row = (text: string) => ({ name: 'x', value: text });

  it.each(['a transaction', 'a statement', 'a write'])('is away for %s, and takes the next that fits', async (how) => {
    const path = join(mkdtempSync(join(tmpdir(), 'portvakt-full-')), 'portvakt.db');
    const database = await openDatabase({ url: path });
    const pages = new DatabaseSync(path).prepare('pragma page_count').get()?.['page_count'] as number;
    const { db } = database;
    await db.executeQuery({ sql: `pragma max_page_count = ${pages + 4}`, parameters: [] } as never);
    const insert = (text: string) => db.insertInto('storage_secret').values(row(text));
    const write = (text: string) =>
      how === 'a transaction'
        ? database.transaction((trx) => trx.insertInto('storage_secret').values(row(text)).execute())
        : how === 'a statement'
          ? insert(text).execute()
          : database.write(insert(text).compile());
    await expect(write('x'.repeat(200_000))).rejects.toSatisfy(isUnavailable);
    await write('small');
    expect(await db.selectFrom('storage_secret').select('value').where('name', '=', 'x').execute()).toEqual([
      { value: 'small' },
    ]);
    await database.close();
  });
});

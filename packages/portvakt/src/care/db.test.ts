import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dbCommand } from './db.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-db-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ readonly out: string; readonly code: number }> {
  let [out, code] = ['', 0];
  const io = {
    out: (text: string) => {
      out += text;
    },
    exit: (given: number) => {
      code = given;
    },
  };
  await dbCommand(io).parseAsync([...args, '--data', folder], { from: 'user' });
  return { out, code };
}

const change = (statement: string): void => {
  const sqlite = new DatabaseSync(join(folder, 'portvakt.db'));
  sqlite.exec(statement);
  sqlite.close();
};

describe('portvakt db status', () => {
  it('says of an empty, a current, an older, a newer and a half restored database what it is, and what to do', async () => {
    change('vacuum');
    expect(await run('status')).toEqual({
      out: expect.stringMatching(
        /^TODO {2}No platform has used the database yet: (\d+) migrations of \1 are to be made\. Run "portvakt db migrate", or start the platform, which does the same\.\n$/,
      ),
      code: 0,
    });
    await run('migrate');
    expect(await run('status')).toEqual({
      out: expect.stringMatching(/^OK {4}The schema is up to date: it has had all \d+ migrations\.\n$/),
      code: 0,
    });
    change("delete from kysely_migration where name = '0870-request-counts'");
    expect((await run('status')).out).toMatch(
      /^TODO {2}The schema is of an older version: 1 migration of \d+ is to be made \(0870-request-counts\)\. Run "portvakt db migrate"/,
    );
    change("insert into kysely_migration values ('0870-request-counts', 'x'), ('9999-later', 'x')");
    expect(await run('status')).toEqual({
      out: 'FAIL  The database is of a newer version of Portvakt, and this one does not know 1 migration of it: 9999-later. Run that version or a later one, or restore a backup from before the upgrade.\n',
      code: 1,
    });
    change("delete from kysely_migration where name = '9999-later'; create table restore_under_way (since text)");
    expect(await run('status')).toEqual({
      out: 'FAIL  A restore into this database has begun and not ended: run "portvakt restore" again with the same backup.\n',
      code: 1,
    });
  });
});

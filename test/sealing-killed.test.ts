import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { backUp, inspectDatabase, restore, startPlatform } from '@portvakt/platform';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { killed, start } from './running.ts';

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

let folder: string;
let database: string;
/** Parts of private keys, as they lie in the file before there is a master key, and of one that has been deleted. */
let secrets: readonly string[];

/** A platform without a master key has run on the file. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-sealing-'));
  database = join(folder, 'portvakt.db');
  await (await startPlatform({ port: 0, database })).stop();
  const sqlite = new DatabaseSync(database);
  const rows = sqlite.prepare('select private_key from signing_key').all() as { private_key: string }[];
  const gone = randomBytes(3000).toString('hex');
  sqlite.exec(`create table gone (private_key text); insert into gone values ('${gone}'); drop table gone`);
  secrets = [...rows.map(({ private_key: text }) => text.slice(100, 160)), gone.slice(100, 160)];
  sqlite.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const readable = (): readonly string[] => {
  const bytes = Buffer.concat(
    ['', '-wal']
      .map((end) => `${database}${end}`)
      .map((file) => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0))),
  );
  return secrets.filter((secret) => bytes.includes(secret));
};

/** Where the platform is told to end itself, or that the disk is full, before a statement that begins so. */
const AT = {
  killed: `process.kill(process.pid, 'SIGKILL')`,
  full: `throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 })`,
};

/** Starts the platform, which does not come further than the statement. @returns how it ended, and what it said */
async function startUntil(statement: string, what: keyof typeof AT): Promise<string> {
  const preload = join(folder, 'preload.mjs');
  writeFileSync(
    preload,
    `import { StatementSync } from 'node:sqlite';
     for (const method of ['all', 'run']) {
       const real = StatementSync.prototype[method];
       StatementSync.prototype[method] = function (...values) {
         if (this.sourceSQL.startsWith('${statement}')) ${AT[what]};
         return real.apply(this, values);
       };
     }`,
  );
  const env = { NODE_OPTIONS: `--import=${pathToFileURL(preload)}`, PORTVAKT_MASTER_KEY: MASTER_KEY };
  const outcome = await start(folder, { program: 'sources', env }).catch((error: Error) => error.message);
  if (typeof outcome === 'string') return outcome;
  await killed(outcome, 'SIGKILL');
  return 'it started';
}

it.each([
  ['vacuum', 'killed', /^ended with SIGKILL/],
  ['pragma wal_checkpoint', 'killed', /^ended with SIGKILL/],
  ['vacuum', 'full', /^ended with 1: The disk that .* is on is full/],
] as const)(
  '%s, and the platform is %s: the next start writes over what lay in clear',
  async (statement, what, told) => {
    expect(readable()).toEqual(secrets);
    expect(await startUntil(statement, what)).toMatch(told);
    expect(readable()).not.toEqual([]);
    // All is sealed, so that nothing else tells the next start.
    expect(await inspectDatabase(database, MASTER_KEY)).toMatchObject({ faults: [], older: 0, leftovers: true });
    await (await startPlatform({ port: 0, database, masterKey: MASTER_KEY })).stop();
    expect(readable()).toEqual([]);
    expect(await inspectDatabase(database, MASTER_KEY)).toMatchObject({ faults: [], leftovers: false });
  },
);

it('another process reads meanwhile: it stays to be done, until it can be', async () => {
  const reader = new DatabaseSync(database);
  reader.exec('begin');
  reader.prepare('select count(*) from signing_key').get();
  await (await startPlatform({ port: 0, database, masterKey: MASTER_KEY })).stop();
  expect(await inspectDatabase(database, MASTER_KEY)).toMatchObject({ leftovers: true });
  reader.close();
  await (await startPlatform({ port: 0, database, masterKey: MASTER_KEY })).stop();
  expect(readable()).toEqual([]);
});

it('what was deleted in clear is written over too, though nothing is left to be sealed', async () => {
  const sqlite = new DatabaseSync(database);
  for (const table of ['signing_key', 'test_authority', 'storage_secret', 'idporten_secret'])
    sqlite.exec(`delete from ${table}`);
  sqlite.close();
  expect(readable()).toEqual(secrets);
  await (await startPlatform({ port: 0, database, masterKey: MASTER_KEY })).stop();
  expect(readable()).toEqual([]);
});

it('a database that a backup is restored into has nothing to be written over', async () => {
  await (await startPlatform({ port: 0, database, masterKey: MASTER_KEY })).stop();
  const [file, restored] = [join(folder, 'a.backup'), join(folder, 'restored.db')];
  await backUp(database, file, MASTER_KEY);
  await restore(restored, file, MASTER_KEY);
  expect(await inspectDatabase(restored, MASTER_KEY)).toMatchObject({ faults: [], leftovers: false });
});

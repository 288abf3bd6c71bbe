/** The process, or PostgreSQL, is killed while an upload is under way: what was there is there as a whole, and nothing stays that nobody refers to. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postgresBinaries, startCluster } from './postgres.ts';
import { killed, type Running, setClock, start } from './running.ts';

const PARTY = 50020008;
/** Of three pieces. */
const SIZE = 1_200_000;
const MOST_WRITES = 40;
const FILE = { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="a.pdf"' };
const JSON_TYPE = { 'content-type': 'application/json' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-upload-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a person does with one element of an instance. */
class Person {
  readonly #at: string;
  readonly #token: string;
  path = '';

  private constructor(at: string, token: string) {
    this.#at = at;
    this.#token = token;
  }

  static async of({ at }: Running): Promise<Person> {
    const body = JSON.stringify({ person: '01816010027' });
    const answer = await fetch(`${at}/sandbox/tokens`, { method: 'POST', headers: JSON_TYPE, body });
    return new Person(at, ((await answer.json()) as { token: string }).token);
  }

  send(method: string, path: string, body?: Buffer): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, ...(body ? FILE : {}) };
    return fetch(`${this.#at}${path}`, { method, headers, ...(body ? { body: new Uint8Array(body) } : {}) });
  }

  /** A new element with these bytes. @returns where it is */
  async upload(bytes: Buffer): Promise<string> {
    const made = await this.send('POST', `/ttd/demo/instances?instanceOwnerPartyId=${PARTY}`);
    const data = `/ttd/demo/instances/${((await made.json()) as { id: string }).id}/data`;
    const answer = await this.send('POST', `${data}?dataType=attachment`, bytes);
    expect(answer.status).toBe(201);
    return `${data}/${((await answer.json()) as { id: string }).id}`;
  }

  async bytes(path: string): Promise<Buffer> {
    return Buffer.from(await (await this.send('GET', path)).arrayBuffer());
  }
}

/** Kills the process at the n-th statement that writes, from when the file `armed` is there. */
function killerAt(n: number): NodeJS.ProcessEnv {
  const preload = join(folder, 'preload.mjs');
  const armed = JSON.stringify(join(folder, 'armed'));
  writeFileSync(
    preload,
    `import { existsSync } from 'node:fs';
     import { StatementSync } from 'node:sqlite';
     let count = 0;
     for (const method of ['all', 'run']) {
       const real = StatementSync.prototype[method];
       StatementSync.prototype[method] = function (...values) {
         if (/^(?:insert|update|delete|commit)/.test(this.sourceSQL) && existsSync(${armed}) && ++count === ${n})
           process.kill(process.pid, 'SIGKILL');
         return real.apply(this, values);
       };
     }`,
  );
  return { NODE_OPTIONS: `--import=${pathToFileURL(preload)}` };
}

/** Contents that no element refers to, and elements whose content is not as long as they say. */
function wrongIn(database: string): readonly unknown[] {
  const sqlite = new DatabaseSync(database, { readOnly: true });
  const orphans = sqlite
    .prepare(
      'select distinct content_id from content_chunk where content_id not in (select content_id from data_element)',
    )
    .all();
  const short = sqlite
    .prepare(
      `select id from data_element where cast(json_extract(body, '$.size') as integer) <>
        (select coalesce(sum(length(bytes)), 0) from content_chunk where content_chunk.content_id = data_element.content_id)`,
    )
    .all();
  sqlite.close();
  return [...orphans, ...short];
}

it('is killed at each write of an upload in turn: the old bytes are there, or the new ones, and nothing else stays', async () => {
  /** Those that may be there: before the last try, and after it. */
  let allowed: readonly Buffer[] = [randomBytes(SIZE)];
  let path: string | undefined;
  let writes = 0;
  for (let n = 1; n <= MOST_WRITES; n += 1) {
    const platform = await start(folder, { program: 'sources', env: killerAt(n) });
    const person = await Person.of(platform);
    path ??= await person.upload(allowed[0] ?? randomBytes(SIZE));
    const found = await person.bytes(path);
    expect(allowed.some((one) => one.equals(found))).toBe(true);
    const next = randomBytes(SIZE + n);
    allowed = [found, next];
    writeFileSync(join(folder, 'armed'), '');
    const answer = await person.send('PUT', path, next).catch(() => undefined);
    rmSync(join(folder, 'armed'));
    if (!answer) {
      expect(await platform.ended).toBe('SIGKILL');
      continue;
    }
    expect(answer.status).toBe(200);
    expect((await person.bytes(path)).equals(next)).toBe(true);
    await killed(platform, 'SIGKILL');
    writes = n - 1;
    break;
  }
  // Three pieces, and a transaction of several.
  expect(writes).toBeGreaterThan(6);
  const platform = await start(folder, { program: 'sources' });
  await setClock(platform, { advanceMs: 2 * 3_600_000 });
  // What was interrupted is swept with the next upload.
  await (await Person.of(platform)).upload(Buffer.from('x'));
  const database = join(folder, 'portvakt.db');
  expect(existsSync(database)).toBe(true);
  await expect.poll(() => wrongIn(database)).toEqual([]);
  await killed(platform, 'SIGTERM');
});

describe.skipIf(postgresBinaries() === undefined)('a PostgreSQL server that crashes', () => {
  it('has every byte of an upload that was acknowledged a moment before', async () => {
    const cluster = await startCluster();
    const platform = await start(cluster.url, { program: 'sources' });
    try {
      const person = await Person.of(platform);
      for (let round = 0; round < 3; round += 1) {
        const bytes = randomBytes(5 * SIZE);
        const path = await person.upload(bytes);
        await cluster.restart();
        await expect.poll(async () => (await person.send('GET', path)).status).toBe(200);
        expect((await person.bytes(path)).equals(bytes)).toBe(true);
      }
    } finally {
      await killed(platform, 'SIGTERM');
      await cluster.remove();
    }
  });
});

import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery, type KyselyPlugin } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database/index.ts';
import { migrations } from '../database/migrations/index.ts';
import { openSqlite } from '../database/sqlite.ts';
import { movableClock } from '../foundation/index.ts';
import { freshDatabase } from '../testing/database.ts';
import { createHarness } from './harness.ts';
import { isRefusal } from './refusals.ts';
import { grantId, ReplayGuard } from './replay.ts';

const MINUTE = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'portvakt-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A database that several processes may open: a file, or PostgreSQL. */
async function place(options = {}) {
  const fresh = await freshDatabase(options);
  return fresh.url === ':memory:' ? { url: join(folder, randomBytes(6).toString('hex')), drop: async () => {} } : fresh;
}

const ids = (count: number): string[] => Array.from({ length: count }, () => randomBytes(16).toString('hex'));

describe('used grants', () => {
  it('are good once among many at the same instant, in several processes on one database', async () => {
    const { url, drop } = await place();
    const nodes: Database[] = [];
    for (let number = 0; number < 3; number += 1) nodes.push(await openDatabase({ url }));
    const clock = movableClock();
    const guards = nodes.map((database) => new ReplayGuard(database, clock.now));
    const grants = ids(50);
    const tries = Array.from({ length: 20 }, () =>
      grants.flatMap((id) => guards.map((guard) => ({ guard, id }))),
    ).flat();
    const outcomes = await Promise.all(
      tries.map(async ({ guard, id }) => ({ id, good: await guard.use(id, clock.now() + MINUTE) })),
    );
    const good = outcomes.filter((outcome) => outcome.good).map(({ id }) => id);
    expect([...good].sort()).toEqual([...grants].sort());
    for (const database of nodes) await database.close();
    await drop();
  });

  it('are good once where another process uses the first one while this one looks what there is', async () => {
    const { url, drop } = await place();
    const [here, there] = [await openDatabase({ url }), await openDatabase({ url })];
    const [id = ''] = ids(1);
    const other = new ReplayGuard(there, () => 0);
    let uses: Promise<boolean> | undefined;
    /** After the answer to what is asked first, whatever that is. */
    const between: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        uses ??= other.use(id, MINUTE);
        await uses;
        return result;
      },
    };
    const guard = new ReplayGuard({ ...here, db: here.db.withPlugin(between) }, () => 0);
    expect(await guard.use(ids(1)[0] ?? '', MINUTE)).toBe(true);
    uses ??= other.use(id, MINUTE);
    expect([await uses, await guard.use(id, MINUTE)]).toEqual([true, false]);
    for (const database of [here, there]) await database.close();
    await drop();
  });

  it('stay used after a restart, until they are refused for their age, and are forgotten then', async () => {
    const { url, drop } = await place();
    const clock = movableClock();
    clock.freeze();
    const [early = '', late = ''] = ids(2);
    const first = await openDatabase({ url });
    await new ReplayGuard(first, clock.now).use(early, clock.now() + MINUTE);
    await first.close();
    const second = await openDatabase({ url });
    const guard = new ReplayGuard(second, clock.now);
    expect(await guard.use(early, clock.now() + MINUTE)).toBe(false);
    clock.advance(5 * MINUTE);
    expect(await guard.use(late, clock.now() + MINUTE)).toBe(true);
    const table = second.kind === 'sqlite' ? 'used_grant_batch' : 'used_grant';
    const count = async () => (await second.db.executeQuery(CompiledQuery.raw(`select 1 from ${table}`))).rows.length;
    clock.advance(MINUTE);
    expect(await guard.use(ids(1)[0] ?? '', clock.now() + MINUTE)).toBe(true);
    // Swept in the background: early is gone, late and the newest are there.
    await expect.poll(count).toBe(2);
    expect(await guard.use(late, clock.now() + MINUTE)).toBe(false);
    await second.close();
    await drop();
  });

  it('are not accepted while the database cannot record them, and are when it can', async () => {
    const { url, drop } = await place();
    const database = await openDatabase({ url });
    let away = false;
    const write: Database['write'] = (query) =>
      away ? Promise.reject(new Error('the disk is full')) : database.write(query);
    const guard = new ReplayGuard({ ...database, write }, () => 0);
    const [id = ''] = ids(1);
    expect(await guard.use(ids(1)[0] ?? '', MINUTE)).toBe(true);
    away = true;
    await expect(guard.use(id, MINUTE)).rejects.toSatisfy((error) => isRefusal(error, 'grant-unrecorded'));
    away = false;
    expect([await guard.use(id, MINUTE), await guard.use(id, MINUTE)]).toEqual([true, false]);
    await database.close();
    await drop();
  });

  it('that cannot be recorded give no token but a 503, and are good when they can', async () => {
    let full = true;
    const harness = await createHarness({
      replayDatabase: (database) => ({
        ...database,
        write: (query) => (full ? Promise.reject(new Error('database or disk is full')) : database.write(query)),
      }),
    });
    const assertion = harness.assertion();
    const refused = await harness.token(assertion);
    expect(refused).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
    expect(refused.headers['retry-after']).toBe('1');
    expect(JSON.stringify(refused.body)).not.toContain('disk');
    full = false;
    expect((await harness.token(assertion)).status).toBe(200);
    expect((await harness.token(assertion)).body['error_uri']).toContain('MP-012');
    await harness.close();
  });

  it('are told apart by issuer and jti, and without jti by what was signed', () => {
    const text = Buffer.from('header.payload');
    const found = [
      grantId('a', 'b', text),
      grantId('a', undefined, text),
      grantId('a', undefined, Buffer.from('header.other')),
      grantId('ab', '', text),
      grantId('a\0jti', 'b', text),
    ];
    expect(new Set(found).size).toBe(found.length);
    expect(grantId('a', 'b', Buffer.from('other'))).toBe(found[0]);
    for (const id of found) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });
});

it('a database of an earlier version keeps its used grants when it is brought up to date', async () => {
  const { url, drop } = await place({ empty: true });
  const [grant = ''] = ids(1);
  // As the earlier version wrote it: all of SHA-256, as base64url.
  const written = createHash('sha256').update(`a\0jti\0${grant}`).digest();
  const before = /^postgres/.test(url) ? await openDatabaseBefore(url) : openSqlite(url);
  const migrator = new Migrator({
    db: before.db,
    provider: { getMigrations: async () => migrations },
    allowUnorderedMigrations: true,
  });
  await migrator.migrateTo('0810-signing-rings');
  await before.db.executeQuery(
    CompiledQuery.raw(`insert into used_grant (id, expires) values ('${written.toString('base64url')}', 180000)`),
  );
  await before.close();
  const database = await openDatabase({ url });
  const guard = new ReplayGuard(database, () => 0);
  expect(await guard.use(grantId('a', grant, Buffer.from('')), MINUTE)).toBe(false);
  expect(await guard.use(ids(1)[0] ?? '', MINUTE)).toBe(true);
  await database.close();
  await drop();
});

async function openDatabaseBefore(url: string) {
  const { openPostgres } = await import('../database/postgres.ts');
  return openPostgres({ url });
}

import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isUnavailable } from '../foundation/index.ts';
import { type FreshDatabase, freshDatabase } from '../testing/database.ts';
import { type Relay, startRelay } from '../testing/relay.ts';
import { type Database, openDatabase } from './index.ts';

const onPostgres = process.env['PORTVAKT_TEST_DATABASE_URL'] !== undefined;
const row = (value: string) => ({ name: value, value });

/** Every way to ask. */
const asks: Readonly<Record<string, (database: Database) => Promise<unknown>>> = {
  'a statement': ({ db }) => db.selectFrom('storage_secret').selectAll().execute(),
  'a write': ({ db, write }) => write(db.insertInto('storage_secret').values(row('written')).compile()),
  'a transaction': ({ transaction }) =>
    transaction((trx) => trx.insertInto('storage_secret').values(row('transacted')).execute()),
  'an announcement': ({ announce }) => announce({ topic: 'scope' }),
  'a read': ({ read }) =>
    read((db, { key }) => db.selectFrom('storage_secret').selectAll().where('name', '=', key('name')), { name: 'x' }),
  'a look whether it is in step': async ({ inStep }) => inStep(),
};

describe.skipIf(!onPostgres).each(['one server', 'servers that change places'])(
  'of %s (on PostgreSQL only)',
  (kind) => {
    let place: FreshDatabase;
    let relay: Relay;
    let database: Database;
    let url: URL;
    beforeEach(async () => {
      place = await freshDatabase();
      url = new URL(place.url);
      relay = await startRelay({ port: Number(url.port), host: url.hostname });
      url.port = String(relay.port);
      // What is tried here is how long that is.
      url.searchParams.delete('tcp_user_timeout');
      if (kind !== 'one server') url.searchParams.set('target_session_attrs', 'read-write');
      database = await openDatabase({ url: url.href });
    });
    afterEach(async () => {
      relay.resume();
      await database.close();
      await relay.close();
      await place.drop();
    });
    const outcomes = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(asks).map(async ([name, ask]) => [
            name,
            await ask(database).then(
              () => 'answered',
              (error: unknown) => (isUnavailable(error) ? 'unavailable' : error),
            ),
          ]),
        ),
      );
    const all = (outcome: string) => Object.fromEntries(Object.keys(asks).map((name) => [name, outcome]));
    const back = async () => {
      await expect
        .poll(
          async () =>
            database.inStep()?.then(
              () => 'back',
              () => 'away',
            ) ?? 'back',
        )
        .toBe('back');
    };
    const clear = () => database.db.deleteFrom('storage_secret').execute();

    it('a server that falls silent is away for whatever is asked, and back when it speaks again', async () => {
      await back();
      for (let round = 0; round < 2; round += 1) {
        expect(await outcomes()).toEqual(all('answered'));
        await clear();
        relay.silence();
        // Each comes to its end while nothing is heard, the first ones too, which have been sent.
        const sent = await outcomes();
        expect(sent).toMatchObject({ 'a statement': 'unavailable', 'a write': 'unavailable', 'a read': 'unavailable' });
        expect(await outcomes()).toEqual(all('unavailable'));
        relay.resume();
        await back();
        await clear();
      }
    });

    it('a server that is slow when the platform starts is waited for', async () => {
      relay.silence();
      const slow = openDatabase({ url: url.href });
      await pause(1_500);
      relay.resume();
      await (await slow).close();
    });

    it('a server that is busy when further connections are made is waited for', async () => {
      await back();
      const release = relay.holdNew();
      const all = Promise.all(
        Array.from({ length: 16 }, () => database.db.selectFrom('storage_secret').selectAll().execute()),
      );
      await pause(2_000);
      release();
      expect(await all).toHaveLength(16);
    });

    it('what waits when there are too many is unavailable', async () => {
      const settled = await Promise.allSettled(
        Array.from({ length: 1_100 }, () => database.db.selectFrom('storage_secret').selectAll().execute()),
      );
      const refused = settled.filter((one) => one.status === 'rejected');
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.length).toBeLessThanOrEqual(100);
      for (const { reason } of refused) expect(reason).toSatisfy(isUnavailable);
      expect(await outcomes()).toEqual(all('answered'));
    });

    it('what waits for another’s lock is unavailable after a time, and migrations wait on', async () => {
      const lock = sql`lock table storage_secret in access exclusive mode`;
      const { upkeep } = database;
      let patient: Promise<unknown> | undefined;
      await database.transaction(async (trx) => {
        await lock.execute(trx);
        patient = upkeep?.selectFrom('storage_secret').selectAll().execute();
        await expect(asks['a transaction']?.(database)).rejects.toSatisfy(isUnavailable);
      });
      expect(await patient).toEqual([]);
    });
  },
);

describe.skipIf(!onPostgres)('a URL of several servers (on PostgreSQL only)', () => {
  it('leads to the one that takes writes', async () => {
    const place = await freshDatabase();
    const { host } = new URL(place.url);
    const database = await openDatabase({ url: place.url.replace(host, `127.0.0.1:1,${host}`) });
    expect(await asks['a transaction']?.(database)).toBeDefined();
    await database.close();
    await place.drop();
  });
});

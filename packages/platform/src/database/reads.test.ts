import { type Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isUnavailable } from '../foundation/index.ts';
import { type FreshDatabase, freshDatabase, testDatabase } from '../testing/database.ts';
import { startRelay } from '../testing/relay.ts';
import { type Database, type Keys, openDatabase, type Tables } from './index.ts';
import { PostgresReads } from './postgres-reads.ts';

const onPostgres = process.env['PORTVAKT_TEST_DATABASE_URL'] !== undefined;
type Db = Kysely<Tables>;

const BY_NUMBER = (db: Db, { key }: Keys<{ number: number }>) =>
  db.selectFrom('party').selectAll().where('party_id', '=', key('number'));
const BY_NAMES = (db: Db, { isOneOf }: Keys<{ names: readonly string[] }>) =>
  db.selectFrom('party').select('name').where(isOneOf('name', 'names')).orderBy('party_id').limit(1000);
const BY_ORGANIZATION = (db: Db, { key }: Keys<{ organization: string }>) =>
  db.selectFrom('party').select('name').where('organization_number', '=', key('organization'));
const WRONG = (_: Db, { key }: Keys<{ text: string }>) => sql`select cast(${key('text')} as text) from no_such_table`;
const party = (number: number, name = `party ${number}`) => ({
  party_id: number,
  uuid: `uuid-${number}`,
  type: 'organization' as const,
  name,
  organization_number: String(number),
  person_number: null,
  user_id: null,
  user_name: null,
  form: null,
  parent_uuid: null,
  is_deleted: 0 as const,
  deleted_at: null,
});
const COUNT = 500;
const numbers = Array.from({ length: COUNT }, (_, index) => 60_000_000 + index);

let database: Database;
beforeEach(async () => {
  database = await testDatabase();
  await database.db
    .insertInto('party')
    .values(numbers.map((number) => party(number)))
    .execute();
});
afterEach(() => database.close());

const nameOf = async (number: number): Promise<string | undefined> =>
  (await database.read(BY_NUMBER, { number }))[0]?.name;
const allNames = (): Promise<readonly (string | undefined)[]> => Promise.all(numbers.map(nameOf));
const NAMES = numbers.map((number) => `party ${number}`);

describe('a short read by key', () => {
  it('gives rows with numbers and nulls, and none where there is none', async () => {
    expect(await database.read(BY_NUMBER, { number: 60_000_001 })).toEqual([party(60_000_001)]);
    expect(await database.read(BY_NUMBER, { number: 1 })).toEqual([]);
  });

  it('takes a list of any length, with anything in it', async () => {
    const odd = ['', '"', '\\', "'", ',', '{}', 'NULL', 'null', ' a b ', 'æøå 🐟', '\n\t', '[1]', '$1', '\\N', '"";'];
    const rows = odd.map((name, index) => party(70_000_000 + index, name));
    await database.db.insertInto('party').values(rows).execute();
    for (const names of [[], odd, ...odd.map((one) => [one]), [...odd, ...NAMES]])
      expect((await database.read(BY_NAMES, { names })).map((row) => row.name).sort()).toEqual([...names].sort());
  });

  it('sees what was acknowledged before it was asked for', async () => {
    for (let turn = 0; turn < 100; turn += 1) {
      const name = `turn ${turn}`;
      const write = database.db.updateTable('party').set({ name }).where('party_id', '=', 60_000_000);
      await (turn % 2 === 0
        ? write.execute()
        : database.transaction((trx) => write.$call((one) => trx.executeQuery(one))));
      expect(await Promise.all([nameOf(60_000_000), nameOf(60_000_001), nameOf(60_000_000)])).toEqual([
        name,
        'party 60000001',
        name,
      ]);
    }
  });

  it('has its own answer, however many are asked for at the same moment', async () => {
    expect(await allNames()).toEqual(NAMES);
  });

  it('fails alone, again and again', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const failing = [20, 300, 301, 499].map((at) => ({ at, failed: undefined as unknown }));
      const found = Promise.all(
        numbers.map((number, at) => {
          const bad = failing.find((one) => one.at === at);
          if (bad)
            void database.read(WRONG, { text: 'x' }).catch((error: unknown) => {
              bad.failed = error;
            });
          return nameOf(number);
        }),
      );
      expect(await found).toEqual(NAMES);
      for (const { failed } of failing) {
        expect(failed).toBeInstanceOf(Error);
        expect(failed).not.toSatisfy(isUnavailable);
      }
    }
  });
});

describe.skipIf(!onPostgres)('short reads that share connections (on PostgreSQL only)', () => {
  /** The process ids of the server that read. */
  const readers = async (where = sql<boolean>`true`): Promise<readonly number[]> => {
    const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
      where datname = current_database() and query like '%"party" where "party_id" = $1' and ${where}`.execute(
      database.db,
    );
    return rows.map(({ pid }) => pid);
  };
  const blocked = () => readers(sql`wait_event_type = 'Lock'`);
  const terminate = (pids: readonly number[]) =>
    sql`select pg_terminate_backend(pid) from unnest(${`{${pids}}`}::int[]) pid`.execute(database.db);
  /** With the table locked, so that whoever reads it waits. */
  const whileLocked = (work: () => Promise<void>) =>
    database.transaction(async (trx) => {
      await sql`lock table party in access exclusive mode`.execute(trx);
      await work();
    });

  it('are two connections, however many are asked for', async () => {
    for (let turn = 0; turn < 5; turn += 1) await allNames();
    expect((await readers()).length).toBeLessThanOrEqual(2);
  });

  it('fails alone with a text that the server does not take, the first time and later', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const bad = database.read(BY_ORGANIZATION, { organization: 'a\0b' }).then(
        () => 'found',
        (error: { code?: string }) => error.code,
      );
      const good = database.read(BY_ORGANIZATION, { organization: '60000007' });
      expect(await Promise.all([bad, good, allNames()])).toEqual(['22021', [{ name: 'party 60000007' }], NAMES]);
    }
  });

  it('are asked again when their connection is cut in the middle, and each has its own answer', async () => {
    let names: Promise<readonly (string | undefined)[]> | undefined;
    await whileLocked(async () => {
      names = allNames();
      await expect.poll(blocked).not.toEqual([]);
      const first = await blocked();
      await terminate(first);
      await expect.poll(async () => (await blocked()).filter((pid) => !first.includes(pid))).not.toEqual([]);
    });
    expect(await names).toEqual(NAMES);
    expect(await allNames()).toEqual(NAMES);
  });

  it('are given up as unavailable when that happens again, and the next are answered', async () => {
    let going = true;
    let name: Promise<unknown> | undefined;
    await whileLocked(async () => {
      name = nameOf(60_000_000)
        .catch((error: unknown) => error)
        .finally(() => {
          going = false;
        });
      while (going) await terminate(await blocked());
    });
    expect(await name).toSatisfy(isUnavailable);
    expect(await allNames()).toEqual(NAMES);
  });

  it('are answered or unavailable while connections are cut at random, and never wrong', async () => {
    let unavailable = 0;
    for (let turn = 0; turn < 20; turn += 1) {
      const answers = numbers.map((number) => nameOf(number).catch((error: unknown) => error));
      await terminate(await readers());
      for (const [at, answer] of (await Promise.all(answers)).entries()) {
        if (isUnavailable(answer)) unavailable += 1;
        else expect(answer).toBe(NAMES[at]);
      }
    }
    expect(unavailable).toBeLessThan(20 * COUNT);
    expect(await allNames()).toEqual(NAMES);
  });

  it('go on when their table has got another column', async () => {
    expect(await allNames()).toEqual(NAMES);
    await sql`alter table party add column later text default 'x'`.execute(database.db);
    expect(await allNames()).toEqual(NAMES);
    expect((await database.read(BY_NUMBER, { number: 60_000_000 }))[0]).toMatchObject({ later: 'x' });
  });

  it('cannot write', async () => {
    const WRITE = (db: Db, { key }: Keys<{ number: number }>) =>
      db.deleteFrom('party').where('party_id', '=', key('number')).returning('name');
    await expect(database.read(WRITE, { number: 60_000_000 })).rejects.toThrow('read-only');
    expect(await nameOf(60_000_000)).toBe('party 60000000');
  });

  it('are refused when the database has been closed', async () => {
    const other = await testDatabase();
    await other.close();
    await expect(other.read(BY_NUMBER, { number: 1 })).rejects.toSatisfy(isUnavailable);
  });

  it('are refused beyond so many that wait', async () => {
    const settled = await Promise.allSettled(
      Array.from({ length: 10_100 }, (_, index) => nameOf(numbers[index % COUNT] ?? 0)),
    );
    const refused = settled.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(100);
    for (const { reason } of refused) expect(reason).toSatisfy(isUnavailable);
    expect(await nameOf(60_000_001)).toBe('party 60000001');
  });
});

describe.skipIf(!onPostgres)('a read whose server is slow or silent (on PostgreSQL only)', () => {
  /** The limit that is tried, and how long a connection to nobody is waited for. */
  const SHORT_MS = 500;
  const CONNECT_MS = 4 * SHORT_MS;
  let place: FreshDatabase;
  let slow: Database;
  const reading = async (url: string): Promise<PostgresReads> => {
    const { default: pg } = await import('pg');
    return new PostgresReads({
      open: () => new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS }),
      types: pg.types,
      limit_ms: SHORT_MS,
    });
  };
  const parties = sql`select party_id from party`;
  const none = sql`select kid from signing_key where kid = 'none'`;
  beforeEach(async () => {
    place = await freshDatabase();
    slow = await openDatabase({ url: place.url });
  });
  afterEach(async () => {
    await slow.close();
    await place.drop();
  });

  it('is unavailable after a time, and the one behind it is answered', async () => {
    const reads = await reading(place.url);
    await slow.transaction(async (trx) => {
      await sql`lock table party in access exclusive mode`.execute(trx);
      const [late, behind] = [reads.run(parties.compile(slow.db)), reads.run(none.compile(slow.db))];
      await expect(late).rejects.toSatisfy(isUnavailable);
      expect(await behind).toEqual([]);
    });
    expect(await reads.run(parties.compile(slow.db))).toEqual([]);
    await reads.close();
  });

  it('is unavailable after a time when nothing comes at all, and answered when something does again', async () => {
    const { port, hostname } = new URL(place.url);
    const relay = await startRelay({ port: Number(port), host: hostname });
    const url = new URL(place.url);
    url.port = String(relay.port);
    const reads = await reading(url.href);
    const ask = () => reads.run(none.compile(slow.db));
    expect(await ask()).toEqual([]);
    relay.silence();
    for (const one of await Promise.allSettled([ask(), ask(), ask()]))
      expect(one).toMatchObject({ status: 'rejected', reason: expect.toSatisfy(isUnavailable) });
    relay.resume();
    expect(await ask()).toEqual([]);
    await reads.close();
    await relay.close();
  });
});

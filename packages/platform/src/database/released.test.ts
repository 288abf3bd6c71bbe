import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Kysely, sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { freshDatabase, migratedSchema } from '../testing/database.ts';
import {
  KNOWN_SCHEMA,
  migrateToLatest,
  openBare,
  openDatabase,
  SQLITE_SCHEMA,
  schemaState,
  statementsOf,
  type Tables,
} from './index.ts';

/**
 * What the schema was in each version that has been released: a database of any of them is brought up to date. `PORTVAKT_RELEASE=<version>` writes
 * that of today, for a release.
 */
const FOLDER = join(import.meta.dirname, 'released');

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  readonly hasDefault: boolean;
}
interface Released {
  readonly migrations: readonly string[];
  /** The tables of SQLite, as statements; those of PostgreSQL come from the migrations. */
  readonly sqlite: readonly string[];
  readonly tables: Readonly<Record<string, readonly Column[]>>;
}

/** Tables and columns that no released version needs any more, and that are gone: what was expanded is contracted a release later. */
const CONTRACTED: ReadonlySet<string> = new Set([]);

/** Tables whose rows a migration has moved to others. */
const MOVED: ReadonlySet<string> = new Set(['agent_client', 'delegated_package']);

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

async function empty() {
  const place = await freshDatabase({ empty: true });
  const database = await openBare(place.url);
  closing.push(async () => {
    await database.close();
    await place.drop();
  });
  return { ...database, url: place.url };
}

async function tablesIn(db: Kysely<Tables>): Promise<Released['tables']> {
  const tables = await db.introspection.getTables();
  return Object.fromEntries(
    tables.map(({ name, columns }) => [
      name,
      columns.map((one) => ({
        name: one.name,
        type: one.dataType.toLowerCase(),
        isNullable: one.isNullable,
        hasDefault: one.hasDefaultValue,
      })),
    ]),
  );
}

/** A row for a table, of whatever its columns take. */
function rowOf(columns: readonly Column[]): Readonly<Record<string, unknown>> {
  const value = ({ name, type }: Column) =>
    type === 'blob' || type === 'bytea'
      ? Buffer.from('row')
      : type === 'uuid'
        ? '00000000-0000-4000-8000-000000000001'
        : type === 'text'
          ? `${name} of old`
          : 1;
  return Object.fromEntries(columns.map((column) => [column.name, value(column)]));
}

async function makeReleased(db: Kysely<Tables>, kind: 'sqlite' | 'postgres', released: Released): Promise<void> {
  if (kind === 'postgres') return migrateToLatest(db, new Set(released.migrations));
  for (const statement of released.sqlite) await sql.raw(statement).execute(db);
  for (const name of released.migrations)
    await sql`insert into kysely_migration (name, timestamp) values (${name}, ${'2026-11-29'})`.execute(db);
  await sql`insert into kysely_migration_lock (id, is_locked) values ('migration_lock', 0)`.execute(db);
  await sql`pragma foreign_keys = off`.execute(db);
}

const versions = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
const read = (version: string): Released =>
  JSON.parse(readFileSync(join(FOLDER, `${version}.json`), 'utf8')) as Released;

describe.each(versions)('a database of version %s', (version) => {
  const released = read(version);

  it('is brought up to date with all that is in it', async () => {
    const { db, kind } = await empty();
    await makeReleased(db, kind, released);
    const before = await tablesIn(db);
    // On PostgreSQL rows that point to others need them first: there the tables alone are looked at.
    const filled = kind === 'sqlite' ? Object.entries(before) : [];
    for (const [table, columns] of filled)
      await db
        .insertInto(table as keyof Tables)
        .values(rowOf(columns) as never)
        .onConflict((one) => one.doNothing())
        .execute();
    await migrateToLatest(db);
    expect(await schemaState(db, KNOWN_SCHEMA)).toMatchObject({ pending: [], unknown: [] });
    for (const [table, columns] of filled) {
      if (MOVED.has(table)) continue;
      const [row] = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`
        .execute(db)
        .then(({ rows }) => rows);
      expect([table, Object.keys(row ?? {})]).toEqual([table, expect.arrayContaining(columns.map(({ name }) => name))]);
    }
    const fresh = await empty();
    await migrateToLatest(fresh.db);
    expect(await tablesIn(db)).toEqual(await tablesIn(fresh.db));
  });

  it('can be written by nodes of its version when a node of this one has brought it up to date', async () => {
    const { db } = await empty();
    await migrateToLatest(db);
    const now = await tablesIn(db);
    const faults: string[] = [];
    for (const [table, columns] of Object.entries(released.tables)) {
      if (!(table in now) || table.startsWith('used_grant')) continue;
      const known = new Map(columns.map((one) => [one.name, one]));
      for (const { name } of columns)
        if (!now[table]?.some((one) => one.name === name) && !CONTRACTED.has(`${table}.${name}`))
          faults.push(`${table}.${name} is gone`);
      for (const { name, isNullable, hasDefault } of now[table] ?? [])
        if (!known.has(name) && !isNullable && !hasDefault) faults.push(`${table}.${name} must be given, and is new`);
    }
    for (const table of Object.keys(released.tables))
      if (!(table in now) && !table.startsWith('used_grant') && !CONTRACTED.has(table)) faults.push(`${table} is gone`);
    expect(faults).toEqual([]);
  });
});

/** A place that several can open: a file, or a database of the server. */
async function shared(): Promise<string> {
  const place = await freshDatabase({ empty: true });
  closing.push(() => place.drop());
  if (place.url !== ':memory:') return place.url;
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-released-'));
  closing.push(async () => rmSync(folder, { recursive: true }));
  return join(folder, 'portvakt.db');
}

describe('what agents have of clients', () => {
  it('is moved to where that of every agent lies, by the role of the facilitator (access-management#74)', async () => {
    const { db } = await empty();
    await migrateToLatest(db, new Set([...KNOWN_SCHEMA].filter((name) => name < '0940')));
    const uuid = (last: number) => `00000000-0000-4000-8000-00000000000${last}`;
    const [agent, firm, client, lost] = [uuid(1), uuid(2), uuid(3), uuid(4)];
    const regn = 'urn:altinn:external-role:ccr:regnskapsforer';
    await db.insertInto('party_role').values({ of_uuid: client, holder_uuid: firm, role: regn }).execute();
    const common = { agent_id: agent, facilitator_uuid: firm };
    await db
      .insertInto('agent_client')
      .values([
        { ...common, id: 'a', client_uuid: client, assignment_id: uuid(7), created: 5 },
        { ...common, id: 'b', client_uuid: firm, assignment_id: uuid(8), created: 6 },
      ])
      .execute();
    const given = { to_uuid: agent, package: 'urn:p', by_uuid: null, created: 5 };
    await db
      .insertInto('delegated_package')
      .values([
        { ...given, from_uuid: client, via_uuid: firm },
        { ...given, from_uuid: firm, via_uuid: firm },
        // The firm serves this one no longer.
        { ...given, from_uuid: lost, via_uuid: firm },
        { ...given, from_uuid: lost, via_uuid: '' },
      ])
      .execute();
    await migrateToLatest(db);
    expect(await db.selectFrom('client_agent').selectAll().execute()).toMatchObject([
      { facilitator_uuid: firm, agent_uuid: agent, id: uuid(7) },
    ]);
    const grants = await db.selectFrom('agent_grant').select(['from_uuid', 'via_role', 'item']).execute();
    expect(grants.toSorted((a, b) => a.via_role.localeCompare(b.via_role))).toEqual([
      { from_uuid: client, via_role: regn, item: 'urn:p' },
      { from_uuid: firm, via_role: 'urn:altinn:role:agent', item: 'urn:p' },
    ]);
    expect(await db.selectFrom('delegated_package').select(['from_uuid', 'via_uuid']).execute()).toEqual([
      { from_uuid: lost, via_uuid: '' },
    ]);
    expect(await db.selectFrom('agent_client').selectAll().execute()).toEqual([]);
  });
});

describe('the schema', () => {
  it('that is made at once in an empty database is what the migrations make', async () => {
    expect(SQLITE_SCHEMA).toEqual(await migratedSchema());
    const database = await openDatabase({ url: ':memory:' });
    expect(await statementsOf(database.db)).toEqual(SQLITE_SCHEMA);
    const { rows } = await sql<{ readonly timestamp: string }>`select timestamp from kysely_migration`.execute(
      database.db,
    );
    for (const { timestamp } of rows) expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    await database.close();
  });

  it('is made by nobody in a file that has other tables, or that cannot be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portvakt-released-'));
    closing.push(async () => rmSync(folder, { recursive: true }));
    const file = join(folder, 'portvakt.db');
    const older = await openBare(file);
    await migrateToLatest(older.db, new Set([...KNOWN_SCHEMA].slice(0, 3)));
    await older.close();
    const database = await openDatabase({ url: file });
    expect(await schemaState(database.db, KNOWN_SCHEMA)).toMatchObject({ pending: [], unknown: [] });
    await database.close();
    // Another writes, and does not stop.
    const held = new DatabaseSync(join(folder, 'held.db'));
    held.exec('pragma journal_mode = wal; begin immediate');
    await expect(openDatabase({ url: join(folder, 'held.db') })).rejects.toMatchObject({ code: 'unavailable' });
    held.close();
  });

  it('is made once by nodes that start at once', async () => {
    const url = await shared();
    const nodes = await Promise.all([1, 2, 3].map(() => openDatabase({ url })));
    const [first] = nodes;
    expect(first && (await schemaState(first.db, KNOWN_SCHEMA))).toMatchObject({ pending: [], unknown: [] });
    await Promise.all(nodes.map((node) => node.close()));
  });

  it('of a newer version is refused in words', async () => {
    const url = await shared();
    const database = await openDatabase({ url });
    await sql`insert into kysely_migration (name, timestamp) values ('9999-of-tomorrow', '2027-01-01')`.execute(
      database.db,
    );
    await database.close();
    await expect(openDatabase({ url })).rejects.toThrow(
      /of a newer version of Portvakt \(it has had 9999-of-tomorrow\): run/,
    );
  });

  const version = process.env['PORTVAKT_RELEASE'];
  const write = async () => {
    const { db, kind } = await empty();
    expect(kind).toBe('sqlite');
    const only = process.env['PORTVAKT_RELEASE_WITHOUT']?.split(',') ?? [];
    const migrations = [...KNOWN_SCHEMA].filter((name) => !only.includes(name));
    await migrateToLatest(db, new Set(migrations));
    const { rows } = await sql<{ readonly sql: string }>`select sql from sqlite_master
      where sql is not null and name not like 'sqlite%' order by rowid`.execute(db);
    const released: Released = { migrations, sqlite: rows.map((row) => row.sql), tables: await tablesIn(db) };
    writeFileSync(join(FOLDER, `${version}.json`), `${JSON.stringify(released, null, 1)}\n`);
  };
  if (version !== undefined) it('is written for a release', write);
});

import { aside, type Database, KNOWN_SCHEMA, migrateToLatest, openDatabase, tell } from '../database/index.ts';
import { isUnavailable, type MovableClock, Refusal } from '../foundation/index.ts';
import { decodeSnapshot, encodeSnapshot, type Snapshot, type SnapshotHead, type TableRows } from './format.ts';
import { refuse } from './refusals.ts';
import { emptyTables, readTables, tablesOf, writeTables } from './rows.ts';

export interface SnapshotDeps {
  readonly database: Database;
  readonly clock: MovableClock;
  /** Version of the platform. */
  readonly product: string;
}

/** Used grants are kept in a form of its own by each kind of database. */
const OF_ONE_KIND: ReadonlySet<string> = new Set(['used_grant', 'used_grant_batch']);
/** The feed that others follow is the database's own: two that told of one feed what differs would mislead whoever follows both. So is its audit log. */
const OF_ONE_DATABASE: ReadonlySet<string> = new Set(['event', 'event_counter', 'audit_entry', 'audit_head']);
/** What a platform that runs does not give up besides: a grant once used, and what its test ID-porten was started with. */
const KEPT_WHILE_RUNNING: ReadonlySet<string> = new Set([...OF_ONE_DATABASE, ...OF_ONE_KIND, 'idporten_secret']);

/**
 * The whole state as a file: every table as it is at one moment, and the clock.
 * @throws Refusal `snapshot-too-large`
 */
export async function takeSnapshot({ database, clock, product }: SnapshotDeps): Promise<Buffer> {
  const tables = await database.transaction((trx) => readTables(trx, database.kind));
  return encodeSnapshot({
    saved: new Date(clock.now()).toISOString(),
    product,
    schema: [...KNOWN_SCHEMA],
    database: database.kind,
    clock: { offsetMs: clock.frozen() === undefined ? clock.offset() : 0, frozenAt: clock.frozen() ?? null },
    masterKey: database.vault.keyId,
    tables,
  });
}

/**
 * Puts the platform into the state of a file, all or nothing: every node has forgotten what it held before when the promise resolves. Grants that
 * have been used stay used.
 * @throws Refusal `snapshot-unreadable`, `snapshot-damaged`, `snapshot-newer`, `snapshot-sealed`, `snapshot-too-large`
 */
export const loadSnapshot = (deps: SnapshotDeps, file: Buffer): Promise<SnapshotHead> =>
  load(deps, file, KEPT_WHILE_RUNNING);

/**
 * The same before anything has been opened on the database, which must be empty.
 * @throws Refusal `database-in-use`, and what `loadSnapshot` throws
 */
export async function startFromSnapshot(deps: SnapshotDeps, file: Buffer): Promise<SnapshotHead> {
  const { db } = deps.database;
  const seeded = await db.selectFrom('scope_prefix').select('prefix').limit(1).executeTakeFirst();
  const used = seeded ?? (await db.selectFrom('signing_key').select('kid').limit(1).executeTakeFirst());
  if (used) throw refuse('database-in-use', 'the database has a state already: a snapshot would replace it');
  return load(deps, file, OF_ONE_DATABASE);
}

async function load({ database, clock }: SnapshotDeps, file: Buffer, kept: ReadonlySet<string>): Promise<SnapshotHead> {
  const { tables: found, ...head } = await usable(database, file);
  const isOurs = (name: string) => !kept.has(name) && (head.database === database.kind || !OF_ONE_KIND.has(name));
  const tables = found.filter(({ table }) => isOurs(table));
  try {
    await database.transaction(async (trx, announce) => {
      const ours = (await tablesOf(trx, database.kind)).filter(isOurs);
      await emptyTables(trx, database.kind, ours);
      await writeTables(trx, database.kind, tables);
      tell(trx, { kind: 'sandbox.loaded', subject: 'sandbox', data: { saved: head.saved } });
      announce({ topic: '*' });
    });
  } catch (error) {
    throw isUnavailable(error) || error instanceof Refusal ? error : unfit(error);
  }
  if (head.clock.frozenAt === null) {
    clock.reset();
    clock.advance(head.clock.offsetMs);
  } else clock.freeze(head.clock.frozenAt);
  return head;
}

/** What the tables do not take has been altered by hand, and its checksum with it. */
const unfit = (error: unknown) =>
  refuse('snapshot-damaged', `the tables do not take its rows: ${error instanceof Error ? error.message : error}`, {
    cause: error,
  });

/** The file's state with the tables of today. */
async function usable({ vault }: Database, file: Buffer): Promise<Snapshot> {
  const snapshot = await decodeSnapshot(file);
  const { schema, masterKey, product } = snapshot;
  const unknown = schema.find((name) => !KNOWN_SCHEMA.has(name));
  if (unknown !== undefined)
    throw refuse('snapshot-newer', `it was saved by version ${product}, whose tables have changed since (${unknown})`);
  if (masterKey !== null && !vault.keyIds.includes(masterKey))
    throw refuse(
      'snapshot-sealed',
      vault.keyId === null
        ? 'the platform has no master key, and the secrets of the snapshot are sealed with one'
        : 'the platform has another master key than the one that saved the snapshot',
    );
  return schema.length === KNOWN_SCHEMA.size
    ? snapshot
    : { ...snapshot, tables: await aside(() => migrated(snapshot)) };
}

/** The rows of an older version as today's tables have them: its own tables are made in memory, filled, and brought up to date. */
async function migrated({ tables, schema, database: from }: Snapshot): Promise<readonly TableRows[]> {
  const scratch = await openDatabase({ url: ':memory:', schema: new Set(schema) });
  try {
    await scratch.transaction(async (trx) => {
      // Some are made with a row in them.
      await emptyTables(trx, 'sqlite', await tablesOf(trx, 'sqlite'));
      await writeTables(
        trx,
        'sqlite',
        from === 'sqlite' ? tables : tables.filter(({ table }) => !OF_ONE_KIND.has(table)),
      );
    });
    await migrateToLatest(scratch.db);
    return await scratch.transaction((trx) => readTables(trx, 'sqlite'));
  } catch (error) {
    throw error instanceof Refusal ? error : unfit(error);
  } finally {
    await scratch.close();
  }
}

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase, tell } from '../database/index.ts';
import { movableClock } from '../foundation/index.ts';
import { freshDatabase } from '../testing/database.ts';
import { AuditLog } from './audit.ts';

const NOBODY = {
  of: () => undefined,
  judge: () => undefined,
  count: () => undefined,
  verify: () => expect.fail('no token is verified here'),
};

async function opened(keep: { entries?: number; ms?: number } = {}) {
  const place = await freshDatabase();
  const clock = movableClock();
  const open = async () => {
    const database = await openDatabase({ url: place.url });
    return { database, audit: new AuditLog({ database, clock, callers: NOBODY, keep }) };
  };
  return { ...(await open()), open, clock, isShared: place.url !== ':memory:', drop: place.drop };
}

const change = (database: Database, subject: string) =>
  database.transaction(async (trx) => tell(trx, { kind: 'scope.changed', subject, data: { subject } }));

describe('the audit log of a database', () => {
  let place: Awaited<ReturnType<typeof opened>>;
  beforeAll(async () => {
    place = await opened();
    for (let at = 0; at < 6; at += 1) await place.audit.byProgram('test', () => change(place.database, `scope ${at}`));
  });
  afterAll(async () => {
    await place.database.close();
    await place.drop();
  });

  /** What is found when somebody has done this to the tables; they are put back afterwards. */
  async function foundAfter(tamper: (db: Database['db']) => Promise<unknown>): Promise<string | undefined> {
    const { db } = place.database;
    const entries = await db.selectFrom('audit_entry').selectAll().orderBy('position').execute();
    const head = await db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
    await tamper(db);
    const { fault } = await place.audit.verify({ position: head.position, hash: head.hash });
    await db.deleteFrom('audit_entry').execute();
    await db.insertInto('audit_entry').values(entries).execute();
    await db.updateTable('audit_head').set(head).execute();
    return fault?.fault;
  }

  it('holds who, what, when and how it ended, and is right', async () => {
    const { last, fault } = await place.audit.verify();
    expect([last.position, fault]).toEqual([6, undefined]);
    const [first] = await place.audit.after(0, 1);
    expect(JSON.parse(first?.text ?? '')).toEqual({
      position: 1,
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      operation: 'test',
      outcome: 'done',
      by: { kind: 'program' },
      changes: [{ kind: 'scope.changed', subject: 'scope 0', data: { subject: 'scope 0' } }],
      previous: '0'.repeat(64),
    });
  });

  it('shows a row that was changed, taken away or moved, and an end that was cut off, with its note or without', async () => {
    expect(await foundAfter(async () => undefined)).toBeUndefined();
    const setEntry = (position: number) => (db: Database['db']) =>
      sql`update audit_entry set entry = replace(entry, 'scope 2', 'scope X') where position = ${position}`.execute(db);
    expect(await foundAfter(setEntry(3))).toBe('changed');
    expect(await foundAfter((db) => db.deleteFrom('audit_entry').where('position', '=', 3).execute())).toBe('missing');
    expect(await foundAfter((db) => db.deleteFrom('audit_entry').where('position', '=', 1).execute())).toBe('missing');
    const swapped = async (db: Database['db']) => {
      for (const [from, to] of [
        [3, 99],
        [4, 3],
        [99, 4],
      ] as const)
        await db.updateTable('audit_entry').set({ position: to }).where('position', '=', from).execute();
    };
    expect(await foundAfter(swapped)).toBe('out-of-order');
    expect(await foundAfter((db) => db.deleteFrom('audit_entry').where('position', '>', 4).execute())).toBe('cut-off');
    const cleanCut = async (db: Database['db']) => {
      const { hash } = await db
        .selectFrom('audit_entry')
        .select('hash')
        .where('position', '=', 4)
        .executeTakeFirstOrThrow();
      await db.deleteFrom('audit_entry').where('position', '>', 4).execute();
      await db.updateTable('audit_head').set({ position: 4, hash }).execute();
    };
    expect(await foundAfter(cleanCut)).toBe('cut-off');
    expect(await foundAfter((db) => db.deleteFrom('audit_entry').execute())).toBe('cut-off');
  });
});

describe('an entry', () => {
  it('is there when, and only when, its change is', async () => {
    const { database, audit, drop } = await opened();
    const failing = audit.byProgram('test', () =>
      database.transaction(async (trx) => {
        tell(trx, { kind: 'scope.changed', subject: 'undone' });
        throw new Error('no');
      }),
    );
    await expect(failing).rejects.toThrow('no');
    expect((await audit.state()).head.position).toBe(0);
    // What cannot be recorded is not done.
    await database.db.schema.alterTable('audit_entry').renameTo('audit_entry_away').execute();
    const unrecorded = audit.byProgram('test', () =>
      database.transaction(async (trx) => {
        await trx.insertInto('scope_prefix').values({ prefix: 'x', owner: '310044423' }).execute();
      }),
    );
    await expect(unrecorded).rejects.toThrow();
    expect(await database.db.selectFrom('scope_prefix').selectAll().execute()).toEqual([]);
    await database.close();
    await drop();
  });

  it('has its place however many nodes write at once', async () => {
    const first = await opened();
    const nodes = [first, ...(first.isShared ? [await first.open(), await first.open()] : [])];
    await Promise.all(
      Array.from({ length: 60 }, (_, at) => {
        const node = nodes[at % nodes.length] ?? first;
        return node.audit.byProgram('test', () => change(node.database, String(at)));
      }),
    );
    const { last, fault } = await first.audit.verify();
    expect([last.position, fault]).toEqual([60, undefined]);
    const subjects = (await first.audit.after(0, 100)).map(({ text }) => JSON.parse(text).changes[0].subject);
    expect(new Set(subjects).size).toBe(60);
    for (const { database } of nodes) await database.close();
    await first.drop();
  });

  it('makes room in time, and what is kept is still right', async () => {
    const { database, audit, clock, drop } = await opened({ entries: 1_500 });
    const note = () =>
      audit.note({ by: { kind: 'program' }, organization: undefined }, { operation: 'x', outcome: 'done' });
    for (let at = 0; at < 3_000; at += 1) note();
    await audit.flush();
    const { head, gone } = await audit.state();
    expect([head.position, gone.position]).toEqual([3_000, 1_500]);
    expect((await audit.verify()).fault).toBeUndefined();
    const byTime = new AuditLog({ database, clock, callers: NOBODY, keep: { ms: 1_000 } });
    clock.advance(10_000);
    byTime.note({ by: { kind: 'program' }, organization: '310044423' }, { operation: 'y', outcome: 'done' });
    for (let at = 0; at < 1_000; at += 1)
      byTime.note({ by: { kind: 'program' }, organization: undefined }, { operation: 'x', outcome: 'done' });
    await byTime.flush();
    expect((await audit.state()).gone.position).toBe(3_000);
    expect((await audit.verify()).fault).toBeUndefined();
    expect(await audit.of('310044423', { before: undefined, limit: 10 })).toHaveLength(1);
    await database.close();
    await drop();
  });

  it('that has no room is counted, and the log says how many there were', async () => {
    const { database, audit, drop } = await opened();
    for (let at = 0; at < 20_003; at += 1)
      audit.note({ by: { kind: 'program' }, organization: undefined }, { operation: 'x', outcome: 'done' });
    expect(audit.counts).toEqual({ position: 0, waiting: 20_000, lost: 3 });
    await audit.flush();
    const [lost] = (await audit.after(500, 1)).map(({ text }) => JSON.parse(text));
    expect(lost).toMatchObject({ operation: 'audit', outcome: 'lost', entries: 3 });
    expect(audit.counts).toEqual({ position: 20_001, waiting: 0, lost: 3 });
    await database.close();
    await drop();
  });
});

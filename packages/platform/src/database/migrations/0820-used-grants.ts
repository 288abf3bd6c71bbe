import { type Kysely, PostgresAdapter, sql } from 'kysely';

const ID_BYTES = 16;

/**
 * Used grants where writing them is cheapest. PostgreSQL, with its many nodes: a table with a unique index over 16 bytes instead of 43
 * characters. SQLite: one row for each write, in the order of writing (3 µs a grant instead of 18), which the process keeps in memory. And
 * the developer's log: many requests of a client in one row. See maskinporten/replay-store.ts and request-log.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (db.getExecutor().adapter instanceof PostgresAdapter)
    await sql`alter table used_grant alter column id type uuid using
      encode(substring(decode(translate(id, '-_', '+/') || '=', 'base64') for ${sql.lit(ID_BYTES)}), 'hex')::uuid`.execute(
      db,
    );
  else await toBatches(db);
  await db.schema
    .alterTable('token_request')
    .addColumn('entries', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  await db.schema
    .createIndex('token_request_organization')
    .on('token_request')
    .columns(['organization', 'time'])
    .execute();
}

/** A grant that is still good is not forgotten on the way. */
async function toBatches(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('used_grant_batch')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('expires', 'bigint', (column) => column.notNull())
    .addColumn('ids', 'blob', (column) => column.notNull())
    .execute();
  const { rows } = await sql<{ id: string; expires: number }>`select id, expires from used_grant`.execute(db);
  for (const { id, expires } of rows)
    await sql`insert into used_grant_batch (expires, ids) values (${expires}, ${Buffer.from(id, 'base64url').subarray(0, ID_BYTES)})`.execute(
      db,
    );
  await db.schema.dropTable('used_grant').execute();
}

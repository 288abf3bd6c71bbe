import { type Kysely, PostgresAdapter, sql } from 'kysely';

/** The column type for bytes: the only one that the two databases call differently. */
export const bytesType = (db: Kysely<unknown>) =>
  db.getExecutor().adapter instanceof PostgresAdapter ? sql`bytea` : sql`blob`;

import { CompiledQuery } from 'kysely';
import type { Database } from '../database/index.ts';

/** A grant that is being used. */
export interface Use {
  /** 32 hex digits, see `grantId`. */
  readonly id: string;
  /** ms; from then on the grant is refused for its age. */
  readonly expires: number;
}

/** Where used grants are remembered. */
export interface ReplayStore {
  /**
   * Records, in one write, the grants that had not been used before.
   * @param uses each id once
   * @returns the ids that are new; they are on disk
   */
  record(uses: readonly Use[]): Promise<ReadonlySet<string>>;
  /** Forgets what ended before this instant (ms): it proves nothing any more. */
  sweep(before: number): Promise<void>;
}

export const replayStore = (database: Database): ReplayStore =>
  database.kind === 'sqlite' ? new GrantJournal(database) : new GrantTable(database);

const ID_DIGITS = 32;
const NONE: ReadonlySet<string> = new Set();

/** One row, which says null when all are new, as they nearly always are; else which. */
const INSERT = `with fresh as (
  insert into used_grant (id, expires) select * from unnest($1::uuid[], $2::bigint[]) on conflict (id) do nothing returning id
) select case when count(*) < cardinality($1) then coalesce(array_agg(encode(uuid_send(id), 'hex')), '{}') end as fresh from fresh`;

/** PostgreSQL: its unique index decides between nodes. */
class GrantTable implements ReplayStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async record(uses: readonly Use[]): Promise<ReadonlySet<string>> {
    // In the same order on every node: two that write the same grants in different orders would wait for each other.
    const sorted = [...uses].sort((a, b) => (a.id < b.id ? -1 : 1));
    const ids = `{${sorted.map((use) => use.id).join(',')}}`;
    const ends = `{${sorted.map((use) => use.expires).join(',')}}`;
    const [row] = await this.#database.write<{ fresh: string[] | null }>(CompiledQuery.raw(INSERT, [ids, ends]));
    if (!row) return NONE;
    return new Set(row.fresh ?? sorted.map((use) => use.id));
  }

  async sweep(before: number): Promise<void> {
    await this.#database.db.deleteFrom('used_grant').where('expires', '<', before).execute();
  }
}

/** Writes only when nobody else has written since; then who reads everything before has seen every grant. */
const APPEND = `insert into used_grant_batch (seq, expires, ids) select ?1 + 1, ?2, ?3
where coalesce((select max(seq) from used_grant_batch), 0) = ?1 returning seq`;
/**
 * What has been written since, and the newest there is, in one statement: between two, another process may write what would then count as read.
 * All there is, where the newest is older than what was read.
 */
const LOOK = `select newest, expires, ids from (select coalesce(max(seq), 0) as newest from used_grant_batch)
left join used_grant_batch on seq > case when newest < ?1 then 0 else ?1 end order by seq`;
const BUCKET_MS = 60_000;

/** A row of {@link LOOK}; where nothing has been written there is one that holds nothing. */
interface Look {
  readonly newest: number;
  readonly expires: number | null;
  readonly ids: Uint8Array | null;
}

/**
 * SQLite: a journal with one row for each write, and what stands in it in memory. A row at the end of a table costs a sixth of the same
 * grants in an index, whose pages a random key touches one by one. Another process on the same file is noticed by its rows: what it has
 * written is read before anything more is accepted.
 */
class GrantJournal implements ReplayStore {
  readonly #database: Database;
  /** Ids by the minute in which they end, so that they are forgotten by the bucket. */
  readonly #buckets = new Map<number, Set<string>>();
  /** The last row that is in memory. */
  #last = 0;
  #read = false;

  constructor(database: Database) {
    this.#database = database;
  }

  async record(uses: readonly Use[]): Promise<ReadonlySet<string>> {
    if (!this.#read) await this.#catchUp();
    for (;;) {
      const fresh = uses.filter((use) => !this.#knows(use.id));
      if (fresh.length === 0) return NONE;
      const ids = fresh.map((use) => use.id);
      const expires = fresh.reduce((latest, use) => Math.max(latest, use.expires), 0);
      const row = [this.#last, expires, Buffer.from(ids.join(''), 'hex')];
      const rows = await this.#database.write<{ seq: number }>(CompiledQuery.raw(APPEND, row));
      if (rows[0]) {
        this.#last = rows[0].seq;
        this.#remember(ids, expires);
        return new Set(ids);
      }
      // Another process was first. Each turn of this loop means that one of them got on.
      await this.#catchUp();
    }
  }

  async sweep(before: number): Promise<void> {
    for (const bucket of this.#buckets.keys()) if ((bucket + 1) * BUCKET_MS <= before) this.#buckets.delete(bucket);
    // The newest row stays, so that numbers go on from it.
    await this.#database.write(
      this.#database.db
        .deleteFrom('used_grant_batch')
        .where('expires', '<', before)
        .where('seq', '<', this.#last)
        .compile(),
    );
  }

  #knows(id: string): boolean {
    for (const bucket of this.#buckets.values()) if (bucket.has(id)) return true;
    return false;
  }

  #remember(ids: readonly string[], expires: number): void {
    const number = Math.floor(expires / BUCKET_MS);
    const bucket = this.#buckets.get(number) ?? new Set();
    this.#buckets.set(number, bucket);
    for (const id of ids) bucket.add(id);
  }

  async #catchUp(): Promise<void> {
    const { rows } = await this.#database.db.executeQuery<Look>(CompiledQuery.raw(LOOK, [this.#last]));
    for (const { expires, ids } of rows) {
      if (expires === null || ids === null) continue;
      const digits = Buffer.from(ids).toString('hex');
      const all = Array.from({ length: digits.length / ID_DIGITS }, (_, index) =>
        digits.slice(index * ID_DIGITS, (index + 1) * ID_DIGITS),
      );
      this.#remember(all, expires);
    }
    this.#last = rows[0]?.newest ?? 0;
    this.#read = true;
  }
}

import { randomBytes } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Database, Tables } from '../database/index.ts';
import type { GrantRefusal } from './refusals.ts';

/** A line of the developer's log. It never holds an assertion or a token. */
export interface TokenRequestEntry {
  readonly time: string;
  readonly clientId: string;
  readonly outcome: 'issued' | 'refused';
  readonly kid?: string;
  readonly scopes: readonly string[];
  /** The check that failed, its code, what the client was told and what to do. */
  readonly check?: string;
  readonly code?: string;
  readonly description?: string;
  readonly remedy?: string;
  /** The values in the two, for who says them in words of its own. */
  readonly parameters?: GrantRefusal['parameters'];
}

type Row = Selectable<Tables['token_request']>;

const ROWS_PER_INSERT = 200;
const ROWS_PER_READ = 50;
const CLIENTS_PER_READ = 1000;
/** Of one client, to find the last token with a scope: nearly always the first has it. */
const ROWS_LOOKED_THROUGH = 20;
/** In a text of JSON a quote within a value is escaped, so these are members and nothing else. */
const ISSUED = '%"outcome":"issued"%';
const REFUSED = '%"outcome":"refused"%';

/** Rows in the order of their ids are appended; random ids would touch a page of the index each. */
const NODE = randomBytes(6).toString('hex');
let number = 0;
function nextId(time: number): string {
  number += 1;
  return `${time.toString(36).padStart(9, '0')}-${NODE}-${number.toString(36).padStart(9, '0')}`;
}

/** The rows for lines of one client, oldest first. */
export function linesOf(
  clientId: string,
  organization: string,
  lines: readonly TokenRequestEntry[],
  perRow: number,
): readonly Row[] {
  const rows: Row[] = [];
  for (let start = 0; start < lines.length; start += perRow) {
    const part = lines.slice(start, start + perRow);
    const time = Date.parse(part.at(-1)?.time ?? '');
    const id = nextId(time);
    rows.push({ id, client_id: clientId, organization, time, body: JSON.stringify(part), entries: part.length });
  }
  return rows;
}

function* parts(clientIds: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < clientIds.length; start += CLIENTS_PER_READ)
    yield clientIds.slice(start, start + CLIENTS_PER_READ);
}

const read = ({ body }: Pick<Row, 'body'>): readonly TokenRequestEntry[] => {
  const value = JSON.parse(body) as TokenRequestEntry | readonly TokenRequestEntry[];
  return (Array.isArray(value) ? value : [value]).toReversed();
};

/** The developer's log in the database. */
export class RequestLogStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async write(rows: readonly Row[]): Promise<void> {
    for (let start = 0; start < rows.length; start += ROWS_PER_INSERT)
      await this.#database.write(
        this.#database.db
          .insertInto('token_request')
          .values(rows.slice(start, start + ROWS_PER_INSERT))
          .compile(),
      );
  }

  /** Newest first. @param query.after ms */
  async newest(query: {
    readonly organization: string;
    readonly clientId: string | undefined;
    readonly limit: number;
    readonly after: number;
  }): Promise<readonly TokenRequestEntry[]> {
    const { organization, clientId, limit, after } = query;
    let base = this.#database.db
      .selectFrom('token_request')
      .select(['body', 'time'])
      .where('organization', '=', organization)
      .where('time', '>', after);
    if (clientId !== undefined) base = base.where('client_id', '=', clientId);
    let found: TokenRequestEntry[] = [];
    for (let offset = 0; ; offset += ROWS_PER_READ) {
      const rows = await base
        .orderBy('time', 'desc')
        .orderBy('id', 'desc')
        .limit(ROWS_PER_READ)
        .offset(offset)
        .execute();
      // Lines of several clients overlap in time; those of one time stay in the order of their rows.
      found = [...found, ...rows.flatMap(read)].sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
      const oldestWanted = found[limit - 1];
      // A row's time is that of its newest line: what comes later is older.
      const done = oldestWanted !== undefined && Date.parse(oldestWanted.time) > (rows.at(-1)?.time ?? 0);
      if (done || rows.length < ROWS_PER_READ) return found.slice(0, limit);
    }
  }

  /** When each of the clients last had a token, in ms; as exact as a row, which is a quarter of a second where the database answers. */
  async lastIssued(clientIds: readonly string[], after: number): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (const some of parts(clientIds)) {
      const rows = await this.#database.db
        .selectFrom('token_request')
        .select((row) => ['client_id', row.fn.max('time').as('time')])
        .where('client_id', 'in', some)
        .where('time', '>', after)
        .where('body', 'like', ISSUED)
        .groupBy('client_id')
        .execute();
      for (const { client_id, time } of rows) found.set(client_id, Number(time));
    }
    return found;
  }

  /** When each of the clients last had a token with the scope, in ms: among the last rows of each that name it. */
  async lastIssuedWith(
    scope: string,
    clientIds: readonly string[],
    after: number,
  ): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (const some of parts(clientIds)) {
      const naming = this.#database.db
        .selectFrom('token_request')
        .select(['client_id', 'body', 'time'])
        .select(sql<number>`row_number() over (partition by client_id order by time desc)`.as('place'))
        .where('client_id', 'in', some)
        .where('time', '>', after)
        .where('body', 'like', `%${JSON.stringify(scope)}%`)
        .where('body', 'like', ISSUED);
      const rows = await this.#database.db
        .selectFrom(naming.as('naming'))
        .selectAll()
        .where('place', '<=', ROWS_LOOKED_THROUGH)
        .orderBy('time', 'desc')
        .execute();
      // A row holds several lines: the scope and the token may be those of two.
      for (const { client_id, ...row } of rows) {
        if (found.has(client_id)) continue;
        const line = read(row).find(({ outcome, scopes }) => outcome === 'issued' && scopes.includes(scope));
        if (line) found.set(client_id, Date.parse(line.time));
      }
    }
    return found;
  }

  /** The refused requests of the clients, newest first. @param query.after ms */
  async refused(query: {
    readonly clientIds: readonly string[];
    readonly after: number;
    readonly limit: number;
  }): Promise<readonly TokenRequestEntry[]> {
    const found: TokenRequestEntry[] = [];
    for (const some of parts(query.clientIds)) {
      const rows = await this.#database.db
        .selectFrom('token_request')
        .select('body')
        .where('client_id', 'in', some)
        .where('time', '>', query.after)
        .where('body', 'like', REFUSED)
        .orderBy('time', 'desc')
        .limit(query.limit)
        .execute();
      found.push(...rows.flatMap(read));
    }
    return found
      .filter(({ outcome, time }) => outcome === 'refused' && Date.parse(time) > query.after)
      .sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0))
      .slice(0, query.limit);
  }

  /** Drops rows that hold only lines older than a client's last `keep`. */
  async trim(clientId: string, keep: number): Promise<void> {
    const rows = await this.#database.db
      .selectFrom('token_request')
      .select(['time', 'id', 'entries'])
      .where('client_id', '=', clientId)
      .orderBy('time', 'desc')
      .orderBy('id', 'desc')
      .execute();
    let lines = 0;
    const surplus = rows.find(({ entries }) => {
      const older = lines >= keep;
      lines += entries;
      return older;
    });
    if (!surplus) return;
    const { time, id } = surplus;
    await this.#database.write(
      this.#database.db
        .deleteFrom('token_request')
        .where('client_id', '=', clientId)
        .where((row) => row.or([row('time', '<', time), row.and([row('time', '=', time), row('id', '<=', id)])]))
        .compile(),
    );
  }

  /** Drops what is older than an instant (ms). */
  async forget(before: number): Promise<void> {
    await this.#database.write(this.#database.db.deleteFrom('token_request').where('time', '<', before).compile());
  }
}

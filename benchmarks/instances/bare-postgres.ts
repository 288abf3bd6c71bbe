/** The least that keeps a body in PostgreSQL and gives it again: rows that fill a page, half a megabyte at once, two of these under way. */
import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import pg from 'pg';

const ROW_BYTES = 8_000;
const ROWS = 64;
const AT_ONCE = 2;

export interface BareStore {
  keep(source: AsyncIterable<Buffer>): Promise<void>;
  give(): Readable;
  end(): Promise<void>;
}

async function* pieces(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const part of source) {
    parts.push(part);
    size += part.length;
    if (size < ROW_BYTES * ROWS) continue;
    yield Buffer.concat(parts);
    [parts, size] = [[], 0];
  }
  if (size > 0) yield Buffer.concat(parts);
}

const rowsOf = (piece: Buffer): readonly Buffer[] =>
  Array.from({ length: Math.ceil(piece.length / ROW_BYTES) }, (_, row) =>
    piece.subarray(row * ROW_BYTES, (row + 1) * ROW_BYTES),
  );

/** @param database its URL; a table is made there */
export async function bareStore(database: string): Promise<BareStore> {
  const pool = new pg.Pool({ connectionString: database, max: AT_ONCE + 1 });
  await pool.query('create table if not exists bare_content (seq integer primary key, bytes bytea not null)');
  await pool.query('alter table bare_content alter column bytes set storage plain');

  async function keep(source: AsyncIterable<Buffer>): Promise<void> {
    await pool.query('truncate bare_content');
    let seq = 0;
    const writing: Promise<unknown>[] = [];
    for await (const piece of pieces(source)) {
      if (writing.length === AT_ONCE) await writing.shift();
      const rows = rowsOf(piece);
      const text = 'insert into bare_content select * from unnest($1::int[], $2::bytea[])';
      writing.push(pool.query(text, [rows.map((_, row) => seq + row), rows]));
      seq += rows.length;
    }
    await Promise.all(writing);
  }

  const read = async (first: number): Promise<readonly Buffer[]> => {
    const text = 'select bytes from bare_content where seq >= $1 and seq < $2 order by seq';
    const { rows } = await pool.query<{ bytes: Buffer }>({ text, values: [first, first + ROWS] });
    return rows.map(({ bytes }) => bytes);
  };

  async function fill(stream: PassThrough): Promise<void> {
    let next = read(0);
    for (let first = ROWS; ; first += ROWS) {
      const parts = await next;
      if (parts.length === 0) break;
      next = read(first);
      for (const part of parts) if (!stream.write(part)) await once(stream, 'drain');
    }
    stream.end();
  }

  const give = (): Readable => {
    const stream = new PassThrough({ highWaterMark: ROW_BYTES * ROWS });
    fill(stream).catch((error: Error) => stream.destroy(error));
    return stream;
  };
  return { keep, give, end: () => pool.end() };
}

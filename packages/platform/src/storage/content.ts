import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Database } from '../database/index.ts';
import { isUnavailable } from '../foundation/index.ts';
import { refuse } from './refusals.ts';

/** A row of PostgreSQL that fills a page of 8 kB. */
const ROW_BYTES = 8_000;
const ROWS = 64;
/** What is written, and read, at once: so many rows of PostgreSQL, one of SQLite. */
const PIECE_BYTES = ROWS * ROW_BYTES;
/** Pieces of one upload that are written at once. */
const AT_ONCE = 2;
/** An upload takes less than this, so an unreferenced content that is older was interrupted. */
const ORPHAN_AGE_MS = 60 * 60 * 1000;
const SWEEP_EVERY_MS = 60 * 60 * 1000;

/** Bytes that have been written and belong to nobody yet. */
export interface WrittenContent {
  readonly contentId: string;
  readonly size: number;
  /** SHA-256 in lower-case hex. */
  readonly hash: string;
}

/** Contents of data elements, streamed in pieces so that memory does not grow with their size. */
export interface Contents {
  /** @throws Refusal `element-too-large`; what had been written is removed. */
  write(source: Readable, limit: number): Promise<WrittenContent>;
  /** @returns undefined when it is no longer there: what it was of has been replaced or removed. The stream fails when that happens while it is read. */
  read(contentId: string, size: number): Promise<Readable | undefined>;
  /** What cannot be removed now, as the database is away, is swept later. */
  remove(contentId: string): Promise<void>;
  /** Removes what interrupted uploads left behind. */
  sweep(): Promise<void>;
}

export function createContents(database: Database, now: () => number): Contents {
  const insert = inserterOf(database);

  const remove = async (contentId: string) => {
    const removing = database.db.deleteFrom('content_chunk').where('content_id', '=', contentId).execute();
    await removing.catch((error: unknown) => {
      if (!isUnavailable(error)) throw error;
    });
  };

  async function write(source: Readable, limit: number): Promise<WrittenContent> {
    sweepNowAndThen();
    const contentId = randomUUID();
    const hash = createHash('sha256');
    let size = 0;
    let index = 0;
    // Pieces that are written while the next is gathered.
    const writing: Promise<unknown>[] = [];
    try {
      for await (const bytes of pieces(source)) {
        size += bytes.length;
        if (size > limit) throw refuse('element-too-large', `the content is larger than ${limit} bytes`);
        hash.update(bytes);
        if (writing.length === AT_ONCE) await writing.shift();
        const written = insert({ contentId, index, written: now(), bytes });
        // It is waited for below.
        written.catch(() => {});
        writing.push(written);
        index += 1;
      }
      await Promise.all(writing);
    } catch (error) {
      // A piece that is under way would come after it. One that has failed did so before whatever came next.
      const failed = (await Promise.allSettled(writing)).find((one) => one.status === 'rejected');
      await remove(contentId);
      throw failed ? failed.reason : error;
    }
    return { contentId, size, hash: hash.digest('hex') };
  }

  async function sweep(): Promise<void> {
    await database.db
      .deleteFrom('content_chunk')
      .where('written', '<', now() - ORPHAN_AGE_MS)
      .where('content_id', 'not in', database.db.selectFrom('data_element').select('content_id'))
      .execute();
  }

  let swept = 0;
  /** With the uploads, as they leave something behind. What cannot be swept now is swept the next time. */
  const sweepNowAndThen = (): void => {
    if (Math.abs(now() - swept) < SWEEP_EVERY_MS) return;
    swept = now();
    sweep().catch(() => {});
  };

  return { write, read: readerOf(database), remove, sweep };
}

/** What is written at once. */
interface Piece {
  readonly contentId: string;
  /** How many there are before it. */
  readonly index: number;
  /** When. */
  readonly written: number;
  readonly bytes: Buffer;
}

/** Writes a piece of a content, whose bytes are done with when the promise resolves. */
function inserterOf({ db, bytes: door }: Database): (piece: Piece) => Promise<unknown> {
  if (!door)
    return ({ contentId, index, written, bytes }) =>
      db.insertInto('content_chunk').values({ content_id: contentId, seq: index, written, bytes }).execute();
  // What refers to the pieces is written after them, and waited for on the disk.
  return ({ contentId, index, written, bytes }) => {
    const rows = Array.from({ length: Math.ceil(bytes.length / ROW_BYTES) }, (_, row) => [
      ...[contentId, index * ROWS + row, BigInt(written)],
      bytes.subarray(row * ROW_BYTES, (row + 1) * ROW_BYTES),
    ]);
    return door.insert('content_chunk (content_id, seq, written, bytes)', rows);
  };
}

/** Rows of a content. */
interface Rows {
  readonly contentId: string;
  readonly first: number;
  readonly count: number;
}

/** Their bytes, in parts; none when there are no such rows. */
function bytesIn({ db, bytes: door }: Database, { contentId, first, count }: Rows): Promise<readonly Buffer[]> {
  const select = db
    .selectFrom('content_chunk')
    .select('bytes')
    .where('content_id', '=', contentId)
    .where('seq', '>=', first)
    .where('seq', '<', first + count)
    .orderBy('seq');
  if (door) return door.find(select.compile());
  return select.execute().then((rows) => rows.map(({ bytes }) => Buffer.from(bytes)));
}

const lengthOf = (parts: readonly Buffer[]): number => parts.reduce((sum, part) => sum + part.length, 0);

/** Reads contents: what is short whole, and of the rest a piece ahead of what is sent. */
const readerOf =
  (database: Database): Contents['read'] =>
  async (contentId, size) => {
    if (size === 0) return Readable.from([]);
    const first = await bytesIn(database, { contentId, first: 0, count: 1 });
    if (first.length === 0) return undefined;
    // All rows but the last are as long as the first, also where another version has written them.
    const count = Math.max(1, Math.floor(PIECE_BYTES / lengthOf(first)));
    const more = count > 1 && size > lengthOf(first);
    // Until something has been sent it can still be said that the database is away: what is short is read whole before.
    const start = more ? [...first, ...(await bytesIn(database, { contentId, first: 1, count: count - 1 }))] : first;
    // Removed between the two: as if it had not been there.
    if (lengthOf(start) < Math.min(size, count * lengthOf(first))) return undefined;
    return Readable.from(partsOf({ database, contentId, size, count }, start), { objectMode: false });
  };

interface Reading {
  readonly database: Database;
  readonly contentId: string;
  readonly size: number;
  /** Rows that are read at once. */
  readonly count: number;
}

/** @param start the bytes of the first rows, as many as are read at once */
async function* partsOf(
  { database, contentId, size, count }: Reading,
  start: readonly Buffer[],
): AsyncGenerator<Buffer> {
  let parts = start;
  let left = size;
  for (let first = count; parts.length > 0; first += count) {
    left -= lengthOf(parts);
    // The next are read while these are sent.
    const next = left > 0 ? bytesIn(database, { contentId, first, count }) : undefined;
    next?.catch(() => {});
    yield* parts;
    if (!next) return;
    parts = await next;
  }
  // Whoever has been told how much comes would wait for the rest.
  throw new Error('the content was replaced or removed while it was read');
}

/**
 * Gathers a stream's parts into pieces of `PIECE_BYTES`. Memory takes turns: a piece is done with when so many more as are written at once have
 * been asked for, and one.
 */
async function* pieces(source: Readable): AsyncGenerator<Buffer> {
  const memory: Buffer[] = [];
  let turn = 0;
  let length = 0;
  try {
    // Destroying a request's stream would cut the connection, and the answer with it.
    for await (const part of source.iterator({ destroyOnReturn: false })) {
      for (let at = 0; at < (part as Buffer).length; ) {
        memory[turn] ??= Buffer.allocUnsafeSlow(PIECE_BYTES);
        const copied = (part as Buffer).copy(memory[turn] as Buffer, length, at);
        at += copied;
        length += copied;
        if (length < PIECE_BYTES) continue;
        yield memory[turn] as Buffer;
        turn = (turn + 1) % (AT_ONCE + 1);
        length = 0;
      }
    }
  } finally {
    // When it is left early, the rest is passed over, so that the next request on the connection is heard.
    source.resume();
  }
  if (length > 0) yield (memory[turn] as Buffer).subarray(0, length);
}

import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Database } from '../database/index.ts';
import { isUnavailable } from '../foundation/index.ts';
import { refuse } from './refusals.ts';

const CHUNK_BYTES = 256 * 1024;
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
  const insert = (contentId: string, seq: number, bytes: Buffer) =>
    database.db.insertInto('content_chunk').values({ content_id: contentId, seq, written: now(), bytes }).execute();

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
    let seq = 0;
    try {
      for await (const piece of pieces(source)) {
        size += piece.length;
        if (size > limit) throw refuse('element-too-large', `the content is larger than ${limit} bytes`);
        hash.update(piece);
        await insert(contentId, seq, piece);
        seq += 1;
      }
    } catch (error) {
      await remove(contentId);
      throw error;
    }
    return { contentId, size, hash: hash.digest('hex') };
  }

  const read = readerOf(database);

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

  return { write, read, remove, sweep };
}

/** Reads contents piece by piece. */
function readerOf({ db }: Database): Contents['read'] {
  const chunk = async (contentId: string, seq: number): Promise<Buffer | undefined> => {
    const row = await db
      .selectFrom('content_chunk')
      .select('bytes')
      .where('content_id', '=', contentId)
      .where('seq', '=', seq)
      .executeTakeFirst();
    return row && Buffer.from(row.bytes);
  };

  async function* chunks(contentId: string, size: number, first: Buffer): AsyncGenerator<Buffer> {
    let left = size;
    for (let [seq, piece] = [1, first as Buffer | undefined]; piece; seq += 1) {
      yield piece;
      left -= piece.length;
      if (left <= 0) return;
      piece = await chunk(contentId, seq);
    }
    // Whoever has been told how much comes would wait for the rest.
    throw new Error('the content was replaced or removed while it was read');
  }

  return async (contentId, size) => {
    if (size === 0) return Readable.from([]);
    const first = await chunk(contentId, 0);
    return first && Readable.from(chunks(contentId, size, first), { objectMode: false });
  };
}

/** Gathers a stream's parts into pieces of `CHUNK_BYTES`. Every piece is the same memory again: done with when the next is asked for. */
async function* pieces(source: Readable): AsyncGenerator<Buffer> {
  const held = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let length = 0;
  try {
    // Destroying a request's stream would cut the connection, and the answer with it.
    for await (const part of source.iterator({ destroyOnReturn: false })) {
      for (let at = 0; at < (part as Buffer).length; ) {
        const copied = (part as Buffer).copy(held, length, at);
        at += copied;
        length += copied;
        if (length < CHUNK_BYTES) continue;
        yield held;
        length = 0;
      }
    }
  } finally {
    // When it is left early, the rest is passed over, so that the next request on the connection is heard.
    source.resume();
  }
  if (length > 0) yield held.subarray(0, length);
}

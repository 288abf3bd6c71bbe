import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database/index.ts';
import { type FreshDatabase, freshDatabase } from '../testing/database.ts';
import { type Contents, createContents } from './content.ts';

/** What is written and read at once. */
const PIECE = 512_000;
const NO_LIMIT = Number.POSITIVE_INFINITY;

let place: FreshDatabase;
let database: Database;
let contents: Contents;
beforeAll(async () => {
  place = await freshDatabase();
  database = await openDatabase({ url: place.url });
  contents = createContents(database, () => 1);
});
afterAll(async () => {
  await database.close();
  await place.drop();
});

const rowsOf = (contentId: string) =>
  database.db.selectFrom('content_chunk').select(['seq']).where('content_id', '=', contentId).execute();
/** In parts as a network has them. */
const streamOf = (bytes: Buffer) =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += 65_537) yield bytes.subarray(at, at + 65_537);
    })(),
  );

describe('a content', () => {
  it.each([1, 7_999, 8_000, 8_001, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 4 * PIECE + 12_345])(
    'of %i bytes comes back as it was',
    async (size) => {
      const bytes = randomBytes(size);
      const written = await contents.write(streamOf(bytes), size);
      expect(written).toMatchObject({ size, hash: createHash('sha256').update(bytes).digest('hex') });
      const read = await contents.read(written.contentId, size);
      expect(read && (await buffer(read)).equals(bytes)).toBe(true);
    },
  );

  it('that an earlier version has written, in longer rows, comes back too', async () => {
    const bytes = randomBytes(5 * 262_144 + 99);
    const contentId = randomUUID();
    for (let seq = 0; seq * 262_144 < bytes.length; seq += 1)
      await database.db
        .insertInto('content_chunk')
        .values({ content_id: contentId, seq, written: 1, bytes: bytes.subarray(seq * 262_144, (seq + 1) * 262_144) })
        .execute();
    const read = await contents.read(contentId, bytes.length);
    expect(read && (await buffer(read)).equals(bytes)).toBe(true);
  });

  it('that is too large, or is cut off, leaves nothing', async () => {
    const before = await database.db.selectFrom('content_chunk').select('content_id').execute();
    await expect(contents.write(streamOf(randomBytes(4 * PIECE)), 3 * PIECE)).rejects.toThrow('larger than');
    const cut = Readable.from(
      (async function* () {
        yield randomBytes(3 * PIECE);
        throw new Error('cut');
      })(),
    );
    await expect(contents.write(cut, NO_LIMIT)).rejects.toThrow('cut');
    expect(await database.db.selectFrom('content_chunk').select('content_id').execute()).toEqual(before);
  });

  it('that is not there is none, and one that is removed while it is read fails', async () => {
    expect(await contents.read(randomUUID(), 10)).toBeUndefined();
    const { contentId, size } = await contents.write(streamOf(randomBytes(20 * PIECE)), NO_LIMIT);
    const read = await contents.read(contentId, size);
    await contents.remove(contentId);
    expect(await rowsOf(contentId)).toEqual([]);
    await expect(buffer(read ?? Readable.from([]))).rejects.toThrow('replaced or removed');
  });

  it('without a byte is read without asking', async () => {
    expect((await buffer((await contents.read(randomUUID(), 0)) ?? Readable.from(['x']))).length).toBe(0);
  });
});

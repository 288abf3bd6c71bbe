import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform } from '../server.ts';
import { freshDatabase } from '../testing/database.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 2).toString('base64');

/** The file as it would be if somebody had written another head or other rows, with a checksum that fits. */
function rewritten(file: Buffer, head: object, rows = (lines: readonly string[]) => lines): Buffer {
  const end = file.indexOf('\n');
  const lines = gunzipSync(file.subarray(end + 1))
    .toString()
    .split('\n');
  const content = Buffer.from(rows(lines).join('\n'));
  const packed = gzipSync(content);
  const sum = { size: content.length, sha256: createHash('sha256').update(packed).digest('hex') };
  const before = JSON.parse(file.toString('utf8', 0, end)) as object;
  return Buffer.concat([Buffer.from(`${JSON.stringify({ ...before, ...sum, ...head })}\n`), packed]);
}

describe('a snapshot', () => {
  let box: Sandbox;
  let file: Buffer;
  beforeAll(async () => {
    box = await startSandbox();
    await box.createClient('310044423', ['altinn:instances.read']);
    file = await box.platform.saveSnapshot();
  });
  afterAll(() => box.stop());

  const put = (body: Buffer, headers: Record<string, string> = {}) =>
    box.call<{ type?: string; detail?: string; code?: string }>('PUT', '/sandbox/snapshot', {
      raw: new Uint8Array(body),
      headers,
    });
  const clients = async (): Promise<number> => {
    const [line = ''] = gunzipSync((await box.platform.saveSnapshot()).subarray(file.indexOf('\n') + 1))
      .toString()
      .split('\n')
      .filter((one) => one.startsWith('{"table":"client",'));
    return (JSON.parse(line) as { rows: unknown[] }).rows.length;
  };

  it('that is no file of ours, damaged, cut or altered is refused, and nothing of it is loaded', async () => {
    const before = await clients();
    await box.createClient('310044423', ['altinn:instances.write']);
    const flipped = Buffer.from(file);
    flipped[file.length - 100] = (flipped[file.length - 100] ?? 0) ^ 1;
    const rows = (add: string) => rewritten(file, {}, (lines) => [...lines, add]);
    const refused: readonly (readonly [Buffer, number, RegExp])[] = [
      [Buffer.from(''), 400, /does not begin as a snapshot does/],
      [Buffer.from('{"format":"other"}\n'), 400, /does not begin as a snapshot does/],
      [Buffer.alloc(200_000, 'a'), 400, /does not begin as a snapshot does/],
      [flipped, 400, /checksum/],
      [file.subarray(0, file.length - 1), 400, /checksum/],
      [file.subarray(0, file.indexOf('\n') + 1), 400, /checksum/],
      [rewritten(file, { size: 10 }), 400, /cannot be unpacked/],
      [rewritten(file, { clock: 'x' }), 400, /first line/],
      [rewritten(file, { version: 2 }), 409, /version 2 of the format/],
      [rewritten(file, { schema: ['9999-later'] }), 409, /have changed since \(9999-later\)/],
      [rows('{"table":"party; drop table party","columns":["a"],"rows":[]}'), 400, /is not one/],
      [rows('{"table":"elsewhere","columns":["a"],"rows":[[1]]}'), 400, /has no table elsewhere/],
      [rows('{"table":"kysely_migration","columns":["name"],"rows":[["x"]]}'), 400, /has no table kysely_migration/],
      [rows('{"table":"scope_prefix","columns":["hidden"],"rows":[["x"]]}'), 400, /scope_prefix with hidden/],
      [rows('{"table":"scope_prefix","columns":["prefix"],"rows":[[{}]]}'), 400, /no column holds/],
      [rows('{"table":"scope_prefix","columns":["prefix"],"rows":[[1,2]]}'), 400, /has not 1 values/],
      [rows('{"table":"client","columns":["client_id"],"rows":[[null]]}'), 400, /do not take its rows/],
      [rows('not JSON'), 400, /is not one/],
    ];
    for (const [which, [body, status, words]] of refused.entries()) {
      const answer = await put(body);
      expect([which, answer.status, answer.body.detail]).toEqual([which, status, expect.stringMatching(words)]);
    }
    expect(await clients()).toBe(before + 1);
    expect((await put(file)).status).toBe(200);
    expect(await clients()).toBe(before);
  });

  it('is not for pages of other sites', async () => {
    expect((await put(file, { origin: 'https://elsewhere.example' })).status).toBe(403);
  });

  it('of an older version is brought up to date', async () => {
    const { schema } = JSON.parse(file.toString('utf8', 0, file.indexOf('\n'))) as { schema: string[] };
    const older = rewritten(file, { schema: schema.filter((name) => name !== '0840-portal') }, (lines) =>
      lines.filter((line) => !line.startsWith('{"table":"milestone"')),
    );
    const before = await clients();
    await box.createClient('310044423', ['altinn:instances.write']);
    expect((await put(older)).body).toMatchObject({ product: '0.1.0' });
    expect(await clients()).toBe(before);
  });

  it('brings the clock along, and leaves a grant used that has been used', async () => {
    box.platform.clock.advance(86_400_000);
    const moved = await box.platform.saveSnapshot();
    box.platform.clock.reset();
    expect((await put(moved)).status).toBe(200);
    expect(Math.round(box.platform.clock.offset() / 1000)).toBe(86_400);
    expect((await put(file)).status).toBe(200);
    expect(Math.abs(box.platform.clock.offset())).toBeLessThan(1000);
  });

  it('is loaded at the start into an empty database alone, whichever kind saved it', async () => {
    const inMemory = await startPlatform({ port: 0, snapshot: file });
    const place = await freshDatabase();
    try {
      const back = await inMemory.saveSnapshot();
      const elsewhere = await startPlatform({ port: 0, database: place.url, snapshot: back });
      const jwk = async (base: string) => (await fetch(new URL('/maskinporten/jwk', base))).text();
      expect(await jwk(elsewhere.urls.base)).toBe(await jwk(box.base));
      await elsewhere.stop();
      if (place.url !== ':memory:')
        await expect(startPlatform({ port: 0, database: place.url, snapshot: back })).rejects.toThrow(
          'has a state already',
        );
    } finally {
      await inMemory.stop();
      await place.drop();
    }
  });

  it('whose secrets are sealed needs the same master key', async () => {
    const sealing = await startPlatform({ port: 0, masterKey: KEY });
    const sealed = await sealing.saveSnapshot();
    await sealing.stop();
    expect(sealed.toString('latin1', 0, sealed.indexOf('\n'))).not.toContain(KEY);
    await expect(startPlatform({ port: 0, snapshot: sealed })).rejects.toThrow('has no master key');
    const other = { port: 0, masterKey: OTHER_KEY, snapshot: sealed };
    await expect(startPlatform(other)).rejects.toThrow('another master key');
    const again = await startPlatform({ port: 0, masterKey: KEY, snapshot: sealed });
    await again.stop();
  });

  it('is the sandbox’s alone', async () => {
    await expect(startPlatform({ mode: 'production', snapshot: file })).rejects.toThrow('restore a backup');
  });
});

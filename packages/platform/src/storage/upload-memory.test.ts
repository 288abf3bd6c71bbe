import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { startRulesProcess } from './rules-process.ts';

const MEBIBYTE = 1024 * 1024;
const APP = {
  app: 'large',
  rules: [{ subjects: ['urn:altinn:rolecode:DAGL'], actions: ['read', 'write', 'instantiate'] }],
  dataTypes: [{ id: 'file', allowedContentTypes: ['application/zip'] }],
};

/** Pieces of 64 KiB, each with its number, so that no two are alike. */
function* pieces(size: number): Generator<Buffer> {
  for (let at = 0; at < size; at += 65_536) {
    const piece = Buffer.alloc(Math.min(65_536, size - at), 7);
    piece.writeUInt32BE(at);
    yield piece;
  }
}

const BOUNDARY = 'b';
/** The pieces as the first part of a form, without a file name. */
function* parted(size: number): Generator<Buffer> {
  yield Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name=f\r\nContent-Type: application/zip\r\n\r\n`);
  yield* pieces(size);
  yield Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
}

it.each([
  ['as they are', pieces, 'application/zip'],
  ['as a part of a form', parted, `multipart/form-data; boundary=${BOUNDARY}`],
] as const)(
  'takes 200 MiB %s with less than 50 MiB more memory than for 64 MiB, and gives them back (altinn-instances#78)',
  async (_how, body, contentType) => {
    const options = { dataElementLimit: 256 * MEBIBYTE };
    const platform = await startRulesProcess({ apps: [APP], options, person: '01816010027' });
    try {
      const { base, token } = platform;
      const authorization = `Bearer ${token}`;
      const created = await fetch(`${base}/ttd/large/instances?instanceOwnerPartyId=50020008`, {
        method: 'POST',
        headers: { authorization },
      });
      const { id } = (await created.json()) as { id: string };
      const instance = `${base}/ttd/large/instances/${id}`;
      const upload = async (size: number) => {
        const headers = {
          authorization,
          'content-type': contentType,
          'content-disposition': 'attachment; filename="a.zip"',
        };
        const wish = {
          method: 'POST',
          headers,
          body: Readable.from(body(size)),
          duplex: 'half',
        } as unknown as RequestInit;
        const answer = await fetch(`${instance}/data?dataType=file`, wish);
        expect(answer.status).toBe(201);
        return (await answer.json()) as { id: string; size: number; contentHash: string };
      };
      // What a first upload loads, and what the collector lets lie, is the same whatever the size that follows.
      await upload(64 * MEBIBYTE);
      await platform.tell('baseline');
      const size = 200 * MEBIBYTE;
      const element = await upload(size);
      const { growth } = await platform.tell('peak');
      console.log(`a 200 MiB upload: memory grew by ${(growth / MEBIBYTE).toFixed(1)} MiB`);
      expect(growth).toBeLessThan(50 * MEBIBYTE);
      const hash = createHash('sha256');
      for (const piece of pieces(size)) hash.update(piece);
      expect(element).toMatchObject({ size, contentHash: hash.digest('hex') });
      const download = await fetch(`${instance}/data/${element.id}`, { headers: { authorization } });
      const back = createHash('sha256');
      for await (const piece of download.body ?? []) back.update(piece);
      expect(back.digest('hex')).toBe(element.contentHash);
    } finally {
      await platform.stop();
    }
  },
);

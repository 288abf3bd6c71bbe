import { once } from 'node:events';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import { createContents } from './content.ts';

describe('an element that is replaced while it is downloaded', () => {
  let box: Sandbox;
  beforeEach(async () => {
    box = await startSandbox();
  });
  afterEach(() => box.stop());

  it('comes whole, as it was or as it is now, and no download waits for bytes that are gone', async () => {
    const token = await box.personToken('01816010027');
    const made = await box.call<{ id: string }>('POST', '/ttd/demo/instances', {
      token,
      body: { instanceOwner: { partyId: 50020008 } },
    });
    const data = `/ttd/demo/instances/${made.body.id}/data`;
    const headers = { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' };
    const contentOf = (version: number) => `${version} `.repeat(20_000);
    const { body } = await box.call<{ id: string }>('POST', `${data}?dataType=attachment`, {
      token,
      headers,
      raw: contentOf(0),
    });
    for (let version = 1; version <= 10; version += 1) {
      const [, ...downloads] = await Promise.all([
        box.call('PUT', `${data}/${body.id}`, { token, headers, raw: contentOf(version) }),
        ...[1, 2, 3].map(() => box.call('GET', `${data}/${body.id}`, { token })),
      ]);
      for (const { status, text } of downloads)
        expect([status, [contentOf(version - 1), contentOf(version)].includes(text)]).toEqual([200, true]);
    }
  });
});

describe('a content', () => {
  it('that is removed while it is read fails at once, and one that has been removed is not there', async () => {
    const database = await testDatabase();
    const contents = createContents(database, () => Date.now());
    const { contentId, size } = await contents.write(Readable.from([Buffer.alloc(9_000_000)]), 10_000_000);
    const reading = (await contents.read(contentId, size)) as Readable;
    const pieces = reading.iterator();
    await pieces.next();
    await contents.remove(contentId);
    const rest = async () => {
      for await (const _ of pieces);
    };
    await expect(rest()).rejects.toThrow('replaced or removed');
    expect(await contents.read(contentId, size)).toBeUndefined();
    await once(((await contents.read('none', 0)) as Readable).resume(), 'end');
    await database.close();
  });

  it('that is short is read whole before any of it is sent, so that it can still be said that the database is away', async () => {
    const database = await testDatabase();
    const contents = createContents(database, () => Date.now());
    const bytes = Buffer.alloc(200_000, 'portvakt ');
    const { contentId, size } = await contents.write(Readable.from([bytes]), 1_000_000);
    const reading = (await contents.read(contentId, size)) as Readable;
    await contents.remove(contentId);
    expect(Buffer.concat(await reading.toArray()).equals(bytes)).toBe(true);
    await database.close();
  });
});

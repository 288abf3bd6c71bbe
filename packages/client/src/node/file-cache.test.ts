import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMaskinportenClient } from '../client.ts';
import { world } from '../testing/world.ts';
import { fileCache } from './index.ts';

const HOUR = 3_600_000;
const place = () => join(mkdtempSync(join(tmpdir(), 'portvakt-cache-')), 'tokens.json');
const token = (text: string, expiresAt = Date.now() + HOUR) =>
  ({ token: text, kind: 'maskinporten', scopes: ['a'], obtainedAt: 0, expiresAt }) as const;
const entry = (text: string, expiresAt?: number) => ({ ...token(text, expiresAt), scopes: ['a'] });

const WRITER = `
import { fileCache } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
const [path, name, count] = process.argv.slice(2);
const cache = fileCache(path);
const writing = Array.from({ length: Number(count) }, (_, index) =>
  cache.set(name + index, { token: name, kind: 'altinn', scopes: [], obtainedAt: 0, expiresAt: Date.now() + 3600000 }, 3600000));
await Promise.all(writing);
process.send('written');
process.disconnect();
`;

function writer(path: string, name: string, count: number): ChildProcess {
  const script = join(mkdtempSync(join(tmpdir(), 'portvakt-writer-')), 'writer.mjs');
  writeFileSync(script, WRITER);
  return fork(script, [path, name, String(count)], { execArgv: ['--conditions=portvakt-source', '--no-warnings'] });
}

describe('fileCache', () => {
  it('is used by the next process, and only its user can read it (client-library#34)', async () => {
    const path = place();
    // A second client with nothing in memory is what another process is.
    const { client, options, count } = await world({ cache: fileCache(path), clock: Date.now }, { clock: Date.now });
    const first = await client.getToken();
    const again = createMaskinportenClient({ ...options, cache: fileCache(path) });
    expect(await again.getToken()).toMatchObject({ value: first.value, source: 'cache' });
    expect(count('token')).toBe(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await again.invalidate();
    expect(readFileSync(path, 'utf8')).not.toContain(first.value);
  });

  it('loses nothing when processes write at once, and never shows half a file (client-library#35)', async () => {
    const path = place();
    const writers = ['a', 'b', 'c'].map((name) => writer(path, name, 15));
    let reading = true;
    const reader = (async () => {
      while (reading) {
        if (existsSync(path)) JSON.parse(readFileSync(path, 'utf8'));
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    await Promise.all(writers.map((child) => new Promise((resolve) => child.once('exit', resolve))));
    reading = false;
    await reader;
    expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')))).toHaveLength(45);
    expect(readdirSync(join(path, '..'))).toEqual(['tokens.json']);
  });

  it('takes an unreadable file, and entries of another form, for empty', async () => {
    const path = place();
    for (const content of ['', '{', 'null', '[]', '{"key":{"token":7}}', '{"key":null}']) {
      writeFileSync(path, content);
      expect(await fileCache(path).get('key')).toBeUndefined();
    }
    const cache = fileCache(path);
    await cache.set('key', entry('good'), HOUR);
    expect(await cache.get('key')).toMatchObject({ token: 'good' });
  });

  it('drops what has expired when it writes, and what it was told to', async () => {
    const path = place();
    const cache = fileCache(path);
    await cache.set('old', entry('old', Date.now() - 1), 0);
    await cache.set('one', entry('one'), HOUR);
    await cache.set('two', entry('two'), HOUR);
    await cache.delete('one');
    expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')))).toEqual(['two']);
  });

  it('takes over the lock that a killed process has left', async () => {
    const path = place();
    writeFileSync(`${path}.lock`, '');
    utimesSync(`${path}.lock`, new Date(0), new Date(0));
    const cache = fileCache(path);
    await cache.set('key', entry('good'), HOUR);
    expect(await cache.get('key')).toMatchObject({ token: 'good' });
    expect(readdirSync(join(path, '..'))).toEqual(['tokens.json']);
  });
});

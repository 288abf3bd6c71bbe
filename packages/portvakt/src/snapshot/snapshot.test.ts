import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Platform, startPlatform } from '@portvakt/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotCommand } from './index.ts';

const CLIENT = { organization: '310044423', name: 'Test', scopes: ['altinn:instances.read'] };

describe('portvakt snapshot', () => {
  let platform: Platform;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portvakt-snapshots-'));
    platform = await startPlatform({ port: 0 });
  });
  afterAll(() => platform.stop());

  const run = async (...args: string[]): Promise<string> => {
    let text = '';
    const command = snapshotCommand({ out: (part) => (text += part) });
    await command.parseAsync(args, { from: 'user' });
    return text;
  };
  const at = () => ['--url', platform.urls.base];
  const clients = async (): Promise<number> => {
    const answer = await fetch(new URL('/sandbox/clients', platform.urls.base));
    return ((await answer.json()) as unknown[]).length;
  };

  it('saves, says what a file is, and brings back what was there', async () => {
    const file = join(folder, 'one.snapshot');
    await platform.createClient({ ...CLIENT, keys: [] });
    const before = await clients();
    expect(await run('save', file, ...at())).toMatch(/^Saved .*one\.snapshot \(\d+ bytes\)/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await run('show', file)).toMatch(/^Saved 20[\d:.TZ-]+ by version 0\.1\.0 on SQLite\.\n$/);
    expect(JSON.parse(await run('show', file, '--json'))).toMatchObject({ database: 'sqlite', masterKey: null });
    await platform.createClient({ ...CLIENT, keys: [] });
    expect(await run('load', file, ...at())).toMatch(/^The platform is as it was at 20/);
    expect(await clients()).toBe(before);
  });

  it('replaces no file unless it is told to, and leaves none half written', async () => {
    const file = join(folder, 'two.snapshot');
    writeFileSync(file, 'mine');
    await expect(run('save', file, ...at())).rejects.toThrow('give --force to replace it');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(JSON.parse(await run('save', file, '--force', '--json', ...at()))).toMatchObject({ file });
    await expect(run('save', join(folder, 'nowhere', 'a.snapshot'), ...at())).rejects.toThrow('make its folder first');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('says what is wrong with a file before it is sent, and what the platform found', async () => {
    const other = join(folder, 'other.txt');
    writeFileSync(other, 'hello\n');
    await expect(run('load', other, ...at())).rejects.toThrow('does not begin as a snapshot does');
    await expect(run('show', other)).rejects.toThrow('does not begin as a snapshot does');
    const damaged = join(folder, 'damaged.snapshot');
    writeFileSync(damaged, (await platform.saveSnapshot()).subarray(0, -5));
    await expect(run('load', damaged, ...at())).rejects.toThrow('checksum');
    await expect(run('load', join(folder, 'gone'), ...at())).rejects.toThrow('gone cannot be read: it is not there');
  });

  it('writes nothing of what is no snapshot, though it was answered', async () => {
    const proxy = createServer((_, response) => response.end('<html>Log in first</html>'));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const file = join(folder, 'three.snapshot');
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    await expect(run('save', file, '--url', url)).rejects.toThrow('answered 200 with a web page');
    proxy.close();
    expect(existsSync(file)).toBe(false);
    await expect(run('save', file, '--url', url)).rejects.toThrow('refused the connection');
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const long = process.env['PORTVAKT_TESTS'] === 'long';
const KILLS = long ? 200 : 2;
const CHANGES = long ? 100_000 : 100;
const CLI = fileURLToPath(new URL('../packages/portvakt/src/cli.ts', import.meta.url));
const NODE = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning', CLI];

const start = (args: readonly string[], cwd: string): ChildProcess =>
  spawn(process.execPath, [...NODE, ...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
const kill = (child: ChildProcess | undefined): Promise<void> =>
  new Promise((resolve) => {
    child?.once('exit', () => resolve());
    child?.kill('SIGKILL');
  });

it('a listener misses no change and keeps their order, however often it and the platform are killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-listen-kill-'));
  const received: { id: string; redelivery?: number }[] = [];
  let heard: () => unknown = () => {};
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    received.push(JSON.parse(body) as { id: string });
    response.writeHead(204).end();
    heard();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  /** Resolves when it is so, now or after something has been received. */
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      heard = () => isSo() && resolve();
      heard();
    });

  let base = '';
  let platform: ChildProcess | undefined;
  const startPlatform = async (port: string) => {
    const child = start(['up', '--port', port, '--data', join(folder, 'data'), '--json'], folder);
    const line = await new Promise<string>((resolve) => {
      let text = '';
      child.stdout?.on('data', (bytes: Buffer) => {
        text += bytes.toString();
        if (text.includes('\n')) resolve(text);
      });
    });
    platform = child;
    base = (JSON.parse(line) as { urls: { base: string } }).urls.base;
  };
  const startListener = () => start(['listen', '--url', base, '--forward-to', target, '--from', 'oldest'], folder);
  await startPlatform('0');
  let listener = startListener();
  const again = () => start(['listen', '--url', base, '--forward-to', target], folder);

  let acknowledged = 0;
  const change = async () => {
    try {
      const answer = await fetch(new URL('/sandbox/reset', base), { method: 'POST' });
      if (answer.status === 204) acknowledged += 1;
    } catch {
      // The platform was killed: it may have been done, or not.
    }
  };
  for (let round = 0; round < KILLS; round += 1) {
    const before = received.length;
    const changes = Array.from({ length: Math.ceil(CHANGES / KILLS) }, change);
    await Promise.all(changes.slice(0, changes.length / 2));
    if (round % 2 === 0) {
      await until(() => received.length > before);
      await kill(listener);
      listener = again();
    } else {
      await kill(platform);
      await startPlatform(new URL(base).port);
    }
    await Promise.all(changes);
  }
  const feed = await fetch(new URL('/sandbox/events?after=newest', base));
  const last = Number(((await feed.json()) as { next: string }).next);
  await until(() => Number(received.at(-1)?.id) === last);
  await Promise.all([kill(listener), kill(platform)]);
  server.close();

  expect(last).toBeGreaterThanOrEqual(acknowledged);
  const seen = new Set<number>();
  const unmarked: string[] = [];
  for (const { id, redelivery } of received) {
    // What came before is only ever sent again with a mark.
    if (seen.has(Number(id)) && redelivery === undefined) unmarked.push(id);
    seen.add(Number(id));
  }
  expect([...seen]).toEqual(Array.from({ length: last }, (_, at) => at + 1));
  expect(unmarked).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startPlatform } from '../server.ts';
import { Listeners } from './listeners.ts';
import { TOPICS } from './topics.ts';

const SOURCES = join(import.meta.dirname, '..');

/** What is given to `announce`, up to the end of its first member, in every source file. */
function* announcements(): Generator<{ readonly file: string; readonly text: string }> {
  for (const entry of readdirSync(SOURCES, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts')) continue;
    for (const [, text = ''] of readFileSync(path, 'utf8').matchAll(/\bannounce\(\{\s*([^,}]*)/g))
      yield { file: relative(SOURCES, path), text: text.trim() };
  }
}

afterEach(() => vi.restoreAllMocks());

describe('the topics of changes', () => {
  const literal = /^topic: '([a-z-]+|\*)'$/;

  it('are written out where a change is announced, so that they can be found', () => {
    const all = [...announcements()];
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(({ text }) => !literal.test(text))).toEqual([]);
  });

  it('are each announced by somebody, and each heard by somebody in an assembled platform', async () => {
    const announced = new Set([...announcements()].map(({ text }) => literal.exec(text)?.[1]));
    announced.delete('*');
    expect([...announced].sort()).toEqual([...TOPICS].sort());

    const add = vi.spyOn(Listeners.prototype, 'add');
    const platform = await startPlatform({ port: 0 });
    expect([...new Set(add.mock.calls.map(([topic]) => topic))].sort()).toEqual([...TOPICS].sort());
    await platform.stop();
  });
});

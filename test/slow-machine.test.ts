import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const LEFT_OUT = new Set(['node_modules', 'dist', '.git', '.cache']);
/** Beside `*.test.ts`, what only tests use. */
const HELPERS = /(?:^|\/)test\/|\/testing\/|harness|fixture|rules-process/;
const LONG_MS = 120_000;

function* files(folder: string): Generator<{ readonly file: string; readonly text: string }> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const file = relative(root, path);
    if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) yield* files(path);
    else if (/\.test\.tsx?$/.test(file) || (/\.tsx?$/.test(file) && HELPERS.test(file)))
      yield { file, text: readFileSync(path, 'utf8') };
  }
}

/** What makes a test fail on a machine that has other work to do: pattern, whether a find is a fault, and what to write instead. */
const RULES: readonly (readonly [pattern: RegExp, isFault: (found: RegExpMatchArray) => boolean, instead: string])[] = [
  [/\bvi\.waitFor\(|\bvi\.waitUntil\(/g, () => true, 'it gives up after a second: expect.poll has a long time here'],
  [
    /\b(?:timeout|[a-z]*Timeout): ?([\d_]+)/g,
    ([, value = '']) => Number(value.replaceAll('_', '')) < LONG_MS,
    'leave it out: the configuration tells a hang from a slow machine',
  ],
  [
    /^\s*(?:\}, ([\d_]+)\);|([\d_]{4,}),\n\s*\);)$/gm,
    ([, ended, alone]) => Number((ended ?? alone ?? '').replaceAll('_', '')) < LONG_MS,
    'leave it out: the configuration tells a hang from a slow machine',
  ],
  [
    /\bset(?:DefaultTimeout|DefaultNavigationTimeout)\(([\d_]+)/g,
    ([, value = '']) => Number(value.replaceAll('_', '')) < LONG_MS,
    'give it minutes',
  ],
  [
    /\b(?:AbortSignal\.timeout\(|(?:LIMIT|LONG|TIMEOUT)_MS = )([\d_]+)/g,
    ([, value = '']) => Number(value.replaceAll('_', '')) < LONG_MS,
    'give it minutes',
  ],
  // A lower bound holds on every machine; what is to be bounded from above is the work: processor time, or a count.
  [
    /^.*(?:performance\.now\(\)|hrtime(?:\.bigint)?\([^)]*\)|Date\.now\(\)) - .*$/gm,
    ([line]) => !/\.toBeGreaterThan(?:OrEqual)?\(/.test(line) && /expect\(|assert/.test(line),
    'an upper bound on wall time: bound processor time (process.cpuUsage) or count the work',
  ],
  [
    /^.*(?:const|let) (\w+) = (?:performance\.now\(\)|process\.hrtime)[^;]*- .*$/gm,
    () => true,
    'a span of wall time: bound processor time (process.cpuUsage) or count the work',
  ],
  // Nothing but a page is asked in these words: what it shows follows what was done to it, sooner or later.
  [
    /\bexpect\(\s*(?:await [^;]*?\.(?:count|is[A-Z]\w+|(?:all)?[tT]extContents?|(?:all)?[iI]nner[A-Z]\w+|inputValue|getAttribute|evaluate|title)\(|\w+\.url\(\)\)).*/g,
    () => true,
    'asks a page once: expect.poll asks until it is so',
  ],
];

function faultsIn(text: string): string[] {
  return RULES.flatMap(([pattern, isFault, instead]) =>
    [...text.matchAll(pattern)].filter(isFault).map(([found]) => `${found.trim()} (${instead})`),
  );
}

describe('no test depends on how fast the machine is', () => {
  const all = [...files(root)].filter(({ file }) => file !== 'test/slow-machine.test.ts');

  it('by a clock or a short time limit of its own', () => {
    expect(all.length).toBeGreaterThan(150);
    expect(all.flatMap(({ file, text }) => faultsIn(text).map((fault) => `${file}: ${fault}`))).toEqual([]);
  });

  it.each([
    'await vi.waitFor(() => expect(done).toBe(true));',
    'await expect.poll(ask, { timeout: 2000 }).toBe(1);',
    "it('x', { timeout: 60_000 }, () => {});",
    '  },\n  40_000,\n);',
    'context.setDefaultTimeout(8_000);',
    'await fetch(url, { signal: AbortSignal.timeout(1000) });',
    'expect(performance.now() - start).toBeLessThan(1000);',
    'expect(Date.now() - start).toBeLessThanOrEqual(5);',
    'const took = performance.now() - start;',
    "expect(await page.getByRole('link', { name }).count()).toBe(0);",
    "stands: async (page) => expect(await page.getByLabel('Navn').inputValue()).toBe('Sent'),",
    'expect(\n  await page.getByRole("main").textContent(),\n).toContain("x");',
    'expect(await page.evaluate(() => document.activeElement?.id)).toBe("x");',
    'expect(page.url()).toBe(address);',
  ])('and a new one that does is found: %s', (line) => {
    expect(faultsIn(line)).toHaveLength(1);
  });

  it.each([
    'expect(performance.now() - start).toBeGreaterThan(950);',
    'const hourAgo = new Date(Date.now() - 3_600_000);',
    'context.setDefaultTimeout(LONG_MS);',
    'await expect.poll(() => rows.count()).toBe(2);',
    'expect(await faultsOf(page)).toEqual([]);',
  ])('and what holds on every machine is not: %s', (line) => {
    expect(faultsIn(line)).toEqual([]);
  });
});

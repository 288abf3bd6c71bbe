import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LEFT_OUT, ON_POSTGRES } from './reach.ts';

const root = join(import.meta.dirname, '..');
const found = (pattern: string): string[] =>
  globSync(pattern, { cwd: root, exclude: (name) => /node_modules|^dist$/.test(name) });
const linesIn = (files: Iterable<string>): Set<string> =>
  new Set(
    [...files].flatMap((file) => readFileSync(join(root, file), 'utf8').match(/\b[a-z]+(?:-[a-z]+)*#\d+/g) ?? []),
  );

describe('what a run leaves out', () => {
  const left = Object.values(LEFT_OUT).flat();

  it('is there, and so is what it takes to PostgreSQL', () => {
    expect([...left, ...ON_POSTGRES].filter((pattern) => found(pattern).length === 0)).toEqual([]);
  });

  it('is no contract line’s only proof', () => {
    const out = new Set(left.flatMap(found));
    const all = found('{packages,test,examples,benchmarks}/**/*.test.{ts,tsx}');
    const proven = linesIn(all.filter((file) => !out.has(file)));
    expect(proven.size).toBeGreaterThan(800);
    expect([...linesIn(out)].filter((line) => !proven.has(line))).toEqual([]);
  });
});

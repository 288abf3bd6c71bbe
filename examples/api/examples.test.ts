import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';

/** What needs no network and no time is in `examples`; what only compiles is in `onTheWire`. */
type Examples = Readonly<Record<string, () => unknown>>;
const read = (door: string): string => readFileSync(join(import.meta.dirname, door), 'utf8');
const doors = globSync('*/*.ts', { cwd: import.meta.dirname })
  .sort()
  .filter((door) => /^export const examples = /m.test(read(door)));
const modules = await Promise.all(
  doors.map(async (door) => {
    const { examples } = (await import(join(import.meta.dirname, door))) as { readonly examples: Examples };
    return { door, examples };
  }),
);

/** What the comments of an example say that it prints, line by line. */
function claims(source: string, name: string): readonly string[] {
  const [, body] = new RegExp(`^ *// #region ${name}\\n([\\s\\S]*?)^ *// #endregion$`, 'm').exec(source) ?? [];
  if (body === undefined) throw new Error(`no region is called ${name}`);
  return [...body.matchAll(/\); \/\/ (.+)$/gm)].map(([, claim = '']) => claim);
}

afterEach(() => vi.restoreAllMocks());

describe.each(modules)('the examples of $door', ({ door, examples }) => {
  const source = read(door);

  it.each(Object.keys(examples))('print what they say: %s', async (name) => {
    const printed: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((...words) => printed.push(format(...words)));
    await examples[name]?.();
    expect(printed).toEqual(claims(source, name));
    expect(printed.length).toBeGreaterThan(0);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { examples as command } from './altinn-jwks/command.ts';
import { examples as jwks } from './altinn-jwks/index.ts';
import { examples as xacml } from './xacml/index.ts';

/** Those that need no network and no time: what a comment beside a `console.log` says is what it prints. */
const PURE: Readonly<Record<string, Readonly<Record<string, () => unknown>>>> = {
  'altinn-jwks/command': command,
  'altinn-jwks/index': jwks,
  'xacml/index': xacml,
};

/** What the comments of an example say that it prints, line by line. */
function claims(source: string, name: string): readonly string[] {
  const [, body] = new RegExp(`^ *// #region ${name}\\n([\\s\\S]*?)^ *// #endregion$`, 'm').exec(source) ?? [];
  if (body === undefined) throw new Error(`no region is called ${name}`);
  return [...body.matchAll(/\); \/\/ (.+)$/gm)].map(([, claim = '']) => claim);
}

afterEach(() => vi.restoreAllMocks());

describe.each(Object.entries(PURE))('the examples of %s', (door, examples) => {
  const source = readFileSync(join(import.meta.dirname, `${door}.ts`), 'utf8');

  it.each(Object.keys(examples))('print what they say: %s', async (name) => {
    const printed: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((...words) => printed.push(format(...words)));
    await examples[name]?.();
    expect(printed).toEqual(claims(source, name));
    expect(printed.length).toBeGreaterThan(0);
  });
});

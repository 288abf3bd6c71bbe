import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Platform, startPlatform } from '@portvakt/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const guide = read('docs/testing.md');
const example = read('examples/token.test.ts').trimEnd();
/** The code under a heading. */
const codeUnder = (heading: string): string =>
  /```\w+\n([\s\S]*?)\n```/.exec(guide.slice(guide.indexOf(`### ${heading}`)))?.[1] ?? '';
/** Lines without order, and without where the runner comes from. */
const lines = (code: string): string[] =>
  code
    .replace(/'(vitest|@jest\/globals)'/, "'runner'")
    .split('\n')
    .sort();

const page = read('docs/tokens-for-tests.md');

describe('the page on tokens for tests', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform({ port: 0 });
  });
  afterAll(() => platform.stop());

  it('shows with Vitest what runs here as a test', () => {
    const [, shown = ''] = /```ts\n([\s\S]*?)\n```/.exec(page) ?? [];
    expect(shown).toBe(read('examples/tokens-for-tests.test.ts').trimEnd());
  });

  it('names every function, with what each must and may have', async () => {
    const { paths } = (await platform.http.inject('/openapi/token-generator.json')).json() as {
      paths: Record<string, { get: { parameters: { name: string; in: string; required?: boolean }[] } }>;
    };
    const described = Object.entries(paths).map(([path, { get }]) => {
      const names = (required: boolean) =>
        get.parameters
          .filter((one) => one.in === 'query' && (one.required ?? false) === required)
          .map(({ name }) => name);
      return [
        path.replace('/token-generator/api/', ''),
        names(true).sort(),
        names(false)
          .filter((name) => name !== 'dump')
          .sort(),
      ];
    });
    const rows = [...page.matchAll(/^\| `(Get\w+)` \| (.*?) \| (.*?) \|$/gm)].map(([, name, ...cells]) => [
      name,
      ...cells.map((cell) => [...cell.replaceAll(/\(.*?\)/g, '').matchAll(/`(\w+)`/g)].map(([, one]) => one).sort()),
    ]);
    expect(described).toHaveLength(9);
    expect(rows.sort()).toEqual(described.sort());
  });

  it('calls in its samples what answers with a token', async () => {
    const calls = [...page.matchAll(/api\/Get\w+Token\?[^\s"`)]+/g)].map(([call]) => call);
    expect(calls.length).toBeGreaterThanOrEqual(3);
    for (const call of calls) {
      const { statusCode, body } = await platform.http.inject(`/token-generator/${call}`);
      expect([call, statusCode, body]).toEqual([call, 200, expect.stringMatching(/^ey[\w-]+\.[\w-]+\.[\w-]+$/)]);
    }
  });
});

describe('the guide to testing', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform({ port: 0 });
  });
  afterAll(() => platform.stop());

  it('shows with Vitest what runs here as a test, and the same with Jest', () => {
    expect(codeUnder('Vitest')).toBe(example);
    expect(codeUnder('Jest')).toContain("from '@jest/globals'");
    expect(lines(codeUnder('Jest'))).toEqual(lines(example));
  });

  it('names every door of the sandbox, and no other', async () => {
    const { paths } = (await platform.http.inject('/openapi/sandbox.json')).json() as {
      paths: Record<string, Record<string, unknown>>;
    };
    const doors = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const table = guide.slice(guide.indexOf('| Door |'), guide.indexOf('### Faults'));
    const named = table.split('\n').flatMap((row) => {
      const cell = row.split('|')[1] ?? '';
      let methods: readonly string[] = [];
      return [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, text = '']) => {
        const [method = '', path] = text.split(' ');
        methods = [...methods, method];
        if (path === undefined) return [];
        const found = methods.map((one) => `${one} ${path.replace(/\?.*/, '')}`);
        methods = [];
        return found;
      });
    });
    expect(named.sort()).toEqual(doors.sort());
  });

  it('names every kind of fault', () => {
    for (const kind of ['latency', 'status', 'reset', 'wrong-key', 'slow-jwks'] as const) {
      expect(guide).toContain(`| \`${kind}\` |`);
      const more = { ms: 1, status: 500 };
      platform.faults.add({ kind, ...more } as never);
    }
    expect(() => platform.faults.add({ kind: 'other' } as never)).toThrow(
      'kind must be one of latency, status, reset, wrong-key, slow-jwks',
    );
  });
});

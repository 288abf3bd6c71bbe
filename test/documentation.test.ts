import { execFile } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const run = promisify(execFile);
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

const PAGES = globSync(['README.md', 'CONTRIBUTING.md', 'docs/*.md', 'packages/*/README.md'], { cwd: root });
/** What the pages leave to the reader. */
const GIVEN = `declare const publicJwk: Record<string, unknown>;
declare function tokenOfYourProgram(issuer: string): Promise<string>;
`;

describe('the documentation', () => {
  it('has only TypeScript that compiles: every option in it exists (client-library#90)', async () => {
    const cache = join(root, 'node_modules', '.cache');
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, 'documentation-'));
    try {
      const blocks = PAGES.flatMap((page) =>
        [...readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => ({
          page,
          code,
        })),
      );
      expect(blocks.length).toBeGreaterThan(5);
      const files = blocks.map(({ page, code }, index) => {
        const name = `${page.replaceAll(/[/.]/g, '-')}-${index}.ts`;
        writeFileSync(join(folder, name), `${GIVEN}${code}\nexport {};\n`);
        return name;
      });
      // What is no option must be refused, or the rest of this test says nothing.
      const wrong = "import { createFetch } from '@portvakt/client';\n";
      writeFileSync(
        join(folder, 'wrong.ts'),
        `${wrong}createFetch({} as never, { origins: [], noSuchOption: true });\n`,
      );
      files.push('wrong.ts');
      const compilerOptions = {
        noEmit: true,
        composite: false,
        incremental: false,
        noUnusedLocals: false,
        // Examples read as their users write them, and users' own configuration is mostly less strict.
        exactOptionalPropertyTypes: false,
        noPropertyAccessFromIndexSignature: false,
      };
      const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions, files };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
      const told = await run(bin('tsc'), ['-p', folder]).then(
        () => '',
        ({ stdout }: { stdout: string }) => stdout,
      );
      // The sources have a check of their own; what names no file is about the whole.
      const errors = told.split('\n').filter((line) => line.includes('error TS') && !/^\S*packages\//.test(line));
      expect(errors).toEqual([expect.stringMatching(/wrong\.ts.*'noSuchOption' does not exist/)]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the benchmark of the client', () => {
  it('prints every anchor of section 8 in one command (client-library#91)', async () => {
    const args = ['--conditions=portvakt-source', '--expose-gc', join(root, 'benchmarks', 'client.ts'), '--quick'];
    const { stdout } = await run(process.execPath, args);
    for (const what of [
      'RS256 sign',
      'verify',
      'getToken(request)',
      'with() client',
      'peek()',
      '1,000 cold calls at once, one key | 1 request',
      '1,000 keys',
      'Altinn tokens | 1 grants, 1 exchanges, 0 callers waited',
      'Maskinporten tokens of 120 s | 2 grants, 0 exchanges, 0 callers waited',
      'one 503 | no caller fails',
      'bundle of everything',
      'import of the built core',
      '1,000 cached tokens',
      'validator, each token new',
      'validator, the same token again',
      'bundle of exchangeToken',
    ])
      expect(stdout).toContain(what);
    const measured = stdout.split('\n').flatMap((line) => /^\| [^|]+ \| ([^|]+) \| [^|]* \|$/.exec(line)?.[1] ?? []);
    expect(measured.length).toBeGreaterThan(14);
    const values = measured.slice(2);
    for (const value of values)
      expect(value).toMatch(/^[1-9][\d,.]*(\/s)|\d (kB|ms|MB|request|grants)|no caller fails$/);
  });
});

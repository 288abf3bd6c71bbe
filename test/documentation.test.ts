import { execFile } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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
      // The sources have a check of their own.
      expect(told.split('\n').filter((line) => line.includes(basename(folder)))).toEqual([]);
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
      'validator',
      '1,000 cold calls at once, one key | 1 request',
      '1,000 keys',
      'Altinn tokens | 1 grants, 1 exchanges, 0 callers waited',
      'Maskinporten tokens of 120 s | 2 grants, 0 exchanges, 0 callers waited',
      'one 503 | no caller fails',
      'bundle of everything',
      'import of the built core',
      '1,000 cached tokens',
    ])
      expect(stdout).toContain(what);
  });
});

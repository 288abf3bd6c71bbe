import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

describe('the links between pages', () => {
  const pages = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*.md', 'benchmarks/*.md'], {
    cwd: root,
  });

  it('lead to files that are there', () => {
    const dead: string[] = [];
    let count = 0;
    for (const page of pages) {
      const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '');
      for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        count += 1;
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : join(dirname(page), path);
        if (!existsSync(join(root, file))) dead.push(`${page}: ${target}`);
        else if (anchor !== undefined && !anchorsOf(file).has(anchor)) dead.push(`${page}: ${target}`);
      }
    }
    expect(count).toBeGreaterThan(100);
    expect(dead).toEqual([]);
  });

  it('reach every page of docs from its index', () => {
    const index = readFileSync(join(root, 'docs', 'README.md'), 'utf8');
    const linked = new Set([...index.matchAll(/\]\(([^)#]+)/g)].map(([, target = '']) => join('docs', target)));
    const below = (page: string): boolean => linked.has(join(dirname(page), 'README.md'));
    const missing = pages.filter(
      (page) => page.startsWith('docs/') && page !== 'docs/README.md' && !linked.has(page) && !below(page),
    );
    expect(missing).toEqual([]);
  });
});

/** As GitHub makes them of headings. */
function anchorsOf(file: string): ReadonlySet<string> {
  const headings = readFileSync(join(root, file), 'utf8').matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

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

import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
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
        // Against what is built, as its users have it: to read all sources again would take the machine half a minute.
        customConditions: [],
        composite: false,
        incremental: false,
        noUnusedLocals: false,
        // Examples read as their users write them, and users' own configuration is mostly less strict.
        exactOptionalPropertyTypes: false,
        noPropertyAccessFromIndexSignature: false,
        // As NestJS has its users set it.
        experimentalDecorators: true,
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

/** As GitHub makes them of headings, one that comes again with a number; and those that are written as they are. */
function anchorsOf(file: string): ReadonlySet<string> {
  const text = readFileSync(join(root, file), 'utf8');
  const seen = new Map<string, number>();
  const ofHeadings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
  return new Set([...ofHeadings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)]);
}

/** What each published package exports, by the door that gives it. */
function* everyExport() {
  for (const name of ['platform', 'client', 'pep', 'xacml', 'altinn-jwks', 'testing']) {
    const folder = join(root, 'packages', name);
    const { exports }: { exports: Record<string, { readonly 'portvakt-source'?: string } | string> } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    for (const [door, entry] of Object.entries(exports)) {
      const source = typeof entry === 'string' ? undefined : entry['portvakt-source'];
      if (source === undefined) continue;
      for (const one of exportsOf(join(folder, source))) yield { ...one, name, door };
    }
  }
}

/** Doors that are for the other packages and their tests, and stand in no reference. */
const OWN_DOORS = /^platform\/(?:offline|testing)|^xacml\/json-scanner/;

describe('what the packages export', () => {
  it('is told of in a doc comment, each name of each entry', () => {
    const all = [...everyExport()];
    const bare = all.filter(({ isDocumented }) => !isDocumented);
    expect(all.length).toBeGreaterThan(250);
    expect([...new Set(bare.map(({ file, declared }) => `${relative(root, file)}: ${declared}`))]).toEqual([]);
  });

  it('stands in the reference: npm run reference', () => {
    const missing: string[] = [];
    for (const { name, door, called } of everyExport()) {
      if (OWN_DOORS.test(join(name, door))) continue;
      const pages = globSync(`docs/api/${name}/*.md`, { cwd: root }).map((page) =>
        readFileSync(join(root, page), 'utf8'),
      );
      const heading = new RegExp(`^#+ (?:\\w+ )?~*${called.replaceAll('$', '\\$')}(?:\\(\\))?~*$`, 'm');
      if (!pages.some((page) => heading.test(page.replaceAll('\\', ''))))
        missing.push(`${join(name, door)}: ${called}`);
    }
    expect([...new Set(missing)]).toEqual([]);
  });
});

interface Exported {
  readonly file: string;
  readonly declared: string;
  /** What it is imported by. */
  readonly called: string;
  readonly isDocumented: boolean;
}

const DECLARATION =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:(?:function\*?|const|let|class|interface|type|enum) (\w+)|const \{([^}]*)\} =)/gm;

/**
 * What a module of ours exports, with the place where each is declared; what comes from other packages is theirs to describe.
 * @param wanted this name alone
 */
function exportsOf(file: string, wanted?: string): readonly Exported[] {
  const text = readFileSync(file, 'utf8');
  const from = (target: string) => join(dirname(file), target);
  const own = [...text.matchAll(DECLARATION)].flatMap(({ 1: one, 2: several = '', index }) =>
    (one === undefined ? namesIn(several).map(([name]) => name) : [one]).map((declared) => ({
      file,
      declared,
      called: declared,
      isDocumented: text.slice(0, index).endsWith('*/\n'),
    })),
  );
  const whole = [...text.matchAll(/^export (?:type )?\* from '(\.[^']+)'/gm)].flatMap(([, target = '']) =>
    exportsOf(from(target), wanted),
  );
  const passedOn = [...text.matchAll(/^export (?:type )?\{([^}]*)\}(?: from '([^']+)')?;/gm)].flatMap(
    ([, list = '', target]) =>
      namesIn(list)
        .filter(([, as]) => wanted === undefined || as === wanted)
        .flatMap(([name, as]) => declaredBy(file, text, name, target).map((one) => ({ ...one, called: as }))),
  );
  return [...own, ...whole, ...passedOn];
}

/** Each name as it is called where it comes from, and as it is called here. */
const namesIn = (list: string): readonly (readonly [name: string, as: string])[] =>
  list
    .split(',')
    .map((item): readonly [string, string] => {
      const [name = '', as = name] = item
        .trim()
        .replace(/^type /, '')
        .split(' as ');
      return [name, as];
    })
    .filter(([name]) => name !== '');

function declaredBy(file: string, text: string, name: string, target = importedFrom(text, name)): readonly Exported[] {
  if (!target.startsWith('.')) return [];
  const found = exportsOf(join(dirname(file), target), name).find(({ called }) => called === name);
  if (!found) throw new Error(`${file} passes on ${name}, which ${target} does not declare`);
  return [found];
}

const importedFrom = (text: string, name: string): string =>
  new RegExp(`^import (?:type )?\\{[^}]*\\b${name}\\b[^}]*\\} from '([^']+)'`, 'm').exec(text)?.[1] ?? '';

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

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { parseSync } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { published, root } from './packed.ts';

interface Contents {
  readonly name: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

interface Manifest {
  readonly name: string;
  readonly engines: { readonly node: string };
  readonly keywords?: readonly string[];
  readonly repository?: { readonly type: string; readonly url: string; readonly directory: string };
  readonly homepage?: string;
  readonly bugs?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface Locked {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
  readonly license?: string;
  readonly engines?: { readonly node?: string };
}

/** Bytes that each may have unpacked: what it has, and room for a fifth more. */
const BUDGET: Readonly<Record<string, number>> = {
  'altinn-jwks': 830_000,
  '@portvakt/client': 1_250_000,
  '@portvakt/pep': 84_000,
  '@portvakt/platform': 16_500_000,
  '@portvakt/testing': 41_000,
  '@portvakt/xacml': 1_480_000,
  portvakt: 13_600_000,
};

/** All that is fetched for the command: it has no dependencies. */
const INSTALLED = { bytes: 25_000_000, packages: 60 };

const ROOT_FILES = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
const LIBRARY = /^dist\/.+\.(js|js\.map|d\.ts|json)$/;
const PORTAL = /^dist\/portal\/(.+\.(js|css|svg|html|json|woff2?)(\.br|\.gz)?|(guide\/)?assets\/inter-OFL\.txt)$/;
const COMMAND = /^bin\/([\w-]+\.js|package\.json)$|^dist\/(command|xpath2)\.cjs$/;
/** Apps as they lie in a repository, which "portvakt apps sample" writes. */
const SAMPLE_APP =
  /^samples\/[a-z-]+\/App\/config\/(applicationmetadata\.json|authorization\/policy\.xml|process\/process\.bpmn|texts\/resource\.[a-z]{2}\.json)$/;
const NOTICES = 'dist/THIRD-PARTY.md';
const LEAVINGS = /\.test\.|tsbuildinfo|^dist\/generated\/|\/released\/|\/(bundled|metafile)\.json/;

/** Where the repository is to be. It is written in every manifest, and in the action for GitHub: one that moves changes all. */
const HOME = 'https://github.com/portvakt/portvakt';

/** Licences that ask for no more than to be named, and of a font to stay with it. */
const LICENCES = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'OFL-1.1'];

const manifests = published().map(({ folder }) => ({
  folder,
  manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest,
}));
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** What others' packages a bundle has, by its build. */
interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}
const BUNDLING = ['platform', 'portvakt'];
/** They come without a file of their licence. */
const NO_TEXT: ReadonlySet<string> = new Set([
  ...['@navikt/aksel-icons', '@u-elements/u-details', '@u-elements/u-tabs', 'abstract-logging', 'koa-compose'],
  ...['pg-types', 'pgpass', 'saxes'],
]);
/** Asked for in a `try`, and done without. */
const DISPENSABLE: ReadonlySet<string> = new Set(['pg-native', 'supports-color']);

const REQUIRED = /\brequire\('([^']+)'\)/g;
const isBundle = (file: string): boolean => /[\\/](chunk-\w+\.js|cli\.js|\w+\.cjs)$/.test(file);

/** Packages that code asks for, in each of the three ways; what is its own or Node's is left out. */
function importsOf(file: string): readonly string[] {
  const code = readFileSync(file, 'utf8');
  const { staticImports, staticExports, dynamicImports } = parseSync(file, code).module;
  const found = [
    ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])),
    ...dynamicImports.map(({ moduleRequest: { start, end } }) => code.slice(start + 1, end - 1)),
    // A bundle has such words in strings too; its build has looked after what it asks for (scripts/declared.mjs).
    ...(isBundle(file) ? [] : [...code.matchAll(REQUIRED)].map(([, name = '']) => name)),
  ];
  return found.filter((specifier) => /^[@\w][^\s`(]*$/.test(specifier) && !isBuiltin(specifier));
}

/** The least Node of a range as packages write it: the last alternative's, which is open upwards. */
function least(range: string): number {
  const [, major = '0', minor = '0'] = /(\d+)(?:\.(\d+))?[^|]*$/.exec(range) ?? [];
  return Number(major) * 1000 + Number(minor);
}

let packed: readonly Contents[];
beforeAll(async () => {
  const workspaces = manifests.flatMap(({ folder }) => ['-w', folder]);
  const { stdout } = await promisify(execFile)(
    'npm',
    ['pack', '--dry-run', '--json', '--ignore-scripts', ...workspaces],
    { cwd: root, maxBuffer: 50_000_000, shell: process.platform === 'win32' },
  );
  packed = Object.values(JSON.parse(stdout) as Record<string, Contents>);
});

describe('what a tarball holds', () => {
  it('is built code, types, maps, README, LICENSE and CHANGELOG, and nothing else', () => {
    expect(packed.map(({ name }) => name).sort()).toEqual(Object.keys(BUDGET).sort());
    for (const { name, files } of packed) {
      const paths = files.map(({ path }) => path);
      expect(paths, name).toEqual(expect.arrayContaining(ROOT_FILES));
      const known = (path: string) =>
        [...ROOT_FILES, NOTICES].includes(path) ||
        [LIBRARY, PORTAL, COMMAND, SAMPLE_APP].some((pattern) => pattern.test(path));
      expect(
        paths.filter((path) => !known(path) || LEAVINGS.test(path)),
        name,
      ).toEqual([]);
    }
  });

  it('has maps whose sources are in them, and no code that names a map that is not there', () => {
    for (const { name, files } of packed) {
      const { folder } = manifests.find(({ manifest }) => manifest.name === name) ?? { folder: '' };
      const paths = new Set(files.map(({ path }) => path));
      for (const path of paths) {
        if (!/^dist\/(?!portal\/).*\.(js|cjs|map)$/.test(path)) continue;
        const text = readFileSync(join(folder, path), 'utf8');
        if (path.endsWith('.map')) {
          const map = JSON.parse(text) as { sources: string[]; sourcesContent?: (string | null)[] };
          expect(map.sourcesContent?.filter((source) => source !== null).length, path).toBe(map.sources.length);
        } else {
          const [, map] = /\n\/\/# sourceMappingURL=([\w.-]+)\s*$/.exec(text) ?? [];
          if (map) expect(paths.has(`${dirname(path)}/${map}`), `${name}/${path}`).toBe(true);
        }
      }
    }
  });

  it('is in ASCII where all of the command is one file: Node holds the others in two bytes a letter', () => {
    const files = packed.find(({ name }) => name === 'portvakt')?.files ?? [];
    const chunks = files.map(({ path }) => path).filter((path) => /^dist\/chunk-.*\.js$/.test(path));
    expect(chunks.length).toBeGreaterThan(5);
    const beyond = chunks.map((path) => {
      const text = readFileSync(join(root, 'packages', 'portvakt', path));
      return { path, at: text.findIndex((byte) => byte > 0x7f) };
    });
    expect(beyond.filter(({ at }) => at >= 0)).toEqual([]);
  });

  it('stays within its budget unpacked', () => {
    for (const { name, unpackedSize } of packed) expect(unpackedSize, name).toBeLessThan(BUDGET[name] ?? 0);
  });
});

describe('what a bundle brings along', () => {
  it.each(BUNDLING)('is named in %s with its licence, which is on the list', (name) => {
    const dist = join(root, 'packages', name, 'dist');
    const notices = readFileSync(join(dist, 'THIRD-PARTY.md'), 'utf8');
    const bundled = JSON.parse(readFileSync(join(dist, 'bundled.json'), 'utf8')) as readonly Bundled[];
    expect(bundled.map((one) => one.name)).toContain('react');
    for (const { name: of, version, license, text } of bundled) {
      expect(LICENCES, of).toContain(license);
      expect(notices).toContain(`## ${of} ${version}\n\n${license}\n`);
      if (!NO_TEXT.has(of)) expect(text, of).not.toBe('');
    }
  });

  it('and what the command needs is all in it: 25 MB and 60 packages at most are fetched', () => {
    const { manifest } = manifests.find((one) => one.manifest.name === 'portvakt') ?? {};
    const packages = 1 + Object.keys(manifest?.dependencies ?? {}).length;
    // One that has dependencies must count theirs too, and weigh them.
    expect(packages).toBe(1);
    expect(packages).toBeLessThanOrEqual(INSTALLED.packages);
    expect(packed.find(({ name }) => name === 'portvakt')?.unpackedSize).toBeLessThan(INSTALLED.bytes);
  });
});

describe('what a package imports', () => {
  it('is declared by it, or Node’s, or its own', () => {
    const stray: string[] = [];
    let count = 0;
    for (const { name, files } of packed) {
      const { folder, manifest } = manifests.find((one) => one.manifest.name === name) ?? {};
      const declared = new Set(Object.keys({ ...manifest?.dependencies, ...manifest?.peerDependencies }));
      for (const { path } of files.filter((file) => /^(bin|dist\/(?!portal\/)).*\.c?js$/.test(file.path)))
        for (const specifier of importsOf(join(folder ?? '', path))) {
          count += 1;
          const [first = '', second = ''] = specifier.split('/');
          const wanted = first.startsWith('@') ? `${first}/${second}` : first;
          if (!declared.has(wanted) && !DISPENSABLE.has(wanted)) stray.push(`${name}: ${path} imports ${specifier}`);
        }
    }
    expect(count).toBeGreaterThan(100);
    expect(stray).toEqual([]);
  });
});

describe('what a package says of itself', () => {
  it('has ranges in libraries, and exact versions in the application', () => {
    for (const { manifest } of manifests) {
      const wanted = manifest.name === 'portvakt' ? /^\d+\.\d+\.\d+$/ : /^\^\d+\.\d+\.\d+$/;
      for (const [dependency, range] of Object.entries(manifest.dependencies ?? {}))
        expect(range, `${manifest.name}: ${dependency}`).toMatch(wanted);
    }
  });

  it('has keywords, and says where its source, its page and its issues are', () => {
    for (const { folder, manifest } of manifests) {
      const { name, keywords, repository, homepage, bugs } = manifest;
      const directory = relative(root, folder);
      expect(keywords?.length, name).toBeGreaterThan(2);
      expect(repository, name).toEqual({ type: 'git', url: `git+${HOME}.git`, directory });
      expect(homepage, name).toBe(`${HOME}/tree/main/${directory}#readme`);
      expect(bugs, name).toBe(`${HOME}/issues`);
    }
    const action = readFileSync(join(root, 'deploy', 'github-action', 'action.yml'), 'utf8');
    expect(action).toContain(` uses: ${new URL(HOME).pathname.slice(1)}/deploy/github-action@`);
  });

  it('asks for no older Node than what it depends on', () => {
    for (const { manifest } of manifests)
      for (const dependency of Object.keys(manifest.dependencies ?? {})) {
        const own = manifests.find(({ manifest: { name } }) => name === dependency)?.manifest.engines.node;
        const needed = own ?? lock.packages[`node_modules/${dependency}`]?.engines?.node ?? '>=0';
        expect(least(manifest.engines.node), `${manifest.name}: ${dependency} needs ${needed}`).toBeGreaterThanOrEqual(
          least(needed),
        );
      }
  });

  it('depends on nothing whose licence is not on the list', () => {
    const others = Object.entries(lock.packages).filter(
      ([path, { dev, link, license }]) =>
        path.includes('node_modules/') && !dev && !link && !LICENCES.includes(license ?? 'none'),
    );
    expect(others.map(([path, { license }]) => `${path}: ${license ?? 'none'}`)).toEqual([]);
  });
});

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
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
  readonly dependencies?: Readonly<Record<string, string>>;
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
  '@portvakt/platform': 13_200_000,
  '@portvakt/xacml': 1_480_000,
  portvakt: 11_200_000,
};

const ROOT_FILES = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
const LIBRARY = /^dist\/.+\.(js|js\.map|d\.ts|json)$/;
const PORTAL = /^dist\/portal\/(.+\.(js|css|svg|html|json|woff2?)(\.br|\.gz)?|(guide\/)?assets\/inter-OFL\.txt)$/;
const COMMAND = /^bin\/([\w-]+\.js|package\.json)$|^dist\/command\.cjs$/;
const LEAVINGS = /\.test\.|tsbuildinfo|^dist\/generated\/|\/released\//;

/** Licences that ask for no more than to be named. */
const LICENCES = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

const manifests = published().map(({ folder }) => ({
  folder,
  manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest,
}));
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

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
        ROOT_FILES.includes(path) || [LIBRARY, PORTAL, COMMAND].some((pattern) => pattern.test(path));
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

  it('stays within its budget unpacked', () => {
    for (const { name, unpackedSize } of packed) expect(unpackedSize, name).toBeLessThan(BUDGET[name] ?? 0);
  });
});

describe('what a package says of itself', () => {
  it('has ranges in libraries, and exact versions in the application', () => {
    for (const { manifest } of manifests) {
      const wanted = manifest.name === 'portvakt' ? /^\d+\.\d+\.\d+$/ : /^\^\d+\.\d+\.\d+$/;
      for (const [dependency, range] of Object.entries(manifest.dependencies ?? {}))
        expect(range, `${manifest.name}: ${dependency}`).toMatch(wanted);
      expect(manifest.keywords?.length, manifest.name).toBeGreaterThan(0);
    }
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

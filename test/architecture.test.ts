import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages', 'platform', 'src');

/** The floors of the house, from the ground up. */
const FLOORS: readonly (readonly string[])[] = [
  ['foundation'],
  ['database', 'http'],
  ['signing-keys', 'business-certificates'],
  ['callers'],
  ['register', 'resources'],
  ['delegations', 'selfservice', 'authentication', 'idporten', 'access-metadata'],
  ['authorization', 'systems', 'delegation-rules'],
  ['maskinporten', 'storage', 'policy-authoring'],
  ['portal', 'sandbox', 'world'],
];
const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room));

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly target: string;
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    // Tests and their harnesses may build what they need out of any room.
    else if (/\.ts$/.test(entry.name) && !/\.test\.ts$|harness|fixture/.test(entry.name)) yield path;
  }
}

/** Every import from one room into another. */
function imports(): Import[] {
  return [...sources(source)].flatMap((path) => {
    const file = relative(source, path);
    const [from = ''] = file.split('/');
    if (floorOf(from) < 0) return [];
    const targets = [...readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)];
    return targets.flatMap(([, specifier = '']) => {
      const target = relative(source, resolve(dirname(path), specifier));
      const [to = ''] = target.split('/');
      return to === from ? [] : [{ file, from, to, target }];
    });
  });
}

/** Where clients of the platform build addresses. */
const CLIENTS = ['portal', 'client', 'portvakt', 'altinn-jwks', 'pep'];

describe('addresses', () => {
  it('get an id by a helper that refuses what would reach another record, never by encoding alone', () => {
    const packages = dirname(dirname(source));
    const files = CLIENTS.flatMap((name) =>
      readdirSync(join(packages, name, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file) && !/\.test\.ts$/.test(file))
        .map((file) => join(packages, name, 'src', file)),
    );
    expect(files.length).toBeGreaterThan(100);
    const bare = files.filter((file) => /\/\$\{encodeURIComponent\(/.test(readFileSync(file, 'utf8')));
    expect(bare.map((file) => relative(packages, file))).toEqual([]);
  });
});

describe('the house', () => {
  const all = imports();

  it('has imports to look at, and a floor for every room', () => {
    expect(all.length).toBeGreaterThan(200);
    const rooms = readdirSync(source, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && entry.name !== 'testing',
    );
    expect(rooms.map((room) => room.name).filter((room) => floorOf(room) < 0)).toEqual([]);
  });

  it('lets an import only point down', () => {
    const up = all
      .filter(({ from, to }) => floorOf(to) >= floorOf(from))
      .map(({ file, target }) => `${file} → ${target}`);
    expect(up).toEqual([]);
  });

  it('has one door a room', () => {
    const past = all
      .filter(({ to, target }) => floorOf(to) >= 0 && target !== `${to}/index.ts`)
      .map(({ file, target }) => `${file} → ${target}`);
    expect(past).toEqual([]);
  });

  it('keeps HTTP out of stores, and SQL out of routes', () => {
    const faults: string[] = [];
    for (const path of sources(source)) {
      const name = path.split('/').at(-1) ?? '';
      const text = readFileSync(path, 'utf8');
      if (/store\.ts$/.test(name) && /from 'fastify'/.test(text)) faults.push(relative(source, path));
      if (/routes\.ts$/.test(name) && /\.(selectFrom|insertInto|updateTable|deleteFrom)\(/.test(text))
        faults.push(relative(source, path));
    }
    expect(faults).toEqual([]);
  });

  it('makes every operation on a surface, so that it stands in the table', () => {
    /** Files, the provider's own pages, and the 404 in the form of an API: no operations. */
    const others = new Set(['http/route.ts', 'http/web-app.ts', 'idporten/routes.ts', 'selfservice/routes.ts']);
    const faults = [...sources(source)]
      .filter((path) => !others.has(relative(source, path)))
      .filter((path) =>
        /\b(?:app|scope|http|inside)\.(?:get|post|put|delete|patch|all|route)\(/.test(readFileSync(path, 'utf8')),
      )
      .map((path) => relative(source, path));
    expect(faults).toEqual([]);
  });

  it('casts nothing of a request: what is read has its type from the operation', () => {
    /** Faults are chosen before any route has been found. */
    const others = new Set(['sandbox/fault-hooks.ts']);
    const faults = [...sources(source)]
      .filter((path) => !others.has(relative(source, path)))
      .filter((path) => /request\.(?:params|query|body)\b[^;\n]{0,20}\bas\b/.test(readFileSync(path, 'utf8')))
      .map((path) => relative(source, path));
    expect(faults).toEqual([]);
  });
});

import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** `client/pdp` of the page and of the file with its examples; a package with one door has one page, README.md. */
const doorOf = (path: string): string =>
  path
    .replace(/^(?:docs|examples)\/api\//, '')
    .replace(/(?:README)?\.(?:md|ts)$/, (end) => (end.startsWith('R') ? 'index' : ''));

interface Shown {
  readonly door: string;
  readonly name: string;
  readonly example: string | undefined;
}

/** What is called or built: types need no example. */
const KINDS = /^(?:Functions|Classes|Variables)$/;

/** Each function, class and constant of a page, with the code below its heading `Example`. */
function shownOn(page: string): readonly Shown[] {
  const shown: Shown[] = [];
  for (const part of read(page).split(/^(?=## )/m)) {
    const [, kind = ''] = /^## (.+)$/m.exec(part) ?? [];
    if (!KINDS.test(kind)) continue;
    for (const section of part.split(/^(?=### )/m).slice(1)) {
      const [, name = ''] = /^### (?:abstract )?(\S+?)(?:\(\))?$/m.exec(section.replaceAll('\\', '')) ?? [];
      const [, example] = /^#### Example\n\n```ts\n([\s\S]*?)^```$/m.exec(section) ?? [];
      shown.push({ door: doorOf(page), name, example });
    }
  }
  return shown;
}

const pages = globSync('docs/api/*/*.md', { cwd: root }).map((page) => page.replaceAll('\\', '/'));
const files = globSync('examples/api/*/*.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/'));
const all = pages.flatMap(shownOn);
const regions = files.flatMap((file) =>
  [...read(file).matchAll(/^ *\/\/ #region (.+)$/gm)].flatMap(([, names = '']) =>
    names.split(' ').map((name) => `${doorOf(file)}: ${name}`),
  ),
);

describe('the examples of the reference', () => {
  it('are there for each function, class and constant, and use it', () => {
    const bare = all.filter(({ name, example }) => !new RegExp(`\\b${name}\\b`).test(example ?? ''));
    expect(all.length).toBeGreaterThan(140);
    expect(bare.map(({ door, name }) => `${door}: ${name}`)).toEqual([]);
    expect(pages.filter((page) => read(page).includes('#region'))).toEqual([]);
  });

  it('say where each name comes from', () => {
    const homeless = all.filter(
      ({ name, example = '' }) => !new RegExp(`^import .*\\b${name}\\b.* from '`, 'm').test(example),
    );
    expect(homeless.map(({ door, name }) => `${door}: ${name}`)).toEqual([]);
  });

  it('belong to an export each, once', () => {
    const exported = new Set(all.map(({ door, name }) => `${door}: ${name}`));
    expect(regions.filter((region) => !exported.has(region))).toEqual([]);
    expect(new Set(regions).size).toBe(regions.length);
  });

  it('are short, and none is within another', () => {
    for (const file of files) {
      const lines = read(file).split('\n');
      const marks = lines.flatMap((line, index) => (/^ *\/\/ #(?:end)?region/.test(line) ? [index] : []));
      for (let nth = 0; nth < marks.length; nth += 2) {
        const [from = 0, to = 0] = marks.slice(nth, nth + 2);
        expect([lines[from], lines[to]].join('\n'), file).toMatch(/#region [\s\S]*#endregion$/);
        expect(to - from - 1, `${file}:${from + 1}`).toBeLessThanOrEqual(16);
      }
    }
  });

  it('hold nothing that looks like a secret or like a person’s number', () => {
    for (const file of files)
      expect(read(file), file).not.toMatch(
        /-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[\w-]+\.eyJ|(?<![\w-])\d{11}(?![\w-])|"d":\s*"/,
      );
  });
});

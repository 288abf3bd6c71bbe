import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDER = join(root, 'docs', 'security');
/** Requirements of levels 1 and 2 in each chapter of OWASP ASVS 5.0.0. */
const COUNTS = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7];
const REASONS = /^(?:Does not apply|Of who operates it|Not met|Partly): \S/;

const rows = [
  ...readFileSync(join(FOLDER, 'asvs.md'), 'utf8').matchAll(/^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+) \|$/gm),
].map(([, id = '', what = '', proof = '']) => ({ id, what, proof }));
const testsIn = (proof: string) =>
  [...proof.matchAll(/`([^`]+\.test\.tsx?)` “([^”]+)”/g)].map(([, file = '', name = '']) => ({ file, name }));
const pagesIn = (proof: string) => [...proof.matchAll(/\]\(([^)]+)\)/g)].map(([, page = '']) => page);

describe('the table of OWASP ASVS 5, level 2', () => {
  it('has every requirement once, in order', () => {
    const perChapter = COUNTS.map((_, at) => rows.filter(({ id }) => id.startsWith(`${at + 1}.`)).length);
    expect(perChapter).toEqual(COUNTS);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    const order = (id: string) => id.split('.').reduce((sum, part) => sum * 100 + Number(part), 0);
    expect(rows.map(({ id }) => order(id))).toEqual(rows.map(({ id }) => order(id)).sort((a, b) => a - b));
  });

  it('names tests and pages that exist', () => {
    const missing = rows.flatMap(({ id, proof }) => [
      ...testsIn(proof).flatMap(({ file, name }) => {
        if (!existsSync(join(root, file))) return [`${id}: there is no ${file}`];
        return readFileSync(join(root, file), 'utf8').includes(name) ? [] : [`${id}: ${file} has no test “${name}”`];
      }),
      ...pagesIn(proof).flatMap((page) => (existsSync(join(FOLDER, page)) ? [] : [`${id}: there is no ${page}`])),
    ]);
    expect(missing).toEqual([]);
  });

  it('says of each requirement what shows it, or why nothing does', () => {
    const bare = rows.filter(
      ({ proof }) => testsIn(proof).length === 0 && pagesIn(proof).length === 0 && !REASONS.test(proof),
    );
    expect(bare).toEqual([]);
    expect(rows.filter(({ proof }) => testsIn(proof).length > 0).length).toBeGreaterThan(150);
  });
});

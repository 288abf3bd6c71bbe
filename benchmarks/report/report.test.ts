/** What `npm run benchmark` makes of what the benchmarks print. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { PLAN } from './plan.ts';
import { shown, svgOf } from './plot.ts';
import { column, tablesIn, written } from './tables.ts';

const PRINTED = `5 of each

| what | decisions/s | p99 ms |
| --- | ---: | ---: |
| \`own\` | 12,345 | 4.50 |
| none | | |

| 50 rules | decisions/s |
| --- | ---: |
| casbin | 7 |
(wanted: much)`;

describe('the report of the benchmarks', () => {
  const [first, second] = tablesIn(PRINTED);

  it('finds the tables in what is printed, and the figures of a column', () => {
    expect(tablesIn(PRINTED)).toHaveLength(2);
    if (!first || !second) throw new Error('there are two');
    expect(column(first, 'decisions/s')).toEqual([['own', 12_345]]);
    expect(column(first, 'p99 ms')).toEqual([['own', 4.5]]);
    expect(column(second, 'decisions/s')).toEqual([['casbin', 7]]);
    expect(column(second, 'no such column')).toEqual([]);
    expect(tablesIn(written(first))).toEqual([first]);
  });

  it('draws bars as XML that tells what it shows, whatever the names are', () => {
    const svg = svgOf({
      title: 'a < b & "c"',
      bars: [
        ['</text><script>', 7],
        ['none', 0],
      ],
      wanted: 350,
    });
    const labels: (string | undefined)[] = [];
    const names = new Set<string>();
    const parser = new SaxesParser();
    parser.on('opentag', ({ name, attributes }) => {
      names.add(name);
      if (name === 'svg') labels.push(String(attributes['aria-label']));
    });
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(svg).close();
    expect(labels).toEqual(['a < b & "c": </text><script> 7; none 0']);
    expect([...names].sort()).toEqual(['path', 'rect', 'style', 'svg', 'text']);
  });

  it('says figures with as many digits as mean something', () => {
    expect([1_234_567.8, 99.96, 4.5678, 0.012345, 0].map(shown)).toEqual(['1,234,568', '100', '4.57', '0.0123', '0']);
  });

  it('names scripts that there are, and each column as its benchmark prints it', () => {
    const folder = join(import.meta.dirname, '..');
    const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { scripts: object };
    for (const { script, plots } of PLAN) {
      expect(scripts).toHaveProperty(script);
      const source = readFileSync(join(folder, `${script}.ts`), 'utf8');
      for (const { column: name } of plots) expect(source, `${script}: ${name}`).toContain(name);
    }
  });
});

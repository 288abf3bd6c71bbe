import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const UNITS: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 * 1024 };

/** `64 * 1024`, `10_000`, `1024 * MEBIBYTE` … as a number: products only. */
function numberIn(file: string, name: string): number {
  const text = readFileSync(join(root, 'packages', 'platform', 'src', file), 'utf8');
  const [, expression = ''] = new RegExp(`const ${name}(?:: [^=]+)? = ([^;]+);`).exec(text) ?? [];
  return expression.split('*').reduce((product, part) => product * Number(part.trim().replaceAll('_', '')), 1);
}

describe('the table of limits', () => {
  const rows = readFileSync(join(root, 'docs', 'limits.md'), 'utf8').matchAll(
    /^\| (.+?) \| ([\d,]+) ?(\w+)? \| `([^`]+)` `([^`]+)` \|$/gm,
  );
  const limits = [...rows].map(([, what = '', digits = '', unit = '', file = '', name = '']) => ({
    what,
    value: Number(digits.replaceAll(',', '')) * (UNITS[unit] ?? 1),
    file,
    name,
  }));

  it('has rows to look at', () => expect(limits.length).toBeGreaterThan(30));

  it.each(limits)('says the limit that is in force: $what', ({ value, file, name }) => {
    expect(numberIn(file, name)).toBe(value);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineDiff } from './line-diff.ts';

const shown = (before: string, after: string): readonly string[] =>
  lineDiff(before, after).map((line) =>
    line ? `${{ same: ' ', removed: '-', added: '+' }[line.kind]}${line.text}` : '…',
  );

describe('a diff of lines', () => {
  it('shows what goes and what comes, with some lines around', () => {
    expect(shown('a\nb\nc\nd\ne\nf\ng', 'a\nb\nc\nX\ne\nf\ng')).toEqual(['…', ' b', ' c', '-d', '+X', ' e', ' f', '…']);
    expect(shown('a', 'a\nb')).toEqual([' a', '+b']);
    expect(shown('a\r\nb', 'b')).toEqual(['-a', ' b']);
    expect(shown('same', 'same')).toEqual([]);
  });

  it('holds every line of both texts where none is left out', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 3 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        const lines = lineDiff(before, after).filter((line) => line !== undefined);
        const without = (kind: string) => lines.filter((line) => line.kind !== kind).map((line) => line.text);
        expect(without('added').join('\n')).toBe(before);
        expect(without('removed').join('\n')).toBe(after);
      }),
    );
  });
});

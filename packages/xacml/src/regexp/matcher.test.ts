import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './matcher.ts';

const matches = (pattern: string, text: string): boolean | undefined =>
  compilePattern(pattern, 10_000)(text, { left: 1_000_000 });

describe('regular expressions', () => {
  it('agrees with RegExp on patterns that mean the same in both', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\.', '\\s');
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { depthSize: 'small', maxDepth: 4 },
        atom,
        fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
        fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(${a}|${b})`),
        fc
          .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,3}', '{2,}', '*?'))
          .map(([a, q]) => `(${a})${q}`),
        tie('pattern').map((a) => `^${a}`),
        tie('pattern').map((a) => `${a}$`),
      ),
    }));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', ' ', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 5, maxLength: 5 }), (source, texts) => {
        const reference = new RegExp(source);
        for (const each of texts) expect(matches(source, each), `${source} on "${each}"`).toBe(reference.test(each));
      }),
      { numRuns: 3_000, seed: 7 },
    );
  });

  it.each([
    ['\\d', '٣', true],
    ['\\w', '-', false],
    ['^\\p{L}+$', 'Åse', true],
    ['^\\P{L}+$', 'Åse', false],
    ['\\p{IsGreek}', 'α', true],
    ['^.$', '😀', true],
    ['^.$', '\n', false],
    ['[a\\-z]', '-', true],
    ['[-a]', '-', true],
    ['[a-]', '-', true],
    ['^[^\\d]$', '5', false],
    ['^[\\i-[:]][\\c-[:]]*$', 'a:b', false],
    ['(?:ab){2}', 'abab', true],
    ['', 'anything', true],
    ['(|a)b', 'b', true],
    ['(){3}x', 'x', true],
    ['\\$\\^\\{\\}', '$^{}', true],
  ])('%s on %j is %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it.each([
    '(',
    ')',
    '[',
    '[]',
    '[^]',
    'a{2',
    'a{2,1}',
    '{1}',
    '*a',
    'a**',
    '\\',
    '\\q',
    '\\p{Nope}',
    '\\p{L',
    '[z-a]',
    '[a-[b]c]',
    '(?=a)',
    '\\1',
    ']',
    '}',
  ])('refuses %s', (pattern) => {
    expect(() => matches(pattern, 'a')).toThrow();
  });

  it('takes time in proportion to the text, and gives up at its step limit', () => {
    const matcher = compilePattern('(a*)*b', 100);
    expect(matcher('a'.repeat(10_000), { left: 1_000_000 })).toBe(false);
    expect(matcher('a'.repeat(10_000), { left: 1_000 })).toBeUndefined();
  });
});

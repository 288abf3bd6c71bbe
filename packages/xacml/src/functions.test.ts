import { describe, expect, it } from 'vitest';
import { functionById, functionIds } from './functions/index.ts';
import { parsePolicy, XacmlError } from './index.ts';
import { apply, attr, decide, fn, func, permitIf, SUBJECT, subject, truth, val } from './testing/build.ts';
import type { TypeName } from './types/index.ts';

const t = val('boolean', 'true');
const f = val('boolean', 'false');
const i = (n: string | number | bigint) => val('integer', String(n));
const d = (n: string) => val('double', n);
const s = (text: string) => val('string', text);
/** An integer expression that fails when it is evaluated. */
const bad = apply('integer-equal', apply('integer-divide', i(1), apply('string-bag-size', attr('none'))), i(1));
const equal = (type: TypeName, expression: string, text: string) =>
  truth(apply(`${type}-equal`, expression, val(type, text)));

describe('logic', () => {
  it('takes or() as false and and() as true (xacml-engine#33)', () => {
    expect(truth(apply('or'))).toBe('false');
    expect(truth(apply('and'))).toBe('true');
  });

  it('takes or with a true after an error as true (xacml-engine#34)', () => {
    expect(truth(apply('or', bad, t))).toBe('true');
    expect(truth(apply('or', bad, f))).toBe('processing-error');
    expect(truth(apply('and', bad, f))).toBe('false');
    expect(truth(apply('and', bad, t))).toBe('processing-error');
  });

  it('takes n-of with 0 as true, with more than its arguments as an error (xacml-engine#35)', () => {
    expect(truth(apply('n-of', i(0)))).toBe('true');
    expect(truth(apply('n-of', i(2), t))).toBe('processing-error');
    expect(truth(apply('n-of', i(-1), t))).toBe('processing-error');
    expect(truth(apply('n-of', i(1), bad, t))).toBe('true');
    expect(truth(apply('n-of', i(2), f, f, bad))).toBe('false');
    expect(truth(apply('n-of', i(2), t, f, bad))).toBe('processing-error');
  });
});

describe('numbers', () => {
  it('divides integers toward zero and makes division by 0 Indeterminate (xacml-engine#36)', () => {
    expect(equal('integer', apply('integer-divide', i(7), i(-3)), '-2')).toBe('true');
    expect(truth(apply('integer-equal', apply('integer-divide', i(7), i(0)), i(1)))).toBe('processing-error');
    expect(truth(apply('double-equal', apply('double-divide', d('7'), d('0')), d('1')))).toBe('processing-error');
  });

  it('gives integer-mod the sign of the dividend (xacml-engine#37)', () => {
    expect(equal('integer', apply('integer-mod', i(-7), i(3)), '-1')).toBe('true');
    expect(equal('integer', apply('integer-mod', i(7), i(-3)), '1')).toBe('true');
  });

  it('rounds halves to even: 4.5 to 4 and 5.5 to 6 (xacml-engine#38)', () => {
    for (const [from, to] of [
      ['4.5', '4'],
      ['5.5', '6'],
      ['-5.75', '-6'],
      ['-4.5', '-4'],
      ['0.4', '0'],
    ] as const) {
      expect(equal('double', apply('round', d(from)), to), from).toBe('true');
    }
  });

  it('adds three integers (xacml-engine#39)', () => {
    expect(equal('integer', apply('integer-add', i(1), i(2), i(3)), '6')).toBe('true');
    expect(equal('double', apply('double-multiply', d('2'), d('3'), d('4')), '24')).toBe('true');
  });

  it('keeps every digit of integers beyond 2^53 (xacml-engine#40)', () => {
    const big = '123456789012345678901234567890';
    expect(equal('integer', apply('integer-add', i(big), i(1)), '123456789012345678901234567891')).toBe('true');
    expect(truth(apply('integer-equal', i('9007199254740993'), i('9007199254740992')))).toBe('false');
  });

  it('takes NaN as equal to NaN, also after adding 1 (xacml-engine#41)', () => {
    expect(truth(apply('double-equal', d('NaN'), d('NaN')))).toBe('true');
    expect(truth(apply('double-equal', apply('double-add', d('NaN'), d('1')), d('NaN')))).toBe('true');
    expect(truth(apply('double-less-than', d('NaN'), d('1')))).toBe('false');
  });

  it('refuses results beyond the digit limit instead of growing', () => {
    const limits = { maxIntegerDigits: 50 };
    const big = attr('n', { type: 'integer' });
    const request = { categories: [{ id: SUBJECT, attributes: [{ id: 'n', values: [10n ** 40n] }] }] };
    const one = apply('integer-one-and-only', big);
    expect(truth(apply('integer-greater-than', apply('integer-multiply', one, one), i(0)), request, { limits })).toBe(
      'processing-error',
    );
  });
});

describe('text', () => {
  it('takes the prefix as first argument of string-starts-with (xacml-engine#42)', () => {
    expect(truth(apply('string-starts-with', s('ab'), s('abc')))).toBe('true');
    expect(truth(apply('string-starts-with', s('abc'), s('ab')))).toBe('false');
    expect(truth(apply('anyURI-ends-with', s('no'), val('anyURI', 'http://a.no')))).toBe('true');
  });

  it('runs string-substring to the end with -1, and refuses other negative positions (xacml-engine#43)', () => {
    const of = (begin: string, end: string) => apply('string-substring', s('abc'), begin, end);
    expect(equal('string', of(i(1), i(-1)), 'bc')).toBe('true');
    expect(equal('string', of(i(1), i(2)), 'b')).toBe('true');
    expect(() => parsePolicy(permitIf(apply('string-equal', of(i(-2), i(1)), s('a'))))).toThrow(XacmlError);
    const zero = apply('string-bag-size', attr('none'));
    const late = (begin: string, end: string) =>
      truth(apply('string-equal', of(apply('integer-add', zero, begin), apply('integer-add', zero, end)), s('a')));
    expect(late(i(-2), i(1))).toBe('processing-error');
    expect(late(i(0), i(-2))).toBe('processing-error');
    expect(late(i(0), i(4))).toBe('processing-error');
    expect(late(i(2), i(1))).toBe('processing-error');
  });

  it('matches regular expressions unanchored, with XML Schema syntax (xacml-engine#44)', () => {
    const regexp = (pattern: string, text: string) => truth(apply('string-regexp-match', s(pattern), s(text)));
    expect(regexp('b', 'abc')).toBe('true');
    expect(regexp('^b', 'abc')).toBe('false');
    expect(regexp('^[a-z-[aeiou]]+$', 'xyz')).toBe('true');
    expect(regexp('^[a-z-[aeiou]]+$', 'xaz')).toBe('false');
    expect(regexp('^\\i\\c*$', '_a-1')).toBe('true');
    expect(regexp('^\\p{Lu}\\p{IsBasicLatin}+$', 'Kari')).toBe('true');
    expect(regexp('(', 'x')).toBe('processing-error');
    expect(truth(apply('rfc822Name-regexp-match', s('@skogdir'), val('rfc822Name', 'kari@SKOGDIR.no')))).toBe('true');
  });
});

describe('dates and names', () => {
  it('wraps time-in-range past midnight and includes both bounds (xacml-engine#45)', () => {
    const within = (time: string, low: string, high: string) =>
      truth(apply('time-in-range', val('time', time), val('time', low), val('time', high)));
    expect(within('23:30:00', '22:00:00', '06:00:00')).toBe('true');
    expect(within('05:00:00', '22:00:00', '06:00:00')).toBe('true');
    expect(within('12:00:00', '22:00:00', '06:00:00')).toBe('false');
    expect(within('22:00:00', '22:00:00', '06:00:00')).toBe('true');
    expect(within('06:00:00', '22:00:00', '06:00:00')).toBe('true');
    expect(within('06:00:01', '06:00:00', '06:00:00')).toBe('false');
    expect(within('06:00:00+02:00', '06:00:00', '07:00:00')).toBe('true');
  });

  it('takes PT26H as equal to P1DT2H (xacml-engine#46)', () => {
    expect(
      truth(apply('dayTimeDuration-equal', val('dayTimeDuration', 'PT26H'), val('dayTimeDuration', 'P1DT2H'))),
    ).toBe('true');
    expect(
      truth(apply('yearMonthDuration-equal', val('yearMonthDuration', 'P1Y2M'), val('yearMonthDuration', 'P14M'))),
    ).toBe('true');
  });

  it('gives the last day of February when P1M is added to 31 January (xacml-engine#47)', () => {
    const after = (date: string, months: string) =>
      apply('date-add-yearMonthDuration', val('date', date), val('yearMonthDuration', months));
    expect(equal('date', after('2026-01-31', 'P1M'), '2026-02-28')).toBe('true');
    expect(equal('date', after('2028-01-31', 'P1M'), '2028-02-29')).toBe('true');
    expect(equal('date', after('2026-03-31', '-P1M'), '2026-02-28')).toBe('true');
  });

  it('treats .no as any sub-domain of no in rfc822Name-match (xacml-engine#48)', () => {
    const match = (pattern: string) =>
      truth(apply('rfc822Name-match', s(pattern), val('rfc822Name', 'Kari@skogdir.NO')));
    expect(match('.no')).toBe('true');
    expect(match('no')).toBe('false');
    expect(match('Skogdir.no')).toBe('true');
    expect(match('Kari@skogdir.no')).toBe('true');
    expect(match('kari@skogdir.no')).toBe('false');
  });

  it('matches an x500Name by its tail', () => {
    const match = (tail: string) =>
      truth(
        apply(
          'x500Name-match',
          val('x500Name', tail),
          val('x500Name', 'CN=Kari  Nordmann, OU=Felling+L=Hamar, O=Skogdir, C=NO'),
        ),
      );
    expect(match('o=SKOGDIR,c=no')).toBe('true');
    expect(match('L=hamar+OU=felling,O=Skogdir,C=NO')).toBe('true');
    expect(match('C=NO,O=Skogdir')).toBe('false');
  });
});

describe('bags', () => {
  it('makes one-and-only on two values Indeterminate (xacml-engine#49)', () => {
    expect(
      truth(apply('string-equal', apply('string-one-and-only', attr('role')), s('a')), subject({ role: ['a', 'b'] })),
    ).toBe('processing-error');
    expect(
      truth(apply('string-equal', apply('string-one-and-only', attr('role')), s('a')), subject({ role: 'a' })),
    ).toBe('true');
    expect(truth(apply('string-equal', apply('string-one-and-only', attr('role')), s('a')))).toBe('processing-error');
  });

  it('ignores duplicates in set functions (xacml-engine#50)', () => {
    const bag = (...each: string[]) => apply('string-bag', ...each.map(s));
    expect(truth(apply('string-set-equals', bag('a', 'a', 'b'), bag('b', 'a')))).toBe('true');
    expect(equal('integer', apply('string-bag-size', apply('string-union', bag('a', 'a'), bag('a', 'b'))), '2')).toBe(
      'true',
    );
    expect(equal('integer', apply('string-bag-size', apply('string-intersection', bag('a', 'a'), bag('a'))), '1')).toBe(
      'true',
    );
    expect(equal('integer', apply('string-bag-size', bag('a', 'a')), '2')).toBe('true');
    expect(truth(apply('string-subset', bag(), bag('a')))).toBe('true');
  });

  it('maps with a single value after the bag (xacml-engine#51)', () => {
    const mapped = apply('map', func('integer-subtract'), apply('integer-bag', i(5), i(6)), i(1));
    expect(truth(apply('integer-set-equals', mapped, apply('integer-bag', i(4), i(5))))).toBe('true');
  });

  it('accepts deprecated 1.0 higher-order identifiers (xacml-engine#52)', () => {
    const old = (name: string) => `urn:oasis:names:tc:xacml:1.0:function:${name}`;
    const bag = (...each: number[]) => apply('integer-bag', ...each.map(i));
    expect(truth(apply(old('any-of'), func('integer-equal'), i(1), bag(2, 1)))).toBe('true');
    expect(truth(apply(old('all-of'), func('integer-greater-than'), i(3), bag(2, 1)))).toBe('true');
    expect(truth(apply(old('any-of-any'), func('integer-equal'), bag(1, 2), bag(3, 2)))).toBe('true');
    expect(truth(apply('integer-is-in', i(2), apply(old('map'), func('integer-abs'), bag(-2))))).toBe('true');
  });

  it('combines higher-order results as or and and do', () => {
    const bag = (...each: string[]) => apply('string-bag', ...each.map(s));
    expect(truth(apply('any-of', func('string-regexp-match'), bag('(', 'a'), s('a')))).toBe('true');
    expect(truth(apply('all-of', func('string-regexp-match'), bag('(', 'b'), s('a')))).toBe('false');
    expect(truth(apply('all-of', func('string-equal'), s('a'), bag()))).toBe('true');
    expect(truth(apply('all-of-any', func('string-equal'), bag('a', 'b'), bag('b', 'a', 'c')))).toBe('true');
    expect(truth(apply('any-of-all', func('string-equal'), bag('a', 'b'), bag('a', 'b')))).toBe('false');
    expect(truth(apply('all-of-all', func('string-equal'), bag('a'), bag('a', 'a')))).toBe('true');
  });
});

describe('static types', () => {
  it('refuses a wrong argument type when the policy is loaded (xacml-engine#53)', () => {
    for (const [condition, code] of [
      [apply('integer-greater-than', i(1), s('1')), 'type'],
      [apply('integer-add', i(1)), 'arity'],
      [apply('string-equal', attr('role'), s('a')), 'type'],
      [apply('string-one-and-only', s('a')), 'type'],
      [i(1), 'type'],
      [apply('any-of', func('string-equal'), i(1), attr('role')), 'type'],
      [apply('urn:none', t), 'unknown-function'],
    ] as const) {
      const xml = permitIf(condition);
      expect(() => parsePolicy(xml), condition).toThrow(
        expect.objectContaining({ code, line: 1, column: expect.any(Number) }),
      );
    }
  });

  it('knows every function of the core specification', () => {
    const types =
      'string boolean integer double time date dateTime anyURI hexBinary base64Binary x500Name rfc822Name'.split(' ');
    const bags = 'one-and-only bag-size is-in bag intersection union at-least-one-member-of subset set-equals'.split(
      ' ',
    );
    const ids = types
      .flatMap((type) => [`${type}-equal`, ...bags.map((each) => `${type}-${each}`)])
      .map((name) => `urn:oasis:names:tc:xacml:1.0:function:${name}`);
    const durations = ['dayTimeDuration', 'yearMonthDuration'].flatMap((type) =>
      ['equal', ...bags].map((each) => `urn:oasis:names:tc:xacml:3.0:function:${type}-${each}`),
    );
    const addresses = ['ipAddress', 'dnsName'].flatMap((type) =>
      ['one-and-only', 'bag-size', 'bag', 'regexp-match'].map(
        (each) => `urn:oasis:names:tc:xacml:2.0:function:${type}-${each}`,
      ),
    );
    for (const id of [...ids, ...durations, ...addresses]) expect(functionById(id), id).toBeDefined();
    expect(functionIds().length).toBeGreaterThan(250);
  });

  it('writes values as canonical text and reads them back', () => {
    const samples: [TypeName, string, string][] = [
      ['boolean', '1', 'true'],
      ['integer', '+007', '7'],
      ['double', '1500', '1.5E3'],
      ['time', '24:00:00Z', '00:00:00Z'],
      ['date', '2026-11-22+00:00', '2026-11-22Z'],
      ['dateTime', '2026-11-22T10:00:00.500+01:00', '2026-11-22T10:00:00.5+01:00'],
      ['dayTimeDuration', 'PT3600.50S', 'PT1H0.5S'],
      ['yearMonthDuration', 'P14M', 'P1Y2M'],
      ['anyURI', 'urn:a', 'urn:a'],
      ['ipAddress', '10.0.0.1:80-', '10.0.0.1:80-'],
      ['dnsName', '*.skogdir.no:443', '*.skogdir.no:443'],
    ];
    for (const [type, text, canonical] of samples) {
      expect(equal('string', apply(`string-from-${type}`, val(type, text)), canonical), type).toBe('true');
      expect(
        equal('string', apply(`string-from-${type}`, apply(`${type}-from-string`, s(text))), canonical),
        type,
      ).toBe('true');
    }
    expect(truth(apply('integer-equal', apply('integer-from-string', s('x')), i(1)))).toBe('syntax-error');
  });

  it('gives every function an identifier of the standard', () => {
    expect(fn('string-equal')).toBe('urn:oasis:names:tc:xacml:1.0:function:string-equal');
    expect(functionIds().every((id) => /^urn:oasis:names:tc:xacml:[123]\.0:function:[A-Za-z0-9-]+$/.test(id))).toBe(
      true,
    );
    expect(decide(permitIf(t)).decision).toBe('Permit');
  });
});

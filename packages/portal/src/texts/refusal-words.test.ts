import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { XacmlErrorCode } from '@portvakt/xacml';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../../platform/src/maskinporten/refusals.ts';
import { REFUSAL_CODES } from '../../../platform/src/selfservice/refusals.ts';
import { PROBLEM_NAMES, problemCode, VALIDATION_NAMES, validationCode } from '../../../platform/src/systems/codes.ts';
import { ApiFailure } from '../api/http.ts';
import { reasonOf, refusalWords } from '../clients/log-words.ts';
import { en } from './en.ts';
import { nb } from './nb.ts';
import { filled, meaningOf } from './refusal-words.ts';

/** The compiler finds the one that is missing here. */
const FAULTS: Readonly<Record<XacmlErrorCode | 'policy-set' | 'resource-not-named' | 'too-many-combinations', true>> = {
  'xml-syntax': true,
  'xml-forbidden': true,
  'json-syntax': true,
  schema: true,
  'limit-exceeded': true,
  'unknown-function': true,
  'unknown-data-type': true,
  'unknown-algorithm': true,
  type: true,
  arity: true,
  'invalid-value': true,
  'duplicate-id': true,
  'undefined-reference': true,
  'circular-reference': true,
  'untrusted-issuer': true,
  xpath: true,
  usage: true,
  'policy-set': true,
  'resource-not-named': true,
  'too-many-combinations': true,
};
/** The codes of the engine's warnings are a type only: read where they are written. */
const MODEL = readFileSync(join(import.meta.dirname, '../../../xacml/src/policy/model.ts'), 'utf8');
const WARNINGS = [...MODEL.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].map(([, code = '']) => code);

const problems = PROBLEM_NAMES.map(problemCode);
const names = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();

describe.each([
  ['nb', nb],
  ['en', en],
])('the words in %s', (_, t) => {
  it('say every code that the platform can give', () => {
    const missing = (codes: readonly string[], words: object) => codes.filter((code) => !Object.hasOwn(words, code));
    expect(missing(REFUSAL_CODES, t.refusals.codes)).toEqual([]);
    expect(missing(problems, t.problems)).toEqual([]);
    expect(missing([...VALIDATION_NAMES.map(validationCode), 'vendor-scope-missing'], t.vendorCodes)).toEqual([]);
    expect(missing(Object.keys(FAULTS), t.policy.faults)).toEqual([]);
    expect(WARNINGS).toContain('bad-pattern');
    expect(missing(WARNINGS, t.policy.warnings)).toEqual([]);
  });

  it('say why a token was refused, and what to do, for every check', () => {
    const telling = { moment: (time: string) => time, duration: (ms: number) => `${ms / 60_000} min` };
    for (const check of CHECKS) {
      const entry = { time: '', clientId: 'c', outcome: 'refused', check, description: 'ENGLISH' } as const;
      expect(reasonOf(entry, t), check).not.toBe('other');
      const { why, remedy } = refusalWords(entry, t, telling);
      expect(why + remedy).not.toMatch(/ENGLISH|undefined|\{/);
    }
    const waiting = { waiting: 'scope', name: 'a:b', activeFrom: '2026-11-28T12:00:00Z' };
    const entry = { time: '', clientId: 'c', outcome: 'refused', check: 'scope', parameters: waiting } as const;
    expect(refusalWords(entry, t, telling).remedy).toContain('2026-11-28T12:00:00Z');
    const late = { check: 'time', code: 'MP-130', parameters: { ago: 1080 } };
    // Told as of the request, which the row says the age of: counted from when one reads it, it would grow.
    expect(refusalWords(late, t, telling).why).toMatch(/18 min (da forespørselen|då førespurnaden|when the request)/);
    const long = { check: 'time', parameters: { lifetime: 180, max: 120 } };
    expect(Object.values(refusalWords(long, t, telling)).join(' ')).toMatch(/3 min.*2 min/);
  });

  it('never are the service’s own, whatever it answers', () => {
    const said = 'THE SERVICE SAID';
    for (const status of [0, 400, 401, 403, 404, 405, 409, 412, 413, 415, 418, 428, 429, 500, 502, 503])
      for (const code of [undefined, 'AUTH-00013', 'kid-taken', 'made-up-tomorrow', 'constructor', '__proto__'])
        for (const fields of [[], [{ field: 'x', code: 'toString', parameters: {} }]]) {
          const words = meaningOf(new ApiFailure(status, said, { ...(code ? { code } : {}), fields }), t);
          expect(words.length).toBeGreaterThan(0);
          expect(words.join(' ')).not.toMatch(/THE SERVICE SAID|undefined|\[object|\{/);
        }
    expect(meaningOf(new TypeError(said), t).join()).not.toContain(said);
  });
});

it('have the same values in both languages', () => {
  const all = (words: object, path: string): readonly (readonly [string, string])[] =>
    Object.entries(words).flatMap(([name, value]: [string, unknown]) => {
      if (typeof value === 'string') return [[`${path}.${name}`, value] as const];
      return typeof value === 'object' && value !== null ? all(value, `${path}.${name}`) : [];
    });
  const english = new Map(all(en, ''));
  for (const [path, text] of all(nb, '')) expect(names(english.get(path) ?? ''), path).toEqual(names(text));
  expect(filled('{a} {b}', { a: 1 })).toBe('1 –');
});

it('a page never shows a message of the service', () => {
  const source = join(import.meta.dirname, '..');
  // The reference shows developers what operations say of themselves, in the words of the document.
  const pages = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.tsx') && !name.startsWith('reference/'),
  );
  const shows =
    /\b(error|failure|fault|result|explanation|entry)\.(message|reason|remedy|error_description|detail|title)\b/;
  expect(pages.filter((name) => shows.test(readFileSync(join(source, name), 'utf8')))).toEqual([]);
});

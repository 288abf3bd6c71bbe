import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { XacmlError } from '../errors.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import type { Request } from './model.ts';
import { readAnyJsonRequest } from './read-json.ts';
import { CATEGORY_SHORTHANDS } from './request-members.ts';
import { scanJsonRequest } from './scan-json.ts';

const shown = ({ categories, options, echo, simple }: Request) => ({ categories, options, echo, simple });

/** What a reader makes of a text: a request, or why not. */
function madeBy(read: typeof readAnyJsonRequest, text: string): object | string {
  try {
    return shown(read(text, DEFAULT_LIMITS));
  } catch (error) {
    if (error instanceof XacmlError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** Mostly the first, which the quick reader takes. A member that is undefined is left out. */
const mostly = <T>(usual: T, ...others: T[]) => fc.constantFrom(...Array<T>(40).fill(usual), ...others);
const text = fc.oneof(
  { weight: 30, arbitrary: fc.string({ maxLength: 3, unit: fc.constantFrom(...'abcæøå🌲:/-_') }) },
  fc.string({ maxLength: 3, unit: 'binary' }),
  fc.constantFrom('"', '\\', '\ud800', 'å'.repeat(20), 'urn:oasis:names:tc:xacml:2.0:resource:scope'),
);
const listOr = (item: fc.Arbitrary<unknown>, maxLength: number) => fc.oneof(item, fc.array(item, { maxLength }));
const TYPE = 'http://www.w3.org/2001/XMLSchema#';
const attribute = fc.record({
  AttributeId: fc.oneof(text, fc.constantFrom('urn:altinn:rolecode', 'urn:altinn:resource', 'x'.repeat(200))),
  Value: fc.oneof({ weight: 20, arbitrary: listOr(text, 3) }, fc.constantFrom(1, true, null, [1], {}, { XPath: '/' })),
  DataType: mostly<unknown>(undefined, `${TYPE}string`, 'string', `${TYPE}integer`, 'xpathExpression', 'other', null),
  IncludeInResult: fc.oneof(fc.boolean(), mostly<unknown>(undefined, null)),
  Issuer: mostly<unknown>(undefined, 'me', null),
});
const category = (usual: string | undefined) =>
  fc.record({
    CategoryId: mostly<unknown>(usual, 'Action', CATEGORY_SHORTHANDS.get('Action'), null),
    Attribute: listOr(attribute, 3),
    Id: mostly<unknown>(undefined, 'a', 'b', 'c', 'd', null),
    Content: mostly<unknown>(undefined, '<x/>', 'no XML'),
  });
const request = fc.record({
  AccessSubject: listOr(category(undefined), 2),
  Action: listOr(category(undefined), 2),
  Category: fc.oneof(listOr(category('urn:more'), 2), fc.constant(undefined)),
  ReturnPolicyIdList: mostly<unknown>(undefined, true, false, null),
  CombinedDecision: mostly<unknown>(undefined, false, true, 0),
  MultiRequests: mostly<unknown>(
    undefined,
    { RequestReference: [{ ReferenceId: ['a', 'b'] }, { ReferenceId: 'c' }] },
    { RequestReference: {} },
    { RequestReference: [] },
    {},
  ),
});
const spelled = fc
  .tuple(request, fc.constantFrom(undefined, 1, '\t'))
  .map(([one, indent]) => JSON.stringify({ Request: one }, undefined, indent));

describe('the quick reader of JSON requests', () => {
  it('makes of a text what the other reader makes of it', () => {
    let read = 0;
    fc.assert(
      fc.property(spelled, (source) => {
        const quick = madeBy((one, limits) => scanJsonRequest(one, limits) ?? readAnyJsonRequest(one, limits), source);
        expect(quick).toEqual(madeBy(readAnyJsonRequest, source));
        if (typeof quick !== 'string' && scanJsonRequest(source, DEFAULT_LIMITS)) read += 1;
      }),
      { numRuns: 2000, seed: 7 },
    );
    expect(read).toBeGreaterThan(500);
  });

  it('reads or refuses alike what has been damaged in one place', () => {
    const put = fc.constantFrom('', '"', '{', '}', '[', ',', ':', '\\', '\u0001', '0', ' ', '\ufeff', '\ud800');
    fc.assert(
      fc.property(spelled, fc.nat(), put, (whole, at, one) => {
        const place = at % (whole.length + 1);
        const source = whole.slice(0, place) + one + whole.slice(place + 1);
        const quick = madeBy(
          (each, limits) => scanJsonRequest(each, limits) ?? readAnyJsonRequest(each, limits),
          source,
        );
        expect(quick).toEqual(madeBy(readAnyJsonRequest, source));
      }),
      { numRuns: 5000, seed: 7 },
    );
  });

  it('leaves to the other reader what is not usual', () => {
    const usual = '{"Request":{"Action":{"Attribute":{"AttributeId":"urn:a","Value":"x"}}}}';
    const scan = (source: string) => scanJsonRequest(source, DEFAULT_LIMITS);
    expect(scan(usual)).toBeDefined();
    const unusual = [
      usual.replace('"x"', '"\\u0078"'),
      usual.replace('"x"', '1e400'),
      usual.replace('"Action"', '"__proto__"'),
      usual.replace('"Value":"x"', '"Value":"x","Value":"y"'),
      usual.replace('"Value"', '"value"'),
      usual.replace('{"Attribute"', '{"Content":"<x/>","Attribute"'),
      `${usual},`,
      usual.slice(0, -1),
      usual.replace('x', 'x'.repeat(70_000)),
    ];
    for (const source of unusual) expect(scan(source)).toBeUndefined();
    expect(scanJsonRequest(usual, { ...DEFAULT_LIMITS, maxDepth: 3 })).toBeUndefined();
    expect(scanJsonRequest(usual, { ...DEFAULT_LIMITS, maxTextLength: usual.length - 1 })).toBeUndefined();
  });

  it('gives of texts that come again the same, whatever others came between', () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 140, unit: 'binary-ascii' }), { maxLength: 40 });
    fc.assert(
      fc.property(ids, (all) => {
        for (const id of [...all, ...all]) {
          const source = JSON.stringify({ Request: { Action: { Attribute: { AttributeId: id, Value: '' } } } });
          const found = scanJsonRequest(source, DEFAULT_LIMITS);
          if (found) expect(found.categories[0]?.attributes[0]?.id).toBe(id);
        }
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});

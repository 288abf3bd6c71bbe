import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeSet, DecisionRequest } from './attributes.ts';
import { type JsonRequest, MAX_REFERENCES, multiRequest, readJsonRequest, singleRequest } from './json-request.ts';
import * as name from './names.ts';
import { scanMulti, scanRequest } from './scan-request.ts';

const plain = (set: AttributeSet) =>
  set.attributes.map(({ id, dataType, values, includeInResult }) => ({ id, dataType, values, includeInResult }));
const shown = ({ subject, action, resource, others }: DecisionRequest) => ({
  subject: plain(subject),
  action: plain(action),
  resource: plain(resource),
  others: [...others].map(([id, set]) => [id, plain(set)]),
});

/** What the other reader makes of a text: a request, or nothing when it refuses it or finds several decisions. */
function careful(text: string): object | undefined {
  try {
    const read = readJsonRequest(JSON.parse(text));
    return read.references.length > 1 ? undefined : shown(singleRequest(read));
  } catch {
    return undefined;
  }
}

/** The decisions that are asked for, or why they cannot be made. */
function askedFor(read: JsonRequest): readonly object[] | string {
  try {
    return (read.references.length > 1 ? multiRequest(read) : [singleRequest(read)]).map(shown);
  } catch (error) {
    return String(error);
  }
}

/** The same of a text; undefined when the careful reader refuses it. */
function carefulAll(text: string): readonly object[] | string | undefined {
  try {
    return askedFor(readJsonRequest(JSON.parse(text)));
  } catch {
    return undefined;
  }
}

/** Mostly the first, which the quick reader takes. */
const mostly = <T>(usual: T, ...others: T[]) => fc.constantFrom(...Array<T>(40).fill(usual), ...others);

const attribute = fc.record(
  {
    AttributeId: fc.constantFrom(name.USER_ID, name.RESOURCE_ID, name.PARTY_UUID, 'urn:own', 'x'.repeat(40)),
    Value: fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('read', '', '310044423', 'å'.repeat(20))),
    DataType: mostly<string | null>(name.STRING_TYPE, null, 'string', name.INTEGER_TYPE, name.ANY_URI_TYPE, 'other'),
    IncludeInResult: fc.constantFrom(null, true, false),
    Issuer: fc.constantFrom(null, 'me'),
  },
  { requiredKeys: ['AttributeId', 'Value'] },
);
const category = fc.record(
  {
    Attribute: fc.array(attribute, { maxLength: 3 }),
    CategoryId: mostly<string | null>(null, name.SUBJECT_CATEGORY, name.ACTION_CATEGORY, 'urn:more'),
    Id: fc.constantFrom(null, 'one'),
    Content: mostly<string | null>(null, '<x/>'),
  },
  { requiredKeys: ['Attribute'] },
);
const request = fc.record({
  Request: fc.record(
    {
      AccessSubject: fc.array(category, { maxLength: 2 }),
      Action: fc.array(category, { maxLength: 2 }),
      Resource: fc.array(category, { maxLength: 2 }),
      ReturnPolicyIdList: fc.constantFrom(null, true, false),
      XPathVersion: mostly<string | null>(null, '1'),
      Category: mostly<unknown>(null, []),
      MultiRequests: mostly<unknown>(null, { RequestReference: [] }),
    },
    { requiredKeys: ['AccessSubject'] },
  ),
});

const id = fc.constantFrom('s1', 's2', 'a1', 'r1', 'r2', 'none', 'å');
const withId = fc.record({
  Id: mostly<string | null>('s1', 's2', 'a1', 'r1', 'r2', null),
  Attribute: fc.array(attribute, { maxLength: 3 }),
});
const multi = fc.record({
  Request: fc.record(
    {
      AccessSubject: fc.array(withId, { maxLength: 3 }),
      Action: fc.array(withId, { maxLength: 2 }),
      Resource: fc.array(withId, { maxLength: 3 }),
      CombinedDecision: fc.constantFrom(null, true, false),
      Category: mostly<unknown>(null, []),
      MultiRequests: mostly<unknown>(null, {}, []).chain((odd) =>
        mostly(true, false).chain((isUsual) =>
          isUsual
            ? fc.record({
                RequestReference: fc.array(fc.record({ ReferenceId: fc.array(id, { maxLength: 4 }) }), {
                  maxLength: 5,
                }),
              })
            : fc.constant(odd),
        ),
      ),
    },
    { requiredKeys: ['AccessSubject', 'MultiRequests'] },
  ),
});

const small = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key.charAt(0).toLowerCase() + key.slice(1), one]))
    : value;
const spelling = (body: fc.Arbitrary<object>) =>
  fc
    .tuple(body, fc.boolean(), fc.constantFrom(undefined, 1, '\t'))
    .map(([one, isSmall, indent]) => JSON.stringify(one, isSmall ? small : undefined, indent));
const spelled = spelling(request);
const spelledMulti = spelling(multi);

const usual = (value: string) =>
  `{"Request":{"AccessSubject":[{"Attribute":[{"AttributeId":"urn:altinn:userid","Value":"${value}"}]}],"Action":[],"Resource":[]}}`;

describe('the quick reader', () => {
  it('reads what the careful reader reads, and nothing that it refuses', () => {
    let read = 0;
    fc.assert(
      fc.property(spelled, (text) => {
        const quick = scanRequest(text);
        if (!quick) return;
        read += 1;
        expect(shown(quick)).toEqual(careful(text));
      }),
      { numRuns: 1500, seed: 7 },
    );
    expect(read).toBeGreaterThan(500);
  });

  it('reads no text that has been damaged in one place unless the careful reader reads the same', () => {
    fc.assert(
      fc.property(
        spelled,
        fc.nat(),
        fc.constantFrom('', '"', '{', '}', '[', ',', '\\', '\u0001', '0', ' '),
        (text, at, put) => {
          const place = at % text.length;
          const damaged = text.slice(0, place) + put + text.slice(place + 1);
          const quick = scanRequest(damaged);
          if (quick) expect(shown(quick)).toEqual(careful(damaged));
        },
      ),
      { numRuns: 3000, seed: 7 },
    );
  });

  it('leaves escapes, members that come twice, other spellings and long requests to the careful reader', () => {
    expect(scanRequest(usual('20001'))).toBeDefined();
    const unusual = [
      usual('200\\u00301'),
      usual('20001').replace('"Action":[]', '"AccessSubject":[]'),
      usual('20001').replace('"Value"', '"VALUE"'),
      usual('20001').replace('"Action":[]', '"Action":[],"Other":1'),
      usual('20001').replace(']}}', ']},"Request":{}}'),
      `${usual('20001')} x`,
      usual('2'.repeat(9_000)),
    ];
    for (const text of unusual) expect(scanRequest(text)).toBeUndefined();
  });

  it('reads of multi requests what the careful reader reads, whole or damaged in one place', () => {
    let read = 0;
    const same = (text: string) => {
      const quick = scanMulti(text);
      if (!quick) return;
      if (quick.references.length > 1) read += 1;
      expect(askedFor(quick)).toEqual(carefulAll(text));
    };
    fc.assert(fc.property(spelledMulti, same), { numRuns: 1500, seed: 7 });
    expect(read).toBeGreaterThan(300);
    fc.assert(
      fc.property(
        spelledMulti,
        fc.nat(),
        fc.constantFrom('', '"', '{', '}', '[', ',', '\\', '\u0001', '0', ' '),
        (text, at, put) => same(text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1)),
      ),
      { numRuns: 3000, seed: 7 },
    );
  });

  it('leaves requests that ask for too much to the careful reader, who says so', () => {
    const asking = (references: number, attributes: number) =>
      JSON.stringify({
        Request: {
          AccessSubject: [{ Id: 's', Attribute: Array(attributes).fill({ AttributeId: 'a', Value: '1' }) }],
          MultiRequests: { RequestReference: Array(references).fill({ ReferenceId: ['s'] }) },
        },
      });
    expect(scanMulti(asking(MAX_REFERENCES, 1))?.references).toHaveLength(MAX_REFERENCES);
    expect(scanMulti(asking(MAX_REFERENCES + 1, 1))).toBeUndefined();
    expect(scanMulti(asking(1_000, 500))).toBeUndefined();
  });
});

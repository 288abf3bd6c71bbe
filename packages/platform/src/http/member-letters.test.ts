import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { memberLetters } from './member-letters.ts';

const schema = Type.Object({
  resourceType: Type.String(),
  title: Type.Object({ nb: Type.String(), nn: Type.String() }),
  values: Type.Record(Type.String(), Type.String()),
  references: Type.Array(Type.Object({ referenceSource: Type.String() })),
  either: Type.Union([Type.Object({ userId: Type.Integer() }), Type.Object({ partyId: Type.Integer() })]),
});
const spelt = memberLetters(schema);

describe('the members of a body', () => {
  it('get the names of the schema, at any depth; keys of maps and what is unknown keep theirs (altinn-pdp#84)', () => {
    expect(
      spelt({
        RESOURCETYPE: 'a',
        Title: { NB: 'b' },
        Values: { Key: 'c' },
        References: [{ ReferenceSource: 'd', Other: 1 }],
        Either: { PartyID: 1 },
        More: { Inner: 1 },
      }),
    ).toEqual({
      resourceType: 'a',
      title: { NB: 'b' },
      values: { Key: 'c' },
      references: [{ referenceSource: 'd', Other: 1 }],
      either: { partyId: 1 },
      More: { Inner: 1 },
    });
  });

  it('count by the last of a name, as .NET reads them (altinn-pdp#84)', () => {
    expect(spelt({ resourceType: 'a', ResourceType: 'b' })).toEqual({ resourceType: 'b' });
    expect(spelt({ ResourceType: 'b', resourceType: 'a' })).toEqual({ resourceType: 'a' });
  });

  it('are looked for in JSON alone', () => {
    const bytes = Buffer.from('{}');
    for (const body of [undefined, null, 'text', 1, bytes]) expect(spelt(body)).toBe(body);
    expect(memberLetters(Type.Array(schema))([{ Resourcetype: 'a' }, 1])).toEqual([{ resourceType: 'a' }, 1]);
    expect(spelt(['no object'])).toEqual(['no object']);
  });

  it('of hostile names do no harm', () => {
    const body = JSON.parse('{"__proto__":{"resourceType":"x"},"constructor":1,"toString":2}') as object;
    const read = spelt(body) as object;
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor', 'toString']);
  });
});

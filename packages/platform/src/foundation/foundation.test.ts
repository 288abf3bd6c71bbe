import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  birthDateIn,
  completeOrganizationNumber,
  completePersonNumber,
  isOrganizationNumber,
  iso6523,
  isoTime,
  isPersonNumber,
  isSyntheticPersonNumber,
  movableClock,
  orderedUuid,
  organizationIn,
  parseJsonStrictly,
} from './index.ts';

describe('organisation and person numbers', () => {
  it('accepts what it completes and refuses every other check digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20_000_000, max: 39_999_999 }), (first) => {
        const complete = completeOrganizationNumber(String(first));
        const valid = Array.from({ length: 10 }, (_, digit) => `${first}${digit}`).filter(isOrganizationNumber);
        expect(valid).toEqual(complete === undefined ? [] : [complete]);
      }),
    );
  });

  it('knows a synthetic person number by its month', () => {
    const synthetic = completePersonNumber('018160100');
    expect(synthetic).toBe('01816010027');
    expect(isPersonNumber('01816010027')).toBe(true);
    expect(isSyntheticPersonNumber('01816010027')).toBe(true);
    expect(birthDateIn('01816010027')).toBe('1960-01-01');
    // By the individual number: 19th, 20th and 21st century; a D-number; a day that is none.
    for (const [firstNine, born] of [
      ['301068499', '1968-10-30'],
      ['280206600', '2006-02-28'],
      ['411045123', '1945-10-01'],
      ['311299500', '1899-12-31'],
      ['010140900', '1940-01-01'],
      ['310205100', undefined],
    ] as const) {
      const number = completePersonNumber(firstNine) ?? completePersonNumber(String(Number(firstNine) + 1)) ?? '';
      expect(birthDateIn(number), firstNine).toBe(born);
    }
    expect(birthDateIn('01816010028')).toBeUndefined();
    expect(isPersonNumber('01816010028')).toBe(false);
    expect(isPersonNumber('01996010027')).toBe(false);
  });
});

describe('strict JSON', () => {
  it.each([
    ['{"a":1,"a":2}', 'given twice'],
    ['{"a":{"b":1,"\\u0062":2}}', 'given twice'],
    ['{"__proto__":{}}', '__proto__'],
    [`${'['.repeat(40)}${']'.repeat(40)}`, 'deeper'],
    ['{"a":1', 'not JSON'],
    ['"open', 'does not end'],
    ['', 'not JSON'],
  ])('refuses %s', (text, reason) => {
    expect(() => parseJsonStrictly(text)).toThrow(expect.objectContaining({ code: 'json-malformed' }));
    expect(() => parseJsonStrictly(text)).toThrow(reason);
  });

  it('reads every JSON value as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('__proto__'));
        expect(parseJsonStrictly(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('a movable clock', () => {
  it('runs, jumps, freezes and comes back', () => {
    let machine = 1000;
    const clock = movableClock({ now: () => machine });
    clock.advance(500);
    machine += 10;
    expect(clock.now()).toBe(1510);
    clock.freeze();
    machine += 90;
    expect(clock.now()).toBe(1510);
    clock.advance(5);
    expect(clock.now()).toBe(1515);
    clock.set(9000);
    machine += 1;
    expect(clock.now()).toBe(9001);
    clock.reset();
    expect(clock.now()).toBe(machine);
    expect(clock.offset()).toBe(0);
  });
});

describe('a UUID in order', () => {
  it('sorts after every earlier one, also of the same millisecond, and is one of version 7', () => {
    const made = Array.from({ length: 10_000 }, () => orderedUuid());
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
    for (const one of made.slice(0, 100))
      expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('a time of ISO 8601', () => {
  it.each([
    ['2027-01-01T00:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['2027-01-01T01:00:00.1234567+01:00', '2027-01-01T00:00:00.123Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ])('is read: %s', (text, expected) => expect(new Date(isoTime(text)).toISOString()).toBe(expected));

  it.each([
    '2027-02-30T00:00:00Z',
    '2027-04-31',
    '2027-13-01',
    '2027-01-01T25:00:00Z',
    'Jan 1 2027',
    '1',
    '0',
    '',
    ' 2027-01-01',
  ])('is refused when there is no such time: %j', (text) => expect(isoTime(text)).toBeNaN());
});

describe('the organisation in an ISO 6523 actor', () => {
  const authority = 'iso6523-actorid-upis';

  it('is what follows the first colon, of a sub-unit too', () => {
    expect(organizationIn(iso6523('310044423'))).toBe('310044423');
    expect(organizationIn({ authority, ID: '0192:310044423:310044424' })).toBe('310044423');
  });

  it.each([
    undefined,
    null,
    '0192:310044423',
    [],
    { ID: '0192:310044423' },
    { authority: 'other', ID: '0192:310044423' },
    { authority, ID: '310044423' },
    { authority, ID: '0192:' },
    { authority, ID: 310044423 },
  ])('is not in %j', (actor) => {
    expect(organizationIn(actor)).toBeUndefined();
  });
});

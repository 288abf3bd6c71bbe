import { describe, expect, it } from 'vitest';
import { fitting, moved, resolved, shownAs, together } from './choices.ts';

const BAKERY = { value: '310044423', label: 'FJORDVIK BAKERI AS', detail: '310044423' };
const PERSON = { value: '20001', label: 'RASK RØYSKATT', detail: '01816010027' };
const TWIN = { value: '20002', label: 'RASK RØYSKATT', detail: '12826210069' };
const ALL = [BAKERY, PERSON, TWIN];

describe('a picker’s list', () => {
  it('has each value once, in the place where it is first, as the last to tell of it says it', () => {
    const own = { ...PERSON, detail: 'user 20001' };
    expect(together([own], [BAKERY, PERSON])).toEqual([PERSON, BAKERY]);
  });

  it.each([
    ['', ALL],
    ['bakeri', [BAKERY]],
    ['310 044', [BAKERY]],
    ['røyskatt', [PERSON, TWIN]],
    ['01816010027', [PERSON]],
    ['20002', [TWIN]],
    ['ingen', []],
  ])('holds, when %j is written, what has it in name, number or value', (written, left) => {
    expect(fitting(ALL, written)).toEqual(left);
  });

  it.each([
    ['fjordvik  bakeri as', BAKERY],
    ['310 044 423', BAKERY],
    ['RASK RØYSKATT (12826210069)', TWIN],
    ['20001', PERSON],
    ['rask røyskatt', undefined],
    ['fjordvik', undefined],
    ['', undefined],
  ])('takes %j for a choice when it says one in full, and no two', (written, meant) => {
    expect(resolved(ALL, written)).toBe(meant);
  });

  it('shows what tells two of the same name apart', () => {
    expect(shownAs(PERSON)).toBe('RASK RØYSKATT (01816010027)');
    expect(shownAs({ value: 'read', label: 'read' })).toBe('read');
  });

  it.each([
    [-1, 1, 3, 0],
    [-1, -1, 3, 2],
    [2, 1, 3, 0],
    [0, -1, 3, 2],
    [5, 1, 0, -1],
  ] as const)('moves the mark from %i by %i of %i to %i', (active, step, count, to) => {
    expect(moved(active, step, count)).toBe(to);
  });
});

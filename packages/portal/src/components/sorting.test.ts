import { expect, it } from 'vitest';
import { sortedBy } from './sorting.ts';

const names = ['Ås', 'zebra', 'ære', 'Øre', 'a10', 'a9'];

it('orders words as Norwegians do, and numbers in them by size', () => {
  expect(sortedBy(names, (name) => name, false)).toEqual(['a9', 'a10', 'zebra', 'ære', 'Øre', 'Ås']);
});

it('puts what has no value last, whichever way', () => {
  const rows = [undefined, 2, 10, 1];
  expect(sortedBy(rows, (row) => row, false)).toEqual([1, 2, 10, undefined]);
  expect(sortedBy(rows, (row) => row, true)).toEqual([10, 2, 1, undefined]);
});

it('leaves equal rows as they were', () => {
  expect(sortedBy([{ n: 1 }, { n: 2 }], () => 'same', true)).toEqual([{ n: 1 }, { n: 2 }]);
});

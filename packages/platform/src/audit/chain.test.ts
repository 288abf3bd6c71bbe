import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  auditLinkOf,
  ChainChecker,
  type ChainFault,
  type Checkpoint,
  GENESIS,
  hashOf,
  type Link,
  lineOf,
  textOf,
} from './chain.ts';

/** A chain of entries with these members. */
function chainOf(members: readonly object[]): Link[] {
  let previous = GENESIS;
  return members.map((one, index) => {
    const text = textOf(index + 1, one, previous);
    previous = hashOf(text);
    return { position: index + 1, hash: previous, text };
  });
}

function faultIn(links: readonly Link[], head?: Checkpoint, checkpoint?: Checkpoint): ChainFault['fault'] | undefined {
  const checker = new ChainChecker(undefined, checkpoint);
  for (const link of links) {
    const fault = checker.take(link);
    if (fault) return fault.fault;
  }
  return checker.end(head)?.fault;
}

const CHAIN = chainOf(
  Array.from({ length: 6 }, (_, at) => ({ time: '2026-11-29T08:00:00.000Z', operation: `o${at}` })),
);
const placeOf = (position: number): Checkpoint => {
  const { hash = '' } = CHAIN[position - 1] ?? {};
  return { position, hash };
};
const HEAD = placeOf(6);

describe('a chain of entries', () => {
  it('is right as it was written, and from any place that is known', () => {
    expect(faultIn(CHAIN, HEAD)).toBeUndefined();
    const later = new ChainChecker(placeOf(3));
    expect(CHAIN.slice(3).flatMap((link) => later.take(link) ?? [])).toEqual([]);
  });

  it('shows an entry that was changed, with its hash or without', () => {
    const altered = CHAIN[2]?.text.replace('o2', 'oX') ?? '';
    const without = CHAIN.with(2, { position: 3, hash: CHAIN[2]?.hash ?? '', text: altered });
    const along = CHAIN.with(2, { position: 3, hash: hashOf(altered), text: altered });
    expect([faultIn(without, HEAD), faultIn(along, HEAD)]).toEqual(['changed', 'changed']);
  });

  it('shows an entry that was taken away, and two that have changed places', () => {
    expect(faultIn(CHAIN.toSpliced(2, 1), HEAD)).toBe('missing');
    const [a, b] = [CHAIN[2], CHAIN[3]];
    if (!a || !b) throw new Error('the chain is too short');
    expect(faultIn(CHAIN.toSpliced(2, 2, { ...b, position: 3 }, { ...a, position: 4 }), HEAD)).toBe('out-of-order');
    expect(faultIn(CHAIN.toSpliced(2, 2, b, a), HEAD)).toBe('missing');
  });

  it('shows an end that was cut off: by its own note, and where that was changed too, by a checkpoint', () => {
    const cut = CHAIN.slice(0, 4);
    expect(faultIn(cut, HEAD)).toBe('cut-off');
    expect(faultIn(cut, placeOf(4))).toBeUndefined();
    expect(faultIn(cut, placeOf(4), placeOf(5))).toBe('cut-off');
  });

  it('shows a chain that was written anew, by a checkpoint', () => {
    const anew = chainOf(Array.from({ length: 8 }, (_, at) => ({ operation: `n${at}` })));
    expect(faultIn(anew)).toBeUndefined();
    expect(faultIn(anew, undefined, placeOf(6))).toBe('another-chain');
  });

  it('holds whatever its entries say, also as exported lines, each of which is one line', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom('"},{"position":2', '\n', '\u2028', '\u0000', '\ud800', '__proto__'),
    );
    const members = fc.dictionary(hostile, fc.oneof(hostile, fc.jsonValue({ maxDepth: 2 })));
    fc.assert(
      fc.property(fc.array(members, { minLength: 1, maxLength: 5 }), (all) => {
        const chain = chainOf(all.map((data) => ({ time: 't', changes: [{ data }] })));
        const lines = chain.map(lineOf);
        for (const line of lines) expect(line).not.toMatch(/[\n\r]/);
        expect(faultIn(lines.map((line) => auditLinkOf(JSON.parse(line))))).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});

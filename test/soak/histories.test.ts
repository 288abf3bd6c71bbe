import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contradictionIn, type Operation, readFromMemory } from './histories.ts';

const operation = (
  kind: Operation['kind'],
  value: string,
  begun: number,
  ended: number,
  isCertain = true,
): Operation => ({
  kind,
  value,
  begun,
  ended,
  isCertain,
  by: 'node 1',
});
const write = (value: string, begun: number, ended: number) => operation('write', value, begun, ended);
const lost = (value: string, begun: number, until: number) => operation('write', value, begun, until, false);
const read = (value: string, begun: number, ended: number) => operation('read', value, begun, ended);

describe('a history of one value', () => {
  it.each<[string, readonly Operation[]]>([
    ['nothing', []],
    ['one after another', [read('0', 0, 1), write('1', 2, 3), read('1', 4, 5)]],
    ['a read beside a write sees either', [write('1', 0, 10), read('0', 1, 2), read('1', 3, 4)]],
    ['two writes at once, in the order that was seen', [write('1', 0, 10), write('2', 0, 10), read('2', 11, 12)]],
    ['a write that failed and was made', [lost('1', 0, 100), read('0', 1, 2), read('1', 50, 51)]],
    ['a write that failed and was never made', [lost('1', 0, 100), read('0', 1, 2), write('2', 3, 4), read('2', 5, 6)]],
    ['a write that failed and came late', [lost('1', 0, 100), write('2', 2, 3), read('2', 4, 5), read('1', 50, 51)]],
    [
      'a write that failed and was made, before one that wrote back what had been',
      [lost('1', 0, 20), read('1', 5, 40), write('0', 25, 35), read('0', 30, 36)],
    ],
    ['the same value written twice', [write('1', 0, 1), write('0', 2, 3), lost('1', 4, 50), read('1', 10, 11)]],
  ])('is explained: %s', (_, history) => {
    expect(contradictionIn(history, '0')).toBeUndefined();
  });

  it.each<[string, readonly Operation[], RegExp]>([
    ['a lost write', [write('1', 0, 1), read('0', 2, 3)], /node 1 was told 0 between 2 and 3 ms, when it was 1/],
    ['a value that nobody wrote', [read('7', 2, 3)], /was told 7/],
    ['back to what had been replaced', [write('1', 0, 10), read('1', 1, 2), read('0', 3, 4)], /was told 0/],
    [
      'two readers who differ in the order',
      [write('1', 0, 9), write('2', 0, 9), read('1', 10, 11), read('2', 12, 13)],
      /told/,
    ],
    [
      'a write that failed and comes after its time',
      [lost('1', 0, 20), write('2', 30, 31), read('1', 40, 41)],
      /told 1/,
    ],
    ['a write that failed and is undone again', [lost('1', 0, 90), read('1', 5, 6), read('0', 7, 8)], /told 0/],
  ])('is found wrong: %s', (_, history, words) => {
    expect(contradictionIn(history, '0')).toMatch(words);
  });

  /** Of several at once, each at a moment of its own between its beginning and its end. */
  const histories = fc
    .array(fc.record({ isWrite: fc.boolean(), before: fc.nat(6), after: fc.nat(6), fails: fc.nat(9) }), {
      maxLength: 60,
    })
    .map((steps) => {
      let value = '0';
      return steps.map(({ isWrite, before, after, fails }, at): Operation => {
        const [begun, ended] = [at - before, at + after];
        if (!isWrite) return read(value, begun, ended);
        if (fails === 0) return lost(`never ${at}`, begun, ended);
        value = String(at % 3);
        return fails === 1 ? lost(value, begun, ended + 20) : write(value, begun, ended);
      });
    });

  it('is explained whenever it has come about by such an order', () => {
    fc.assert(
      fc.property(histories, (history) => contradictionIn(history, '0') === undefined),
      { numRuns: 300 },
    );
  });

  it('is found wrong whenever a value is read that was not there at any moment of the reading', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, where) => {
        const reads = history.filter(({ kind }) => kind === 'read');
        const one = reads[where % Math.max(1, reads.length)];
        if (!one) return true;
        const wrong = history.map((other) => (other === one ? { ...one, value: 'never written' } : other));
        return contradictionIn(wrong, '0') !== undefined;
      }),
      { numRuns: 300 },
    );
  });

  it('of many thousand operations takes no longer than one after another', () => {
    const count = 20_000;
    const history = Array.from({ length: count }, (_, at) => {
      const value = String(Math.floor(at / 10));
      return at % 10 === 0 ? write(value, at, at + 0.5) : read(value, at, at + 3);
    }).map((one, at, all) =>
      one.kind === 'read' && all[at + 3]?.kind === 'write' ? { ...one, ended: at + 0.9 } : one,
    );
    expect(contradictionIn(history, '0')).toBeUndefined();
  });

  it('with many writes that may have been made takes no more than it has operations', () => {
    const history = Array.from({ length: 20_000 }, (_, at) => {
      if (at % 400 === 0) return lost(String(at % 2), at, at + 3_500);
      const value = String(Math.floor(at / 20) % 2);
      return at % 20 === 1 ? write(value, at, at + 0.5) : read(value, at + (at % 20 === 0 ? 1.6 : 0), at + 1.7);
    }).filter(({ kind }, at) => kind === 'write' || at % 20 > 1);
    expect(contradictionIn(history, '0')).toBeUndefined();
  });

  it('with hundreds of writes that may have been made, of two values that come back again and again, takes no more', () => {
    const history = Array.from({ length: 4_000 }, (_, at) => {
      const value = String(Math.floor(at / 20) % 2);
      if (at % 20 === 0) return write(value, at, at + 0.5);
      return at % 20 === 1 ? lost(String(at % 3), at, at + 3_500) : read(value, at, at + 1.7);
    });
    expect(contradictionIn(history, '0')).toBeUndefined();
    const wrong = [...history, read('7', 4_001, 4_002)];
    expect(contradictionIn(wrong, '0')).toMatch(/was told 7/);
  });

  it('that would take too long is told as not judged', () => {
    const history = Array.from({ length: 12 }, (_, at) => write(String(at), 0, 10)).concat(read('none', 11, 12));
    expect(contradictionIn(history, '0', 100)).toMatch(/^could not be judged: .*none/);
    expect(contradictionIn(history, '0')).toMatch(/^node 1 was told none/);
  });
});

describe('a history of what nodes hold in memory', () => {
  const MOST_MS = 20;
  const found = (history: readonly Operation[]) => contradictionIn(readFromMemory(history, MOST_MS), '0');

  it.each<[string, readonly Operation[]]>([
    ['one node has heard and another has not', [write('1', 0, 10), read('1', 1, 2), read('0', 3, 4), read('1', 5, 6)]],
    ['nobody may have heard of what was not acknowledged', [lost('1', 0, 90), read('1', 5, 6), read('0', 7, 8)]],
  ])('is explained while a change is being made: %s', (_, history) => {
    expect(contradictionIn(history, '0')).toMatch(/told 0/);
    expect(found(history)).toBeUndefined();
  });

  it.each<[string, readonly Operation[], RegExp]>([
    [
      'what an acknowledged change has replaced',
      [write('1', 0, 10), read('1', 1, 2), read('0', 11, 12)],
      /told 0 .* 12 ms/,
    ],
    ['the same when another change is being made', [write('1', 0, 5), write('2', 6, 30), read('0', 8, 9)], /told 0/],
    ['what could no longer be unheard of', [lost('1', 0, 90), read('1', 5, 6), read('0', 27, 28)], /told 0/],
    ['a value that nobody wrote', [write('1', 0, 10), read('7', 2, 3)], /told 7/],
  ])('is found wrong: %s', (_, history, words) => {
    expect(found(history)).toMatch(words);
  });

  /** Each node hears of a change at a moment of its own, and it is acknowledged when all have. */
  const ofThreeNodes = fc
    .array(fc.record({ hears: fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)), rest: fc.nat(9) }), { maxLength: 20 })
    .map((changes) => {
      const all: Operation[] = [];
      let at = 0;
      for (const [change, { hears, rest }] of changes.entries()) {
        const ended = at + Math.max(...hears);
        all.push(write(String(change + 1), at, ended + 0.5));
        for (let now = at; now <= ended + rest; now += 1)
          for (const heard of hears)
            all.push(read(String(now < at + heard ? change : change + 1), now + 0.1, now + 0.2));
        at = ended + rest + 1;
      }
      return all;
    });

  it('is explained whenever each node has heard before the change was acknowledged', () => {
    fc.assert(
      fc.property(ofThreeNodes, (history) => found(history) === undefined),
      { numRuns: 300 },
    );
  });

  it('is found wrong whenever a node has not heard of a change that was acknowledged', () => {
    fc.assert(
      fc.property(ofThreeNodes, fc.nat(19), (history, which) => {
        const change = history.find(({ kind, value }) => kind === 'write' && value === String(which + 1));
        if (change === undefined) return true;
        const stale = read(String(which), change.ended + 0.1, change.ended + 0.2);
        return found([...history, stale]) !== undefined;
      }),
      { numRuns: 300 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { bytesTo, Position } from './postgres-position.ts';

const at = (lsn: string, timeline = '00000001') => ({ lsn, timeline });

describe('how far a replica must have come', () => {
  it('is not known before the leader was asked after the last change that was heard of', () => {
    const position = new Position();
    expect([position.isKnown, position.needed]).toEqual([false, undefined]);
    position.found(at('0/10'), position.mark, 1);
    expect([position.isKnown, position.needed]).toEqual([true, at('0/10')]);
    const before = position.mark;
    position.changed();
    // It had been asked before, and answers now.
    position.found(at('0/20'), before, 2);
    expect([position.isKnown, position.needed]).toEqual([false, at('0/10')]);
    position.found(at('0/30'), position.mark, 3);
    expect([position.isKnown, position.needed]).toEqual([true, at('0/30')]);
  });

  it('stays as it is while nothing changes, and is anew on another timeline', () => {
    const position = new Position();
    position.found(at('0/10'), position.mark, 1);
    position.found(at('0/20'), position.mark, 2);
    expect([position.needed, position.leader]).toEqual([at('0/10'), at('0/20')]);
    position.found(at('0/18', '00000002'), position.mark, 3);
    expect(position.needed).toEqual(at('0/18', '00000002'));
  });

  it('is no further than the leader: who has more has another history', () => {
    const position = new Position();
    position.found(at('0/20'), position.mark, 10);
    expect(position.isAstray(at('0/21'), 5)).toBe(true);
    expect(position.isAstray(at('0/20'), 5)).toBe(false);
    // It may have got that meanwhile.
    expect(position.isAstray(at('0/21'), 15)).toBe(false);
    expect(position.isAstray(at('0/21', '00000002'), 5)).toBe(false);
  });

  it('is a number of bytes', () => {
    expect([bytesTo('0/0'), bytesTo('0/FF'), bytesTo('1/0'), bytesTo('A/60000B8')]).toEqual([
      0n,
      255n,
      2n ** 32n,
      10n * 2n ** 32n + 0x60000b8n,
    ]);
  });
});

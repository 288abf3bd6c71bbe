import { describe, expect, it } from 'vitest';
import { BoundedCache } from './bounded-cache.ts';

/** The same numbers each time. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

describe('a bounded cache', () => {
  it('drops with a tag exactly what has it, however many share it and whatever was done before', () => {
    const cache = new BoundedCache<number>(1000);
    const model = new Map<string, { readonly value: number; readonly tags: readonly string[] }>();
    const pick = numbersFrom(7);
    for (let turn = 0; turn < 20_000; turn += 1) {
      const key = `k${pick(40)}`;
      const kind = pick(10);
      if (kind < 6) {
        const tags = Array.from({ length: pick(3) }, () => `t${pick(25)}`);
        cache.set(key, turn, tags);
        model.set(key, { value: turn, tags });
      } else if (kind < 8) {
        cache.delete(key);
        model.delete(key);
      } else {
        const tag = `t${pick(25)}`;
        cache.dropTag(tag);
        for (const [other, { tags }] of model) if (tags.includes(tag)) model.delete(other);
      }
      expect(cache.size).toBe(model.size);
      expect(cache.get(key)).toBe(model.get(key)?.value);
    }
  });

  it('holds no more than it may, and tags of what has gone drop nothing', () => {
    const cache = new BoundedCache<number>(3);
    for (let turn = 0; turn < 100; turn += 1) cache.set(`k${turn}`, turn, [`t${turn}`, 'all']);
    expect(cache.size).toBe(3);
    cache.dropTag('t5');
    expect(cache.size).toBe(3);
    cache.dropTag('all');
    expect(cache.size).toBe(0);
  });
});

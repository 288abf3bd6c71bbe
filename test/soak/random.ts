/** What the load and the disturbances are drawn from: the same seed draws the same (mulberry32). */
export interface Random {
  /** A whole number from 0, below this. */
  below(limit: number): number;
  /** Whether something comes to pass that does so this often, 0 to 1. */
  chance(probability: number): boolean;
  one<T>(of: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    one(of) {
      const found = of[below(of.length)];
      if (found === undefined) throw new Error('nothing to draw from');
      return found;
    },
  };
}

import { check } from '../check.ts';

/** A clock that stands still until it is told to move. */
export interface FakeClock {
  /** Pass this as `clock`. Milliseconds since the epoch. */
  (): number;
  /** Moves the clock forward, or back. */
  advance(ms: number): void;
}

/** Makes a clock that stands at `start` (ms since the epoch); by default at 2026-06-01T12:00:00Z. @throws ConfigurationError */
export function fakeClock(start: number = Date.UTC(2026, 5, 1, 12)): FakeClock {
  check(start, 'start', 'a number, 0 or more');
  let now = start;
  return Object.assign(() => now, {
    advance(ms: number) {
      now += ms;
    },
  });
}

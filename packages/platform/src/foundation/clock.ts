/** The one source of time. Milliseconds since the epoch, as `Date.now()` gives them. */
export interface Clock {
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that tests and the sandbox may move. It runs at the machine's pace unless it is frozen. */
export interface MovableClock extends Clock {
  /** Jump to an instant (ms since the epoch) and run on from there. */
  set(instant: number): void;
  /** Move by `ms` (may be negative). */
  advance(ms: number): void;
  /** Stop at an instant (default: now) until `set`, `advance` or `reset`. `advance` keeps a frozen clock frozen. */
  freeze(instant?: number): void;
  /** Back to the machine's clock. */
  reset(): void;
  /** How far this clock is ahead of the machine's, in ms. */
  offset(): number;
  /** The instant at which it stands still; undefined while it runs. */
  frozen(): number | undefined;
}

/** Makes a clock that follows `base` until it is moved. */
export function movableClock(base: Clock = systemClock): MovableClock {
  let offset = 0;
  let frozenAt: number | undefined;
  const now = () => frozenAt ?? base.now() + offset;
  return {
    now,
    set(instant) {
      frozenAt = undefined;
      offset = instant - base.now();
    },
    advance(ms) {
      if (frozenAt === undefined) offset += ms;
      else frozenAt += ms;
    },
    freeze(instant) {
      frozenAt = instant ?? now();
    },
    reset() {
      frozenAt = undefined;
      offset = 0;
    },
    offset: () => (frozenAt === undefined ? offset : frozenAt - base.now()),
    frozen: () => frozenAt,
  };
}

/** Whole seconds since the epoch (NumericDate, RFC 7519 section 2). */
export const seconds = (clock: Clock): number => Math.floor(clock.now() / 1000);

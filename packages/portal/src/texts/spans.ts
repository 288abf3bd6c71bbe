/** Lengths of time in words: the largest unit alone, as people say them. */
import { once } from './once.ts';

const UNITS = [
  ['day', 24 * 3600 * 1000],
  ['hour', 3600 * 1000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** The largest unit that fits in the length, and how many of it. */
function largest(ms: number): readonly [unit: (typeof UNITS)[number][0], count: number] {
  const length = Math.abs(ms);
  const [unit, size] = UNITS.find(([, one]) => length >= one) ?? ['second', 1000];
  return [unit, Math.floor(length / size)];
}

/** @returns writes how long ago a moment was, or how soon it is */
export function ageIn(locale: string): (time: string | number, now: number) => string {
  const words = once(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  return (time, now) => {
    const apart = new Date(time).getTime() - now;
    const [unit, count] = largest(apart);
    // Clocks tell seconds; what has just happened has not yet a number.
    return unit === 'second' ? words().format(0, 'second') : words().format(apart < 0 ? -count : count, unit);
  };
}

/** @returns writes a length of either sign to the second, as `2 minutes and 1 second`: its two largest units, for what may be a little too long */
export function durationIn(locale: string): (ms: number) => string {
  const list = once(() => new Intl.ListFormat(locale, { type: 'conjunction' }));
  return (ms) => {
    const seconds = Math.round(Math.abs(ms) / 1000);
    let rest = seconds * 1000;
    const parts = UNITS.map(([unit, size]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return [unit, count] as const;
    });
    const first = Math.max(0, seconds === 0 ? UNITS.length - 1 : parts.findIndex(([, count]) => count > 0));
    const told = parts.slice(first, first + 2).filter(([, count], place) => count > 0 || place === 0);
    return list().format(
      told.map(([unit, count]) =>
        new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count),
      ),
    );
  };
}

/** @returns writes a length of either sign */
export function spanIn(locale: string): (ms: number) => string {
  return (ms) => {
    const [unit, count] = largest(ms);
    return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
  };
}

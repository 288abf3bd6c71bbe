/** Lengths of time in words: the largest unit alone, as people say them. */
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
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return (time, now) => {
    const apart = new Date(time).getTime() - now;
    const [unit, count] = largest(apart);
    // Clocks tell seconds; what has just happened has not yet a number.
    return unit === 'second' ? words.format(0, 'second') : words.format(apart < 0 ? -count : count, unit);
  };
}

/** @returns writes a length of either sign */
export function spanIn(locale: string): (ms: number) => string {
  return (ms) => {
    const [unit, count] = largest(ms);
    return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
  };
}

/** Lengths of time in words: the largest unit alone, as people say them. */
import { nynorskAge, nynorskSpan } from './nynorsk-spans.ts';
import { once } from './once.ts';

const UNITS = [
  ['day', 24 * 3600 * 1000],
  ['hour', 3600 * 1000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

type Unit = (typeof UNITS)[number][0];

const isNynorsk = (locale: string): boolean => locale.startsWith('nn');

/** `3 hours`, in the words of the language. */
const unitWords = (locale: string, count: number, unit: Unit): string =>
  isNynorsk(locale)
    ? nynorskSpan(count, unit)
    : new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);

/** The largest unit that fits in the length, and how many of it. */
function largest(ms: number): readonly [unit: Unit, count: number] {
  const length = Math.abs(ms);
  const [unit, size] = UNITS.find(([, one]) => length >= one) ?? ['second', 1000];
  return [unit, Math.floor(length / size)];
}

/** "now" alone says when one looks, and in nynorsk it reads as the English no. */
const JUST_NOW: Readonly<Record<string, string>> = { nb: 'akkurat nå', nn: 'nett no', en: 'just now' };

/** @returns writes how long ago a moment was, or how soon it is */
export function ageIn(locale: string): (time: string | number, now: number) => string {
  const words = once(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  const write = (count: number, unit: Unit) =>
    isNynorsk(locale) ? nynorskAge(count, unit) : words().format(count, unit);
  return (time, now) => {
    const apart = new Date(time).getTime() - now;
    const [unit, count] = largest(apart);
    // Clocks tell seconds; what has just happened has not yet a number.
    return unit === 'second'
      ? (JUST_NOW[locale.slice(0, 2)] ?? write(0, 'second'))
      : write(apart < 0 ? -count : count, unit);
  };
}

/** @returns writes a length of either sign to the second, as `2 minutes and 1 second`: its two largest units, for what may be a little too long */
export function durationIn(locale: string): (ms: number) => string {
  // The two are joined alike in both forms of Norwegian.
  const list = once(() => new Intl.ListFormat(isNynorsk(locale) ? 'nb' : locale, { type: 'conjunction' }));
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
    return list().format(told.map(([unit, count]) => unitWords(locale, count, unit)));
  };
}

/** @returns writes a length of either sign */
export function spanIn(locale: string): (ms: number) => string {
  return (ms) => {
    const [unit, count] = largest(ms);
    return unitWords(locale, count, unit);
  };
}

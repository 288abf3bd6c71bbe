/** Lengths of time in nynorsk: Chromium has no data of it and writes bokmål instead. Words as CLDR has them. */
type Unit = 'day' | 'hour' | 'minute' | 'second';

const NAMES: Readonly<Record<Unit, readonly [one: string, more: string]>> = {
  day: ['døgn', 'døgn'],
  hour: ['time', 'timar'],
  minute: ['minutt', 'minutt'],
  second: ['sekund', 'sekund'],
};
/** A day away has a name of its own. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['day -1', 'i går'],
  ['day 0', 'i dag'],
  ['day 1', 'i morgon'],
]);

/** `3 timar` */
export const nynorskSpan = (count: number, unit: Unit): string => `${count} ${NAMES[unit][count === 1 ? 0 : 1]}`;

/** `for 3 timar sidan`, `om 3 timar` */
export const nynorskAge = (count: number, unit: Unit): string =>
  NAMED.get(`${unit} ${count}`) ??
  (count < 0 ? `for ${nynorskSpan(-count, unit)} sidan` : `om ${nynorskSpan(count, unit)}`);

const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/i;

/** The first and the last millisecond of the years that RFC 3339, and .NET's `DateTime`, can write in UTC. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * A time of ISO 8601 in ms since 1970, a date alone at its beginning; NaN for what is none. `Date.parse` takes the thirtieth of February for the
 * second of March, and a "1" for a month. One that in UTC lies outside of the years 1 to 9999 is none: it could not be written again.
 */
export function isoTime(text: string): number {
  const [, year, month, day] = FORM.exec(text) ?? [];
  if (year === undefined) return Number.NaN;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return Number.NaN;
  const time = Date.parse(text);
  return time >= FIRST && time <= LAST ? time : Number.NaN;
}

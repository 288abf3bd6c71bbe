const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * A time of ISO 8601 in ms since 1970, a date alone at its beginning; NaN for what is none. `Date.parse` takes the thirtieth of February for the
 * second of March, and a "1" for a month.
 */
export function isoTime(text: string): number {
  const [, year, month, day] = FORM.exec(text) ?? [];
  if (year === undefined) return Number.NaN;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) ? Date.parse(text) : Number.NaN;
}

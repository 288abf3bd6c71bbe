import { JwksError } from '../errors.ts';

const HOUR_MS = 3_600_000;
const UNITS_MS: Readonly<Record<string, number>> = {
  h: HOUR_MS,
  d: 24 * HOUR_MS,
  w: 7 * 24 * HOUR_MS,
  y: 365 * 24 * HOUR_MS,
};
const MAX_MS = 100 * (UNITS_MS['y'] ?? 0);

/** A period as `12h`, `30d`, `8w` or `1y`, in ms. @throws JwksError INVALID_OPTION */
export function parsePeriod(text: string, option: string): number {
  const [, number = '', unit = ''] = /^\s*(\d{1,6})\s*([hdwy])\s*$/i.exec(text) ?? [];
  const period = Number(number) * (UNITS_MS[unit.toLowerCase()] ?? Number.NaN);
  if (period >= 0 && period <= MAX_MS) return period;
  throw new JwksError(
    'INVALID_OPTION',
    `${option} ${JSON.stringify(text.slice(0, 40))} is no period: write a number and h, d, w or y, e.g. 12h, 30d, 8w or 1y.`,
  );
}

/** A point in time: a date or date and time (ISO 8601; local time unless it says otherwise). @throws JwksError INVALID_OPTION */
export function parseTime(text: string, option: string): Date {
  const isIso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/.test(text.trim());
  // A date alone would be read as midnight UTC.
  const date = new Date(/T/.test(text) ? text.trim() : `${text.trim()}T00:00`);
  // 31 February would become 3 March.
  const [year = 0, month = 0, day = 0] = text.trim().slice(0, 10).split('-').map(Number);
  const isDay = day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (isIso && isDay && !Number.isNaN(date.getTime())) return date;
  throw new JwksError(
    'INVALID_OPTION',
    `${option} ${JSON.stringify(text.slice(0, 40))} is no point in time: write e.g. 2026-12-01 or 2026-12-01T03:00.`,
  );
}

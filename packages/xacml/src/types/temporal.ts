import { quote } from '../errors.ts';
import { type DataType, type Environment, type Temporal, type Value, ValueError } from './value.ts';

const XS = 'http://www.w3.org/2001/XMLSchema#';
/** Picoseconds: enough for any fraction met in practice, and exact in a bigint. */
export const SECOND = 1_000_000_000_000n;
export const MINUTE = 60n * SECOND;
export const HOUR = 60n * MINUTE;
export const DAY = 24n * HOUR;
/** Years beyond this are refused: every instant then stays a small bigint. */
const MAX_YEAR = 999_999_999;

const ZONE = '(Z|[+-]\\d{2}:\\d{2})?';
const DATE_PART = '(-?(?:[1-9]\\d{3,}|0\\d{3}))-(\\d{2})-(\\d{2})';
const TIME_PART = '(\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d+))?';
const DATE_TEXT = new RegExp(`^${DATE_PART}${ZONE}$`);
const TIME_TEXT = new RegExp(`^${TIME_PART}${ZONE}$`);
const DATE_TIME_TEXT = new RegExp(`^${DATE_PART}T${TIME_PART}${ZONE}$`);

function parseZone(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4, 6));
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) {
    throw new ValueError(`time zone ${quote(text)} is outside -14:00 to +14:00`);
  }
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days in a month (1–12) of a proleptic Gregorian year. */
function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/** Days from 1970-01-01, proleptic Gregorian, for any year (years run from March here, so that the leap day is last). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted + (shifted < 10 ? 3 : -9);
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

function parseDay(text: string, year = '', month = '', day = ''): bigint {
  const y = Number(year);
  const m = Number(month);
  const d = Number(day);
  if (Math.abs(y) > MAX_YEAR) throw new ValueError(`the year in ${quote(text)} is beyond ${MAX_YEAR}`);
  if (m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m))
    throw new ValueError(`${quote(text)} names no day of the calendar`);
  return BigInt(daysFromCivil(y, m, d)) * DAY;
}

function parseClock(text: string, hour = '', minute = '', second = '', fraction = ''): bigint {
  const h = Number(hour);
  const m = Number(minute);
  const s = Number(second);
  if (fraction.length > 12) throw new ValueError(`${quote(text)} has more than 12 digits of a second`);
  const part = BigInt(fraction.padEnd(12, '0') || '0');
  const endOfDay = h === 24 && m === 0 && s === 0 && part === 0n;
  if (!endOfDay && (h > 23 || m > 59 || s > 59)) throw new ValueError(`${quote(text)} names no time of day`);
  return BigInt(h) * HOUR + BigInt(m) * MINUTE + BigInt(s) * SECOND + part;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

const two = (n: number | bigint): string => String(n).padStart(2, '0');

function formatZone(zone: number | undefined): string {
  if (zone === undefined) return '';
  if (zone === 0) return 'Z';
  const size = Math.abs(zone);
  return `${zone < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function formatDay(days: bigint): string {
  const { year, month, day } = civilFromDays(Number(days));
  return `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

function formatClock(picoseconds: bigint): string {
  const fraction = picoseconds % SECOND;
  const digits = fraction === 0n ? '' : `.${String(fraction).padStart(12, '0').replace(/0+$/, '')}`;
  const [h, m, s] = [picoseconds / HOUR, (picoseconds / MINUTE) % 60n, (picoseconds / SECOND) % 60n];
  return `${two(h)}:${two(m)}:${two(s)}${digits}`;
}

/** Picoseconds in UTC; a value without zone is read in the engine's implicit zone. */
function instantOf(value: Temporal, environment: Environment): bigint {
  return value.local - BigInt(value.zone ?? environment.implicitZone) * MINUTE;
}

function compareInstants(a: Value, b: Value, environment: Environment): number {
  const x = instantOf(a as Temporal, environment);
  const y = instantOf(b as Temporal, environment);
  return x < y ? -1 : x > y ? 1 : 0;
}

const temporalKey = (value: Value, environment: Environment): bigint => instantOf(value as Temporal, environment);

export const TIME: DataType = {
  id: `${XS}time`,
  short: 'time',
  selfKey: false,
  parse(text) {
    const match = TIME_TEXT.exec(text.trim());
    if (match === null) throw new ValueError(`${quote(text)} is no time; an example is 09:30:00+01:00`);
    return { local: parseClock(text, match[1], match[2], match[3], match[4]) % DAY, zone: parseZone(match[5]) };
  },
  format: (value) => formatClock((value as Temporal).local) + formatZone((value as Temporal).zone),
  key: temporalKey,
  compare: compareInstants,
};

export const DATE: DataType = {
  id: `${XS}date`,
  short: 'date',
  selfKey: false,
  parse(text) {
    const match = DATE_TEXT.exec(text.trim());
    if (match === null) throw new ValueError(`${quote(text)} is no date; an example is 2026-11-22`);
    return { local: parseDay(text, match[1], match[2], match[3]), zone: parseZone(match[4]) };
  },
  format: (value) => formatDay(floorDivide((value as Temporal).local, DAY)) + formatZone((value as Temporal).zone),
  key: temporalKey,
  compare: compareInstants,
};

export const DATE_TIME: DataType = {
  id: `${XS}dateTime`,
  short: 'dateTime',
  selfKey: false,
  parse(text) {
    const match = DATE_TIME_TEXT.exec(text.trim());
    if (match === null) throw new ValueError(`${quote(text)} is no dateTime; an example is 2026-11-22T09:30:00Z`);
    const day = parseDay(text, match[1], match[2], match[3]);
    return { local: day + parseClock(text, match[4], match[5], match[6], match[7]), zone: parseZone(match[8]) };
  },
  format(value) {
    const { local, zone } = value as Temporal;
    const days = floorDivide(local, DAY);
    return `${formatDay(days)}T${formatClock(local - days * DAY)}${formatZone(zone)}`;
  },
  key: temporalKey,
  compare: compareInstants,
};

/**
 * Adds months to a date or dateTime; the day is cut to the last one of the month reached (XML Schema part 2, appendix E).
 * @throws ValueError when the year leaves the supported range.
 */
export function addMonths(value: Temporal, months: bigint): Temporal {
  const days = floorDivide(value.local, DAY);
  const { year, month, day } = civilFromDays(Number(days));
  const total = BigInt(year) * 12n + BigInt(month - 1) + months;
  const reached = floorDivide(total, 12n);
  if (reached > BigInt(MAX_YEAR) || reached < BigInt(-MAX_YEAR))
    throw new ValueError('the resulting year is out of range');
  const newYear = Number(reached);
  const newMonth = Number(total - reached * 12n) + 1;
  const newDay = Math.min(day, daysInMonth(newYear, newMonth));
  const local = BigInt(daysFromCivil(newYear, newMonth, newDay)) * DAY + (value.local - days * DAY);
  return { local, zone: value.zone };
}

/** Adds picoseconds. @throws ValueError when the year leaves the supported range. */
export function addPicoseconds(value: Temporal, picoseconds: bigint): Temporal {
  const local = value.local + picoseconds;
  const limit = BigInt(MAX_YEAR) * 365n * DAY;
  if (local > limit || local < -limit) throw new ValueError('the resulting year is out of range');
  return { local, zone: value.zone };
}

/** The clock's instant (milliseconds since 1970 UTC) as dateTime, date and time in a zone. */
export function momentOf(milliseconds: number, zone: number): { dateTime: Temporal; date: Temporal; time: Temporal } {
  const local = BigInt(Math.trunc(milliseconds)) * (SECOND / 1000n) + BigInt(zone) * MINUTE;
  const day = floorDivide(local, DAY) * DAY;
  return { dateTime: { local, zone }, date: { local: day, zone }, time: { local: local - day, zone } };
}

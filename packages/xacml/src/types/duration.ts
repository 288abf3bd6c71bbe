import { quote } from '../errors.ts';
import { DAY, HOUR, MINUTE, SECOND } from './temporal.ts';
import { type DataType, ValueError } from './value.ts';

const XS = 'http://www.w3.org/2001/XMLSchema#';
const DAY_TIME = /^(-)?P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$/;
const YEAR_MONTH = /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?$/;
/** Digits of one component: far beyond any calendar, and far from hurting the arithmetic. */
const MAX_DIGITS = 18;

function component(text: string, digits: string | undefined): bigint {
  if (digits === undefined) return 0n;
  if (digits.length > MAX_DIGITS) throw new ValueError(`a component of ${quote(text)} is out of range`);
  return BigInt(digits);
}

export const DAY_TIME_DURATION: DataType = {
  id: `${XS}dayTimeDuration`,
  short: 'dayTimeDuration',
  selfKey: true,
  parse(text) {
    const match = DAY_TIME.exec(text.trim());
    if (match === null || match.slice(2).every((part) => part === undefined)) {
      throw new ValueError(`${quote(text)} is no dayTimeDuration; an example is P1DT2H`);
    }
    const fraction = match[6] ?? '';
    if (fraction.length > 12) throw new ValueError(`${quote(text)} has more than 12 digits of a second`);
    const size =
      component(text, match[2]) * DAY +
      component(text, match[3]) * HOUR +
      component(text, match[4]) * MINUTE +
      component(text, match[5]) * SECOND +
      BigInt(fraction.padEnd(12, '0'));
    return match[1] === undefined ? size : -size;
  },
  format(value) {
    const size = value as bigint;
    if (size === 0n) return 'PT0S';
    const rest = size < 0n ? -size : size;
    const [days, hours, minutes] = [rest / DAY, (rest / HOUR) % 24n, (rest / MINUTE) % 60n];
    const fraction = rest % SECOND;
    const part = fraction === 0n ? '' : `.${String(fraction).padStart(12, '0').replace(/0+$/, '')}`;
    const whole = (rest / SECOND) % 60n;
    const seconds = whole === 0n && part === '' ? '' : `${whole}${part}S`;
    const time = `${hours === 0n ? '' : `${hours}H`}${minutes === 0n ? '' : `${minutes}M`}${seconds}`;
    return `${size < 0n ? '-' : ''}P${days === 0n ? '' : `${days}D`}${time === '' ? '' : `T${time}`}`;
  },
  key: (value) => value as bigint,
};

export const YEAR_MONTH_DURATION: DataType = {
  id: `${XS}yearMonthDuration`,
  short: 'yearMonthDuration',
  selfKey: true,
  parse(text) {
    const match = YEAR_MONTH.exec(text.trim());
    if (match === null || (match[2] === undefined && match[3] === undefined)) {
      throw new ValueError(`${quote(text)} is no yearMonthDuration; an example is P1Y2M`);
    }
    const size = component(text, match[2]) * 12n + component(text, match[3]);
    return match[1] === undefined ? size : -size;
  },
  format(value) {
    const size = value as bigint;
    if (size === 0n) return 'P0M';
    const rest = size < 0n ? -size : size;
    const [years, months] = [rest / 12n, rest % 12n];
    return `${size < 0n ? '-' : ''}P${years === 0n ? '' : `${years}Y`}${months === 0n ? '' : `${months}M`}`;
  },
  key: (value) => value as bigint,
};

/** The one place where moments are written: the same moment has the same form on every page. */
import type { Language } from './choice.ts';
import { once } from './once.ts';

export const LOCALES: Readonly<Record<Language, string>> = { nb: 'nb-NO', nn: 'nn-NO', en: 'en-GB' };

type Time = string | number | Date;

/** How a moment is written. */
export interface Dates {
  /** From or until which day something holds. */
  readonly day: (time: Time) => string;
  /** The day and the time of day. */
  readonly moment: (time: Time) => string;
  /** To the second, where one thing follows upon another. */
  readonly second: (time: Time) => string;
  /** To the thousandth, to find it elsewhere. */
  readonly exact: (time: Time) => string;
  /** As short as can be, in a row of many: the time of day to the second; of another day the day instead of the seconds. @param now ms */
  readonly clock: (time: Time, now: number) => string;
}

const TO_SECOND = {
  year: 'numeric',
  // By name: of two numbers it is not known which is the day.
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const;
const HALF_DAY_MS = 12 * 3600 * 1000;

/** How moments are written in a language. */
export function datesIn(language: Language): Dates {
  const written = (options: Intl.DateTimeFormatOptions) => {
    const format = once(() => new Intl.DateTimeFormat(LOCALES[language], options));
    return (time: Time): string => format().format(new Date(time));
  };
  const today = written({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const otherDay = written({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  return {
    day: written({ dateStyle: 'medium' }),
    moment: written({ dateStyle: 'medium', timeStyle: 'short' }),
    second: written(TO_SECOND),
    exact: written({ ...TO_SECOND, fractionalSecondDigits: 3 }),
    clock: (time, now) => (Math.abs(now - new Date(time).getTime()) < HALF_DAY_MS ? today : otherDay)(time),
  };
}

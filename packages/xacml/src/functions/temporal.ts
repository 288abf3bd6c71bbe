import { processingError } from '../status.ts';
import { TYPES } from '../types/index.ts';
import { addMonths, addPicoseconds } from '../types/temporal.ts';
import { type Temporal, ValueError } from '../types/value.ts';
import { define, F1, F3, type FunctionDefinition, type Implementation, one, type Result } from './definition.ts';

function guarded(add: (value: Temporal, amount: bigint) => Temporal, sign: bigint): Implementation {
  return (_context, value: Temporal, amount: bigint): Result => {
    try {
      return add(value, sign * amount);
    } catch (error) {
      if (error instanceof ValueError) return processingError(error.message);
      throw error;
    }
  };
}

/** CORE A.3.7; the 1.0 identifiers are deprecated aliases. */
export const TEMPORAL: readonly FunctionDefinition[] = [F3, F1].flatMap((prefix) => {
  const { dateTime, date, dayTimeDuration, yearMonthDuration } = TYPES;
  const days = [one(dateTime), one(dayTimeDuration)];
  const months = [one(dateTime), one(yearMonthDuration)];
  const dateMonths = [one(date), one(yearMonthDuration)];
  return [
    define(`${prefix}dateTime-add-dayTimeDuration`, days, one(dateTime), guarded(addPicoseconds, 1n)),
    define(`${prefix}dateTime-subtract-dayTimeDuration`, days, one(dateTime), guarded(addPicoseconds, -1n)),
    define(`${prefix}dateTime-add-yearMonthDuration`, months, one(dateTime), guarded(addMonths, 1n)),
    define(`${prefix}dateTime-subtract-yearMonthDuration`, months, one(dateTime), guarded(addMonths, -1n)),
    define(`${prefix}date-add-yearMonthDuration`, dateMonths, one(date), guarded(addMonths, 1n)),
    define(`${prefix}date-subtract-yearMonthDuration`, dateMonths, one(date), guarded(addMonths, -1n)),
  ];
});

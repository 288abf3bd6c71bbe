import { Indeterminate, preferred, processingError } from '../status.ts';
import type { Evaluator } from './evaluator.ts';

/** True as soon as one argument is, wherever errors are; otherwise an error if there was one (CORE A.3.5). */
export function or(args: readonly Evaluator[]): Evaluator {
  return (context) => {
    let error: Indeterminate | undefined;
    for (const arg of args) {
      const value = arg(context);
      if (value === true) return true;
      if (value instanceof Indeterminate) error = preferred(error, value);
    }
    return error ?? false;
  };
}

/** False as soon as one argument is; otherwise an error if there was one. */
export function and(args: readonly Evaluator[]): Evaluator {
  return (context) => {
    let error: Indeterminate | undefined;
    for (const arg of args) {
      const value = arg(context);
      if (value === false) return false;
      if (value instanceof Indeterminate) error = preferred(error, value);
    }
    return error ?? true;
  };
}

/** True when at least so many arguments are as the first says; errors count only if they could change the answer. */
export function nOf(args: readonly Evaluator[]): Evaluator {
  const [count, ...rest] = args;
  return (context) => {
    const wanted = count?.(context);
    if (wanted instanceof Indeterminate) return wanted;
    if (typeof wanted !== 'bigint' || wanted < 0n || wanted > BigInt(rest.length)) {
      return processingError(`n-of: ${String(wanted)} of ${rest.length} arguments is impossible`);
    }
    let missing = Number(wanted);
    let error: Indeterminate | undefined;
    let errors = 0;
    for (const [index, arg] of rest.entries()) {
      if (missing <= 0) return true;
      if (missing > rest.length - index + errors) return false;
      const value = arg(context);
      if (value === true) missing -= 1;
      else if (value instanceof Indeterminate) {
        errors += 1;
        error = preferred(error, value);
      }
    }
    if (missing <= 0) return true;
    return missing <= errors && error !== undefined ? error : false;
  };
}

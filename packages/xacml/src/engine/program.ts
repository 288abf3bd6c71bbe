import type { AnyOf, Target } from '../policy/model.ts';
import { MATCH, type MatchCode, NO_MATCH } from './codes.ts';
import type { EvaluationContext } from './context.ts';
import { FAILED, MANY_VALUES, NO_VALUE } from './keys.ts';

/** A Match that is an equality with a literal: what sets and indexes are built from. */
export interface Equality {
  readonly slot: number;
  readonly key: unknown;
  /** The key's number in its slot. */
  readonly id: number;
  readonly mustBePresent: boolean;
}

/** The program cannot tell: an attribute failed or is missing although it must not be. */
export const UNDECIDED = 3;

/** Sets longer than this are searched by halves. */
const LONG = 16;

/** Whether a sorted part of the code holds an id. */
function holds(code: ArrayLike<number>, from: number, count: number, id: number): boolean {
  if (count <= LONG) {
    for (let i = from; i < from + count; i++) if (code[i] === id) return true;
    return false;
  }
  let low = from;
  let high = from + count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = code[middle] as number;
    if (found === id) return true;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

/**
 * Targets that are nothing but equalities, as numbers in one array shared by all rules of a PDP: most policies' targets are
 * of this kind, and numbers side by side take a tenth of the memory of closures and far fewer cache misses.
 *
 * Code of a target: count of AnyOf; for each: count of groups; for each group: slot, flag (1: must be present), count of
 * ids, sorted ids of the values of which one must be there.
 */
export class TargetProgram {
  #code: number[] | Int32Array = [];

  /** Writes a target down; undefined when it is not made of equalities alone. */
  add(target: Target, equality: (match: AnyOf[number][number]) => Equality | undefined): number | undefined {
    const code = this.#code as number[];
    const offset = code.length;
    code.push(target.anyOf.length);
    for (const anyOf of target.anyOf) {
      const groups = groupsOf(anyOf, equality);
      if (groups === undefined) {
        code.length = offset;
        return undefined;
      }
      code.push(groups.size);
      for (const [group, ids] of groups) {
        const sorted = [...ids].sort((a, b) => a - b);
        code.push(group >> 1, group & 1, sorted.length);
        for (const id of sorted) code.push(id);
      }
    }
    return offset;
  }

  /** Call when all targets are written. */
  finish(): void {
    this.#code = Int32Array.from(this.#code);
  }

  /** Runs the target at an offset. */
  run(context: EvaluationContext, offset: number): MatchCode | 3 {
    const code = this.#code as Int32Array;
    let at = offset + 1;
    for (let left = code[offset] as number; left > 0; left--) {
      let matched = false;
      for (let groups = code[at++] as number; groups > 0; groups--) {
        const slot = code[at] as number;
        const count = code[at + 2] as number;
        if (!matched) {
          const key = context.keyOf(slot);
          if (key >= 0) matched = holds(code, at + 3, count, key);
          else if (key === FAILED || (key === NO_VALUE && code[at + 1] === 1)) return UNDECIDED;
          else if (key === MANY_VALUES)
            for (const id of context.keysOf(slot)) matched ||= holds(code, at + 3, count, id);
        }
        at += 3 + count;
      }
      if (!matched) return NO_MATCH;
    }
    return MATCH;
  }
}

/** Ids by slot and presence (slot × 2 + flag), or undefined when some alternative is no single equality. */
function groupsOf(
  anyOf: AnyOf,
  equality: (match: AnyOf[number][number]) => Equality | undefined,
): Map<number, Set<number>> | undefined {
  const groups = new Map<number, Set<number>>();
  for (const allOf of anyOf) {
    const [only] = allOf;
    const found = allOf.length === 1 && only !== undefined ? equality(only) : undefined;
    if (found === undefined) return undefined;
    const group = found.slot * 2 + (found.mustBePresent ? 1 : 0);
    const ids = groups.get(group);
    if (ids === undefined) groups.set(group, new Set([found.id]));
    else ids.add(found.id);
  }
  return groups;
}

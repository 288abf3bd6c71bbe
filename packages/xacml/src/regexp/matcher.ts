import type { Budget } from '../limits.ts';
import type { CharacterTest } from './characters.ts';
import { type Node, PatternError, parsePattern } from './parse.ts';

const MATCHED = 0;

/**
 * A Thompson automaton, run on all states at once: time is at most length × states, whatever the pattern, and there is no
 * backtracking to explode. State 0 is the end; a state either reads a character or forks without reading.
 */
class Automaton {
  readonly #tests: (CharacterTest | 'fork' | 'begin' | 'end')[] = ['fork'];
  readonly #next: number[] = [-1];
  readonly #other: number[] = [-1];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  #state(test: CharacterTest | 'fork' | 'begin' | 'end', next: number, other = -1): number {
    if (this.#tests.length >= this.#most) throw new PatternError(`the pattern needs more than ${this.#most} states`);
    this.#next.push(next);
    this.#other.push(other);
    return this.#tests.push(test) - 1;
  }

  /** Adds a node in front of the state `next`; returns its first state. */
  add(node: Node, next: number): number {
    switch (node.kind) {
      case 'character':
        return this.#state(node.test, next);
      case 'begin':
      case 'end':
        return this.#state(node.kind, next);
      case 'sequence': {
        let first = next;
        for (let i = node.items.length - 1; i >= 0; i--) first = this.add(node.items[i] as Node, first);
        return first;
      }
      case 'choice': {
        let first = -1;
        for (let i = node.items.length - 1; i >= 0; i--) {
          const start = this.add(node.items[i] as Node, next);
          first = first < 0 ? start : this.#state('fork', start, first);
        }
        return first;
      }
      case 'repeat':
        return this.#repeat(node.item, node.least, node.most, next);
    }
  }

  #repeat(item: Node, least: number, most: number, next: number): number {
    let first = next;
    if (most === Number.POSITIVE_INFINITY) {
      first = this.#state('fork', -1, next);
      this.#next[first] = this.add(item, first);
    } else {
      for (let i = least; i < most; i++) {
        const before = this.#tests.length;
        first = this.#state('fork', this.add(item, first), next);
        // An item without states (an empty group) repeats to nothing: once is enough.
        if (this.#tests.length - before <= 1) break;
      }
    }
    for (let i = 0; i < least; i++) {
      const before = this.#tests.length;
      first = this.add(item, first);
      if (this.#tests.length === before) break;
    }
    return first;
  }

  /** Runs from `start`, trying every position of the text. Returns undefined when the budget of steps is used up. */
  run(start: number, text: string, budget: Budget): boolean | undefined {
    const size = this.#tests.length;
    const marks = new Int32Array(size).fill(-1);
    let current = new Int32Array(size);
    let following = new Int32Array(size);
    const stack: number[] = [];
    let count = 0;
    let place = 0;
    /** Follows forks from a state and adds what reads characters to `into`; true when the end is reached. */
    const follow = (state: number, into: Int32Array, position: number, mark: number): boolean => {
      stack.push(state);
      for (let each = stack.pop(); each !== undefined; each = stack.pop()) {
        if (marks[each] === mark) continue;
        marks[each] = mark;
        budget.left -= 1;
        if (each === MATCHED) return true;
        const test = this.#tests[each];
        const next = this.#next[each] as number;
        if (test === 'fork') stack.push(this.#other[each] as number, next);
        else if (test === 'begin') position === 0 && stack.push(next);
        else if (test === 'end') position === text.length && stack.push(next);
        else into[count++] = each;
      }
      return false;
    };
    for (let position = 0; ; place += 1) {
      if (follow(start, current, position, place)) return true;
      if (position >= text.length) return false;
      const codePoint = text.codePointAt(position) as number;
      position += codePoint > 0xffff ? 2 : 1;
      const live = count;
      count = 0;
      budget.left -= live;
      if (budget.left < 0) return undefined;
      for (let i = 0; i < live; i++) {
        const state = current[i] as number;
        if (!(this.#tests[state] as CharacterTest)(codePoint)) continue;
        if (follow(this.#next[state] as number, following, position, place + 1)) return true;
      }
      [current, following] = [following, current];
    }
  }
}

/** The text of a pattern that has no operators, or undefined. */
function plainText(node: Node): string | undefined {
  if (node.kind === 'character') return node.literal === undefined ? undefined : String.fromCodePoint(node.literal);
  if (node.kind !== 'sequence') return undefined;
  let text = '';
  for (const item of node.items) {
    if (item.kind !== 'character' || item.literal === undefined) return undefined;
    text += String.fromCodePoint(item.literal);
  }
  return text;
}

/** Tells whether the pattern matches anywhere in the text; undefined when the budget of steps is used up. */
export type Matcher = (text: string, budget: Budget) => boolean | undefined;

/** Compiles a pattern. @throws PatternError for a bad pattern, or one of more than `maxStates` states. */
export function compilePattern(pattern: string, maxStates: number): Matcher {
  const node = parsePattern(pattern);
  const plain = plainText(node);
  if (plain !== undefined) return (text) => text.includes(plain);
  const automaton = new Automaton(maxStates);
  const start = automaton.add(node, MATCHED);
  return (text, budget) => automaton.run(start, text, budget);
}

export { PatternError };

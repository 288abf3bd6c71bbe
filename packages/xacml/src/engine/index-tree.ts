import type { Target } from '../policy/model.ts';
import { Indeterminate } from '../status.ts';
import type { EvaluationContext } from './context.ts';
import type { Equality, TargetCompiler } from './targets.ts';

/** What must be in a slot for one child's target to match: none of the keys there means surely no match. */
interface Demand {
  readonly slot: number;
  readonly keys: ReadonlySet<unknown>;
  /** An empty bag is then an error rather than no match. */
  readonly mustBePresent: boolean;
}

interface Branch {
  readonly slot: number;
  readonly mustBePresent: boolean;
  readonly byKey: ReadonlyMap<unknown, IndexNode>;
  /** Children that say nothing about the slot. */
  readonly others: IndexNode | undefined;
}

type IndexNode = Int32Array | Branch;

/** Lists this short are walked: another level would cost more than it saves. */
const SHORT = 4;
const MOST_LEVELS = 3;

/** The demands of a target: one for each AnyOf that comes down to one attribute. */
function demandsOf(target: Target | undefined, compiler: TargetCompiler): Demand[] {
  const demands: Demand[] = [];
  for (const anyOf of target?.anyOf ?? []) {
    const alternatives = anyOf.map((allOf) =>
      allOf.map((match) => compiler.equality(match)).filter((each): each is Equality => each !== undefined),
    );
    for (const { slot } of alternatives[0] ?? []) {
      const chosen = alternatives.map((each) => each.find((equality) => equality.slot === slot));
      if (chosen.some((each) => each === undefined)) continue;
      const keys = new Set(chosen.map((each) => each?.key));
      demands.push({ slot, keys, mustBePresent: chosen.some((each) => each?.mustBePresent === true) });
      break;
    }
  }
  return demands;
}

/** Groups of children under one slot's keys, and how many children a lookup is expected to leave. */
function group(children: readonly number[], demands: readonly (readonly Demand[])[], slot: number) {
  const byKey = new Map<unknown, number[]>();
  const others: number[] = [];
  let mustBePresent = false;
  for (const child of children) {
    const demand = demands[child]?.find((each) => each.slot === slot);
    if (demand === undefined) {
      others.push(child);
      continue;
    }
    mustBePresent ||= demand.mustBePresent;
    for (const key of demand.keys) {
      const list = byKey.get(key);
      if (list === undefined) byKey.set(key, [child]);
      else list.push(child);
    }
  }
  let entries = 0;
  for (const list of byKey.values()) entries += list.length;
  return { byKey, others, mustBePresent, entries, expected: others.length + entries / Math.max(1, byKey.size) };
}

function build(
  children: readonly number[],
  demands: readonly (readonly Demand[])[],
  used: readonly number[],
): IndexNode {
  if (children.length <= SHORT || used.length >= MOST_LEVELS) return Int32Array.from(children);
  const slots = new Set(children.flatMap((child) => demands[child]?.map((demand) => demand.slot) ?? []));
  let best: (ReturnType<typeof group> & { slot: number }) | undefined;
  for (const slot of slots) {
    if (used.includes(slot)) continue;
    const candidate = group(children, demands, slot);
    if (best === undefined || candidate.expected < best.expected) best = { ...candidate, slot };
  }
  // Not worth a level if most children stay, or if each child would be copied many times.
  if (best === undefined || best.expected > children.length * 0.75 || best.entries > children.length * 16) {
    return Int32Array.from(children);
  }
  const { slot, mustBePresent, others } = best;
  const deeper = [...used, slot];
  const byKey = new Map([...best.byKey].map(([key, list]) => [key, build(list, demands, deeper)]));
  return { slot, mustBePresent, byKey, others: others.length === 0 ? undefined : build(others, demands, deeper) };
}

/**
 * Finds the children whose target may match, without looking at the others.
 *
 * A child is left out only when one AnyOf of its target surely does not match, which makes the whole target "no match" even
 * beside errors (CORE table 1), so decisions and statuses are those of a full walk.
 */
export class TargetIndex {
  readonly #root: IndexNode;
  readonly #all: Int32Array;

  constructor(root: IndexNode, size: number) {
    this.#root = root;
    this.#all = Int32Array.from({ length: size }, (_, i) => i);
  }

  /** Numbers of the children that may apply, ascending. Valid until the next call with the same context and depth. */
  candidates(context: EvaluationContext): Int32Array | readonly number[] {
    const root = this.#root;
    if (root instanceof Int32Array) return root;
    const quick = single(context, root);
    if (quick !== undefined) return quick;
    const found: number[] = [];
    if (!collect(context, root, found)) return this.#all;
    found.sort((a, b) => a - b);
    let kept = 0;
    for (let i = 0; i < found.length; i++) if (i === 0 || found[i] !== found[i - 1]) found[kept++] = found[i] as number;
    found.length = kept;
    return found;
  }
}

const NOBODY = new Int32Array(0);

/** The usual case, which allocates nothing: one value at each level and no children beside. */
function single(context: EvaluationContext, root: Branch): Int32Array | undefined {
  let node: IndexNode = root;
  while (!(node instanceof Int32Array)) {
    if (node.others !== undefined) return undefined;
    const bag = context.bag(node.slot);
    if (bag instanceof Indeterminate || bag.length > 1) return undefined;
    if (bag.length === 0) return node.mustBePresent ? undefined : NOBODY;
    const next: IndexNode | undefined = node.byKey.get(bag[0]);
    if (next === undefined) return NOBODY;
    node = next;
  }
  return node;
}

/** Gathers candidates of every value; false when an attribute failed, so that everything must be looked at. */
function collect(context: EvaluationContext, node: IndexNode, found: number[]): boolean {
  if (node instanceof Int32Array) {
    for (let i = 0; i < node.length; i++) found.push(node[i] as number);
    return true;
  }
  const bag = context.bag(node.slot);
  if (bag instanceof Indeterminate || (bag.length === 0 && node.mustBePresent)) return false;
  for (const value of bag) {
    const next = node.byKey.get(value);
    if (next !== undefined && !collect(context, next, found)) return false;
  }
  return node.others === undefined || collect(context, node.others, found);
}

/** An index over children by their targets. */
export function buildIndex(targets: readonly (Target | undefined)[], compiler: TargetCompiler): TargetIndex {
  const demands = targets.map((target) => demandsOf(target, compiler));
  const root = build(
    targets.map((_, i) => i),
    demands,
    [],
  );
  return new TargetIndex(root, targets.length);
}

import type { Target } from '../policy/model.ts';
import type { EvaluationContext } from './context.ts';
import { FAILED, MANY_VALUES, NO_VALUE } from './keys.ts';
import type { Equality } from './program.ts';
import type { TargetCompiler } from './targets.ts';

/** What must be in a slot for one child's target to match: none of the keys there means surely no match. */
interface Demand {
  readonly slot: number;
  readonly ids: ReadonlySet<number>;
  /** An empty bag is then an error rather than no match. */
  readonly mustBePresent: boolean;
}

interface Branch {
  readonly slot: number;
  readonly mustBePresent: boolean;
  /** By the number of the key; a map where an array would be mostly holes. */
  readonly byKey: readonly (IndexNode | undefined)[] | ReadonlyMap<number, IndexNode>;
  /** Children that say nothing about the slot. */
  readonly others: IndexNode | undefined;
}

/** One child, some children in ascending order, or a further distinction. */
type IndexNode = number | readonly number[] | Branch;

/** Lists this short are walked: another level would cost more than it saves. */
const SHORT = 4;
const MOST_LEVELS = 3;
const NOBODY: readonly number[] = [];

/** The demands of a target: one for each AnyOf that comes down to one attribute. */
function demandsOf(target: Target | undefined, compiler: TargetCompiler): Demand[] {
  const demands: Demand[] = [];
  for (const anyOf of target?.anyOf ?? []) {
    const alternatives = anyOf.map((allOf) =>
      allOf.map((match) => compiler.equality(match)).filter((each): each is Equality => each !== undefined),
    );
    for (const { slot } of alternatives[0] ?? []) {
      const chosen = alternatives.flatMap((each) => each.find((equality) => equality.slot === slot) ?? []);
      if (chosen.length < alternatives.length) continue;
      const ids = new Set(chosen.map((each) => each.id));
      demands.push({ slot, ids, mustBePresent: chosen.some((each) => each.mustBePresent) });
      break;
    }
  }
  return demands;
}

/** Groups of children under one slot's keys, and how many children a lookup is expected to leave. */
function group(children: readonly number[], demands: readonly (readonly Demand[])[], slot: number) {
  const byKey = new Map<number, number[]>();
  const others: number[] = [];
  let mustBePresent = false;
  let entries = 0;
  for (const child of children) {
    const demand = demands[child]?.find((each) => each.slot === slot);
    if (demand === undefined) {
      others.push(child);
      continue;
    }
    mustBePresent ||= demand.mustBePresent;
    entries += demand.ids.size;
    for (const id of demand.ids) {
      const list = byKey.get(id);
      if (list === undefined) byKey.set(id, [child]);
      else list.push(child);
    }
  }
  return { byKey, others, mustBePresent, entries, expected: others.length + entries / Math.max(1, byKey.size) };
}

function leaf(children: readonly number[]): IndexNode {
  const [only] = children;
  return children.length === 1 && only !== undefined ? only : children;
}

/** An array when the keys are dense enough, else the map. */
function table(nodes: ReadonlyMap<number, IndexNode>): Branch['byKey'] {
  let highest = 0;
  for (const id of nodes.keys()) highest = Math.max(highest, id);
  if (highest > nodes.size * 4) return nodes;
  return Array.from({ length: highest + 1 }, (_, id) => nodes.get(id));
}

function build(
  children: readonly number[],
  demands: readonly (readonly Demand[])[],
  used: readonly number[],
): IndexNode {
  if (children.length <= SHORT || used.length >= MOST_LEVELS) return leaf(children);
  const slots = new Set(children.flatMap((child) => demands[child]?.map((demand) => demand.slot) ?? []));
  let best: (ReturnType<typeof group> & { slot: number }) | undefined;
  for (const slot of slots) {
    if (used.includes(slot)) continue;
    const candidate = group(children, demands, slot);
    if (best === undefined || candidate.expected < best.expected) best = { ...candidate, slot };
  }
  // Not worth a level if most children stay, or if each child would be copied many times.
  if (best === undefined || best.expected > children.length * 0.75 || best.entries > children.length * 16)
    return leaf(children);
  const { slot, mustBePresent, others } = best;
  const deeper = [...used, slot];
  const nodes = new Map([...best.byKey].map(([id, list]) => [id, build(list, demands, deeper)]));
  return {
    slot,
    mustBePresent,
    byKey: table(nodes),
    others: others.length === 0 ? undefined : build(others, demands, deeper),
  };
}

function at(branch: Branch, key: number): IndexNode | undefined {
  return branch.byKey instanceof Map
    ? branch.byKey.get(key)
    : (branch.byKey as readonly (IndexNode | undefined)[])[key];
}

const isBranch = (node: IndexNode): node is Branch => typeof node === 'object' && 'byKey' in node;

/**
 * Finds the children whose target may match, without looking at the others.
 *
 * A child is left out only when one AnyOf of its target surely does not match, which makes the whole target "no match" even
 * beside errors (CORE table 1), so decisions and statuses are those of a full walk.
 */
export class TargetIndex {
  readonly #root: Branch;
  readonly #size: number;
  /** Where a single candidate is put. A policy never runs within itself, except below the child that was read from here. */
  readonly #one: [number] = [0];

  constructor(root: Branch, size: number) {
    this.#root = root;
    this.#size = size;
  }

  /** Numbers of the children that may apply, ascending. Valid until the next call. */
  candidates(context: EvaluationContext): readonly number[] {
    const quick = single(context, this.#root);
    if (typeof quick === 'number') {
      this.#one[0] = quick;
      return this.#one;
    }
    if (quick !== undefined) return quick;
    const found: number[] = [];
    if (!collect(context, this.#root, found)) return Array.from({ length: this.#size }, (_, i) => i);
    found.sort((a, b) => a - b);
    let kept = 0;
    for (let i = 0; i < found.length; i++) if (i === 0 || found[i] !== found[i - 1]) found[kept++] = found[i] as number;
    found.length = kept;
    return found;
  }
}

/** The usual case, which allocates nothing: at most one value at each level and no children beside. */
function single(context: EvaluationContext, root: Branch): number | readonly number[] | undefined {
  let branch = root;
  for (;;) {
    if (branch.others !== undefined) return undefined;
    const key = context.keyOf(branch.slot);
    if (key < 0) {
      const open = key === FAILED || key === MANY_VALUES || (key === NO_VALUE && branch.mustBePresent);
      return open ? undefined : NOBODY;
    }
    const next = at(branch, key);
    if (next === undefined) return NOBODY;
    if (typeof next === 'number' || !isBranch(next)) return next;
    branch = next;
  }
}

/** Gathers candidates of every value; false when an attribute failed, so that everything must be looked at. */
function collect(context: EvaluationContext, node: IndexNode, found: number[]): boolean {
  if (typeof node === 'number') {
    found.push(node);
    return true;
  }
  if (!isBranch(node)) {
    for (const each of node) found.push(each);
    return true;
  }
  const key = context.keyOf(node.slot);
  if (key === FAILED || (key === NO_VALUE && node.mustBePresent)) return false;
  const keys = key >= 0 ? [key] : key === MANY_VALUES ? context.keysOf(node.slot) : NOBODY;
  for (const each of keys) {
    const next = at(node, each);
    if (next !== undefined && !collect(context, next, found)) return false;
  }
  return node.others === undefined || collect(context, node.others, found);
}

/** An index over children by their targets; undefined when it would find nothing faster than a walk. */
export function buildIndex(
  targets: readonly (Target | undefined)[],
  compiler: TargetCompiler,
): TargetIndex | undefined {
  const demands = targets.map((target) => demandsOf(target, compiler));
  const root = build(
    targets.map((_, i) => i),
    demands,
    [],
  );
  return typeof root === 'object' && isBranch(root) ? new TargetIndex(root, targets.length) : undefined;
}

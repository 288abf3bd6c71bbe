import { quote, XacmlError } from '../errors.ts';
import type { PdpLimits } from '../limits.ts';
import type { Policy, PolicyDocument, PolicyReference, PolicySet } from '../policy/model.ts';
import { compareVersions, satisfies } from '../policy/version.ts';
import { processingError } from '../status.ts';
import { type Child, COMBINE, needsAllChildren } from './combining.ts';
import type { ExpressionCompiler } from './expressions.ts';
import { buildIndex } from './index-tree.ts';
import { BrokenNode, type OwnerParts, PolicyNode, RuleNode } from './nodes.ts';
import { compileObligations } from './obligations.ts';
import type { TargetCompiler } from './targets.ts';

/** Most nodes that references may expand to: a few documents that refer to each other twice would otherwise grow without end. */
const MOST_NODES = 1_000_000;
/** Fewer children than this are walked without an index. */
const INDEX_FROM = 4;

/** Every policy and policy set that references can find, by kind and id, newest version first. */
export class PolicyRepository {
  readonly #byId = new Map<string, (Policy | PolicySet)[]>();

  /** @throws XacmlError `duplicate-id` when two documents hold the same id and version. */
  constructor(documents: readonly PolicyDocument[]) {
    const seen = new Set<PolicyDocument>();
    for (const document of documents) {
      if (seen.has(document)) continue;
      seen.add(document);
      this.#add(document.root);
    }
    for (const list of this.#byId.values()) list.sort((a, b) => compareVersions(b.version, a.version));
  }

  #add(node: Policy | PolicySet): void {
    const key = `${node.kind}\n${node.id}`;
    const list = this.#byId.get(key) ?? [];
    if (list.some((each) => compareVersions(each.version, node.version) === 0)) {
      throw new XacmlError(
        'duplicate-id',
        `${node.kind} ${quote(node.id, 200)} version ${node.version} is given twice`,
        node,
      );
    }
    list.push(node);
    this.#byId.set(key, list);
    if (node.kind === 'Policy') return;
    for (const child of node.children) if (child.kind === 'Policy' || child.kind === 'PolicySet') this.#add(child);
  }

  /** The newest policy or policy set that fits the reference. */
  find(reference: PolicyReference): Policy | PolicySet | undefined {
    const kind = reference.kind === 'PolicyIdReference' ? 'Policy' : 'PolicySet';
    return this.#byId.get(`${kind}\n${reference.id}`)?.find((each) => satisfies(each.version, reference));
  }
}

/** Compiles policies into nodes. A policy that several references find is compiled once. */
export class PolicyCompiler {
  readonly #repository: PolicyRepository;
  readonly #expressions: ExpressionCompiler;
  readonly #targets: TargetCompiler;
  readonly #limits: PdpLimits;
  readonly #done = new Map<Policy | PolicySet, { node: PolicyNode; size: number }>();
  readonly #open = new Set<Policy | PolicySet>();

  constructor(
    repository: PolicyRepository,
    expressions: ExpressionCompiler,
    targets: TargetCompiler,
    limits: PdpLimits,
  ) {
    this.#repository = repository;
    this.#expressions = expressions;
    this.#targets = targets;
    this.#limits = limits;
  }

  compile(source: Policy | PolicySet): PolicyNode {
    return this.#compile(source, 0).node;
  }

  #compile(source: Policy | PolicySet, referenceDepth: number): { node: PolicyNode; size: number } {
    const known = this.#done.get(source);
    if (known !== undefined) return known;
    this.#open.add(source);
    const compiled = source.kind === 'Policy' ? this.#policy(source) : this.#policySet(source, referenceDepth);
    this.#open.delete(source);
    if (compiled.size > MOST_NODES) {
      throw new XacmlError(
        'limit-exceeded',
        `${quote(source.id, 200)} expands to more than ${MOST_NODES} policies and rules`,
        source,
      );
    }
    this.#done.set(source, compiled);
    return compiled;
  }

  #policy(source: Policy): { node: PolicyNode; size: number } {
    const expressions = this.#expressions;
    const children = source.rules.map((rule) => {
      const condition = rule.condition === undefined ? undefined : expressions.compile(rule.condition).evaluate;
      return new RuleNode(rule, this.#targets, condition, compileObligations(rule, expressions));
    });
    const targets = source.rules.map((rule) => rule.target);
    return { node: this.#owner(source, children, targets), size: 1 + children.length };
  }

  #policySet(source: PolicySet, referenceDepth: number): { node: PolicyNode; size: number } {
    let size = 1;
    const children: Child[] = [];
    const targets: (Policy['target'] | undefined)[] = [];
    for (const each of source.children) {
      const found = each.kind === 'Policy' || each.kind === 'PolicySet' ? each : this.#resolve(each, referenceDepth);
      if (found === undefined) {
        children.push(new BrokenNode(processingError(`the reference to ${quote(each.id, 200)} leads to no policy`)));
        targets.push(undefined);
        continue;
      }
      const compiled = this.#compile(found, found === each ? referenceDepth : referenceDepth + 1);
      size += compiled.size;
      children.push(compiled.node);
      targets.push(found.target);
    }
    return { node: this.#owner(source, children, targets), size };
  }

  #resolve(reference: PolicyReference, depth: number): Policy | PolicySet | undefined {
    const found = this.#repository.find(reference);
    if (found === undefined) return undefined;
    if (this.#open.has(found)) {
      throw new XacmlError(
        'circular-reference',
        `the reference to ${quote(reference.id, 200)} leads back to a policy set around it`,
        reference,
      );
    }
    if (depth >= this.#limits.maxReferenceDepth) {
      throw new XacmlError(
        'limit-exceeded',
        `references are more than ${this.#limits.maxReferenceDepth} deep`,
        reference,
      );
    }
    return found;
  }

  #owner(
    source: Policy | PolicySet,
    children: readonly Child[],
    targets: readonly (Policy['target'] | undefined)[],
  ): PolicyNode {
    const indexed = children.length >= INDEX_FROM && !needsAllChildren(source.algorithm);
    const parts: OwnerParts = {
      target: this.#targets.target(source.target),
      combine: COMBINE[source.algorithm],
      children,
      index: indexed ? buildIndex(targets, this.#targets) : undefined,
      obligations: compileObligations(source, this.#expressions),
    };
    return new PolicyNode(source, parts, this.#targets.program);
  }
}

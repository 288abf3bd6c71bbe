import { XacmlError } from '../errors.ts';
import { type PdpLimits, type Purse, purseOf, withDefaults } from '../limits.ts';
import { type Algorithm, policyAlgorithm } from '../policy/algorithms.ts';
import type { PolicyDocument } from '../policy/model.ts';
import { DEFAULT_OPTIONS, Request } from '../request/model.ts';
import { Indeterminate, processingError } from '../status.ts';
import { type Code, DENY, decisionOf, INDETERMINATE_DP, NOT_APPLICABLE, PERMIT } from './codes.ts';
import { type Child, COMBINE } from './combining.ts';
import { PolicyCompiler, PolicyRepository } from './compile.ts';
import { replaceCategory, selectBag, selectNodes } from './content.ts';
import { EvaluationContext, type ResolveAttribute, type Surroundings } from './context.ts';
import { type Explanation, explanation } from './explain.ts';
import { ExpressionCompiler } from './expressions.ts';
import type { ResolveScope } from './hierarchy.ts';
import { type Individual, individuals } from './multiple.ts';
import { keepPending } from './obligations.ts';
import {
  bareResult,
  PLAIN,
  type PolicyIdentifier,
  type Response,
  type Result,
  STATUS_VALUE_OK,
  toStatus,
} from './response.ts';
import { SlotTable } from './slots.ts';
import { TargetCompiler } from './targets.ts';
import { type TraceNode, traceNode } from './trace.ts';

/** What a decision point decides by. */
export interface PdpOptions {
  /** The policy that decides, or several. */
  readonly root: PolicyDocument | readonly PolicyDocument[];
  /** Identifier of the policy-combining algorithm for several roots; by default only-one-applicable. */
  readonly combiningAlgorithm?: string;
  /** Documents that references find, besides the roots themselves. */
  readonly policies?: readonly PolicyDocument[];
  /** The current instant: a Date, or milliseconds since 1970 UTC; read at most once a decision. By default the system's clock. */
  readonly clock?: () => number | Date;
  readonly resolveAttribute?: ResolveAttribute;
  /** What lies below a resource, for requests with a scope of Children or Descendants over resources that are no XML. */
  readonly resolveScope?: ResolveScope;
  readonly limits?: Partial<PdpLimits>;
  /** Minutes east of UTC for dates and times without zone, and for the clock's. By default 0. */
  readonly implicitTimezone?: number;
}

/** A policy decision point over a fixed set of policies. */
export interface Pdp {
  /** Decides. Never throws for anything a request holds: what goes wrong is Indeterminate with a status. */
  evaluate(request: Request): Response;
  /** Decides as `evaluate` does and tells what decided. Slower: it looks at every rule. */
  explain(request: Request): Explanation;
}

const ONLY_ONE = 'urn:oasis:names:tc:xacml:1.0:policy-combining-algorithm:only-one-applicable';

/** What a decision within a decision costs of the calls that one may make: it reads a text and runs every policy. */
const NESTED_CALLS = 1_000;

class CompiledPdp implements Pdp {
  readonly #surroundings: Surroundings;
  readonly #roots: readonly Child[];
  readonly #order: Int32Array;
  readonly #algorithm: Algorithm;
  readonly #resolveScope: ResolveScope | undefined;
  readonly #variables: number;
  readonly #selectors: number;
  #spare: EvaluationContext | undefined;

  constructor(options: PdpOptions) {
    const limits = withDefaults(options.limits);
    const documents = Array.isArray(options.root)
      ? (options.root as readonly PolicyDocument[])
      : [options.root as PolicyDocument];
    if (documents.length === 0) throw new XacmlError('usage', 'a PDP needs at least one root policy');
    const algorithm = policyAlgorithm(options.combiningAlgorithm ?? ONLY_ONE);
    if (algorithm === undefined) {
      throw new XacmlError('unknown-algorithm', `there is no policy-combining algorithm ${options.combiningAlgorithm}`);
    }
    const slots = new SlotTable();
    const repository = new PolicyRepository([...documents, ...(options.policies ?? [])]);
    const base = {
      limits,
      implicitZone: options.implicitTimezone ?? 0,
      clock: options.clock ?? Date.now,
      resolveAttribute: options.resolveAttribute,
      select: selectNodes,
      accessPermitted: (context: EvaluationContext, category: string, xml: string) =>
        this.#accessPermitted(context, category, xml),
    };
    const unreachable = (): never => {
      throw new TypeError('constants are folded without attributes');
    };
    const folding = new EvaluationContext(
      { ...base, slots: [], keys: [], matchTest: unreachable, sourceBag: unreachable },
      new Request([], DEFAULT_OPTIONS),
    );
    const expressions = new ExpressionCompiler(slots, folding, selectBag);
    const targets = new TargetCompiler(expressions);
    const compiler = new PolicyCompiler(repository, expressions, targets, limits);
    this.#roots = documents.map((document) => compiler.compile(document.root));
    targets.finish();
    this.#order = Int32Array.from(this.#roots, (_, i) => i);
    this.#algorithm = algorithm;
    this.#resolveScope = options.resolveScope;
    this.#variables = expressions.variableCount;
    this.#selectors = expressions.selectorCount;
    this.#surroundings = {
      ...base,
      slots: slots.slots,
      keys: slots.keys,
      matchTest: (match) => targets.match(match),
      sourceBag: (context, source) =>
        source.kind === 'selector'
          ? selectBag(context, source)
          : context.bag(slots.of(source.category, source.attributeId, source.dataType, source.issuer)),
    };
  }

  evaluate(request: Request): Response {
    if (request.simple) return this.#decide(request, undefined, 0, undefined);
    const { limits } = this.#surroundings;
    const purse = purseOf(limits);
    const parts = individuals(request, limits, this.#resolveScope);
    const results = parts.map((each) => this.#individual(each, undefined, purse));
    return { results: request.options.combinedDecision ? [combineResults(results)] : results };
  }

  explain(request: Request): Explanation {
    const { limits } = this.#surroundings;
    const purse = purseOf(limits);
    const parts = request.simple ? [request] : individuals(request, limits, this.#resolveScope);
    const traces: TraceNode[] = [];
    const results = parts.map((each) => {
      const trace = traceNode('decision');
      const result = this.#individual(each, trace, purse);
      trace.outcome = result.decision;
      if (result.status.message !== undefined) trace.reason = result.status.message;
      traces.push(trace);
      return result;
    });
    const combined = request.options.combinedDecision && !request.simple ? [combineResults(results)] : results;
    return explanation({ results: combined }, traces);
  }

  #individual(part: Individual, trace: TraceNode | undefined, purse: Purse): Result {
    if (part instanceof Indeterminate) return bareResult('Indeterminate', toStatus(part));
    const result = this.#decide(part, trace, 0, purse).results[0];
    if (result === undefined) throw new TypeError('a decision gave no result');
    return result;
  }

  /** One decision. The context of the last one is used again unless that one is still running. */
  #decide(request: Request, trace: TraceNode | undefined, nesting: number, purse: Purse | undefined): Response {
    const context = this.#spare ?? new EvaluationContext(this.#surroundings, request);
    this.#spare = undefined;
    context.begin(request, this.#variables, this.#selectors, purse);
    const before = purse === undefined ? undefined : context.left();
    context.trace = trace;
    context.nesting = nesting;
    const response = respond(context, this.#run(context));
    if (purse !== undefined && before !== undefined) pay(purse, before, context.left());
    this.#spare = context;
    return response;
  }

  /** Runs the roots. An exception, whatever it is, becomes Indeterminate: never a Permit (CORE 7.19). */
  #run(context: EvaluationContext): Code {
    try {
      const roots = this.#roots;
      const only = roots[0];
      if (roots.length === 1 && only !== undefined) return only.evaluate(context);
      const code = COMBINE[this.#algorithm](context, roots, this.#order);
      keepPending(context, 0, code);
      if (code === NOT_APPLICABLE && context.policies !== undefined) context.policies.length = 0;
      return code;
    } catch (error) {
      context.pending.length = 0;
      context.status = processingError(
        `the evaluation failed: ${error instanceof Error ? error.message : String(error)}`,
      );
      return INDETERMINATE_DP;
    }
  }

  /** CORE A.3.16: the decision on this request with one category replaced. One level deep, so that it cannot loop. */
  #accessPermitted(context: EvaluationContext, category: string, xml: string): boolean | Indeterminate {
    if (context.nesting > 0) return processingError('access-permitted may not be used within itself');
    if (!context.spend(NESTED_CALLS))
      return processingError('access-permitted was asked more often than one decision may');
    const request = replaceCategory(context.request, category, xml, this.#surroundings.limits);
    if (request instanceof Indeterminate) return request;
    const purse = context.left();
    const { results } = this.#decide(request, undefined, 1, purse);
    context.goOn(purse);
    return results[0]?.decision === 'Permit';
  }
}

function pay(purse: Purse, before: Purse, after: Purse): void {
  purse.calls -= before.calls - after.calls;
  purse.regexpSteps -= before.regexpSteps - after.regexpSteps;
  purse.xpathSteps -= before.xpathSteps - after.xpathSteps;
}

function respond(context: EvaluationContext, code: Code): Response {
  const { pending, policies, request } = context;
  if (code <= DENY && pending.length === 0 && request.echo.length === 0 && policies === undefined) {
    return code === PERMIT ? PLAIN.Permit : code === DENY ? PLAIN.Deny : PLAIN.NotApplicable;
  }
  const status = code > DENY ? toStatus(context.status ?? processingError('no reason is known')) : STATUS_VALUE_OK;
  const bare = bareResult(decisionOf(code), status);
  const decided = code === PERMIT || code === DENY;
  const result: Result = {
    ...bare,
    obligations: decided ? pending.filter((each) => !each.advice).map((each) => each.item) : bare.obligations,
    advice: decided ? pending.filter((each) => each.advice).map((each) => each.item) : bare.advice,
    attributes: request.echo,
    policyIdentifiers: policies === undefined ? bare.policyIdentifiers : unique(policies),
  };
  return { results: [result] };
}

/** A policy that several references lead to is listed once. */
function unique(policies: readonly PolicyIdentifier[]): readonly PolicyIdentifier[] {
  return [...new Set(policies)];
}

const DIFFERENT = processingError('the individual decisions differ or carry obligations, so they cannot be combined');

/** MDP 2.5: equal decisions without obligations or advice become one; anything else is Indeterminate. */
function combineResults(results: readonly Result[]): Result {
  const first = results[0];
  const agree =
    first !== undefined &&
    results.every(
      (each) => each.decision === first.decision && each.obligations.length === 0 && each.advice.length === 0,
    );
  if (!agree || first === undefined) return bareResult('Indeterminate', toStatus(DIFFERENT));
  const identifiers = new Map(
    results.flatMap((each) => each.policyIdentifiers.map((id) => [`${id.kind}\n${id.id}\n${id.version}`, id] as const)),
  );
  return { ...bareResult(first.decision, first.status), policyIdentifiers: [...identifiers.values()] };
}

/**
 * Makes a policy decision point. Compiles the policies at once: attributes are numbered, targets indexed, constants folded.
 * @throws XacmlError for circular references, a duplicate policy id and version, an unknown combining algorithm.
 */
export function createPdp(options: PdpOptions): Pdp {
  try {
    return new CompiledPdp(options);
  } catch (error) {
    if (error instanceof RangeError) throw new XacmlError('limit-exceeded', 'the policies are nested too deep');
    throw error;
  }
}

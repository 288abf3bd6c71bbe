import type { Policy, PolicySet, Rule } from '../policy/model.ts';
import { type Indeterminate, preferred } from '../status.ts';
import {
  type Code,
  DENY,
  INDETERMINATE_D,
  INDETERMINATE_P,
  MATCH,
  MATCH_ERROR,
  type MatchCode,
  NO_MATCH,
  NOT_APPLICABLE,
  PERMIT,
  underFailedTarget,
} from './codes.ts';
import type { Child, Combine } from './combining.ts';
import type { EvaluationContext } from './context.ts';
import type { Evaluator } from './evaluator.ts';
import type { TargetIndex } from './index-tree.ts';
import { keepPending, type Obligations } from './obligations.ts';
import { type TargetProgram, UNDECIDED } from './program.ts';
import type { PolicyIdentifier } from './response.ts';
import type { TargetCompiler, Test } from './targets.ts';
import { traceCondition, traceOwner, traceTarget } from './tracing.ts';

/** A compiled rule. */
export class RuleNode implements Child {
  readonly source: Rule;
  readonly #targets: TargetCompiler;
  /** Of the target in the program; -1 when the target is not there. */
  readonly #offset: number;
  /** The target in general form: at once when it is not in the program, otherwise when it first fails. */
  #general: Test | undefined;
  readonly #condition: Evaluator | undefined;
  readonly #obligations: Obligations | undefined;
  readonly #effect: 1 | 2;

  constructor(
    source: Rule,
    targets: TargetCompiler,
    condition: Evaluator | undefined,
    obligations: Obligations | undefined,
  ) {
    this.source = source;
    this.#targets = targets;
    this.#offset = targets.offset(source.target);
    this.#general = this.#offset < 0 ? targets.target(source.target) : undefined;
    this.#condition = condition;
    this.#obligations = obligations;
    this.#effect = source.effect === 'Permit' ? PERMIT : DENY;
  }

  evaluate(context: EvaluationContext): Code {
    return context.trace === undefined
      ? this.#evaluate(context)
      : traceOwner(context, this.source, () => this.#evaluate(context));
  }

  /**
   * The rule as one number, target offset × 2 plus 1 for Deny, when it is nothing but a target in the program; -1 otherwise.
   * A policy then decides it without touching the rule.
   */
  get packed(): number {
    if (this.#offset < 0 || this.#condition !== undefined || this.#obligations !== undefined) return -1;
    return this.#offset * 2 + (this.#effect === DENY ? 1 : 0);
  }

  /** CORE table 4. */
  #evaluate(context: EvaluationContext): Code {
    const match = this.applies(context);
    if (match === NO_MATCH) return NOT_APPLICABLE;
    if (match === MATCH_ERROR) return this.#indeterminate();
    const condition = this.#condition;
    if (condition !== undefined) {
      const value =
        context.trace === undefined ? condition(context) : traceCondition(context, this.source.condition, condition);
      if (value === false) return NOT_APPLICABLE;
      if (value !== true) {
        context.status = value as Indeterminate;
        return this.#indeterminate();
      }
    }
    return this.#obligations === undefined ? this.#effect : this.#oblige(context, this.#obligations);
  }

  #oblige(context: EvaluationContext, obligations: Obligations): Code {
    const mark = context.pending.length;
    const error = obligations.fulfil(context, this.#effect);
    if (error === undefined) return this.#effect;
    context.pending.length = mark;
    context.status = error;
    return this.#indeterminate();
  }

  #indeterminate(): Code {
    return this.#effect === PERMIT ? INDETERMINATE_P : INDETERMINATE_D;
  }

  applies(context: EvaluationContext): MatchCode {
    if (context.trace !== undefined && this.source.target !== undefined) {
      return traceTarget(context, this.source.target, (each) => this.#test(each));
    }
    return this.#test(context);
  }

  #test(context: EvaluationContext): MatchCode {
    if (this.#offset >= 0) {
      const result = this.#targets.program.run(context, this.#offset);
      if (result !== UNDECIDED) return result;
      if (this.source.target !== undefined) this.#general ??= this.#targets.general(this.source.target);
    }
    return this.#general === undefined ? MATCH : this.#general(context);
  }
}

/** What a policy and a policy set are compiled to. */
export interface OwnerParts {
  readonly target: Test | undefined;
  readonly combine: Combine;
  readonly children: readonly Child[];
  /** Undefined when every child must be looked at. */
  readonly index: TargetIndex | undefined;
  readonly obligations: Obligations | undefined;
}

/** A compiled policy or policy set: they differ only in what their children are. */
export class PolicyNode implements Child {
  readonly source: Policy | PolicySet;
  readonly identifier: PolicyIdentifier;
  readonly #parts: OwnerParts;
  readonly #program: TargetProgram;
  readonly #all: Int32Array;
  /** The children's `packed` numbers; undefined without index. */
  readonly #packed: Int32Array | undefined;
  /** What the algorithm makes of a single child's NotApplicable, Permit and Deny. */
  readonly #ofOne: readonly Code[];

  constructor(source: Policy | PolicySet, parts: OwnerParts, program: TargetProgram) {
    this.source = source;
    this.identifier = Object.freeze({ kind: source.kind, id: source.id, version: source.version });
    this.#parts = parts;
    this.#all = Int32Array.from(parts.children, (_, i) => i);
    this.#program = program;
    this.#packed =
      parts.index === undefined
        ? undefined
        : Int32Array.from(parts.children, (each) => (each instanceof RuleNode ? each.packed : -1));
    this.#ofOne = parts.index === undefined ? [] : resultsOfOne(parts.combine);
  }

  evaluate(context: EvaluationContext): Code {
    return context.trace === undefined
      ? this.#evaluate(context)
      : traceOwner(context, this.source, () => this.#evaluate(context));
  }

  applies(context: EvaluationContext): MatchCode {
    const target = this.#parts.target;
    if (target === undefined) return MATCH;
    return context.trace === undefined ? target(context) : traceTarget(context, this.source.target, target);
  }

  #evaluate(context: EvaluationContext): Code {
    const match = this.applies(context);
    if (match === NO_MATCH) return NOT_APPLICABLE;
    const targetError = match === MATCH_ERROR ? context.status : undefined;
    const mark = context.pending.length;
    const policyMark = context.policies?.length ?? 0;
    const combined = this.#combine(context);
    const code = targetError === undefined ? this.#conclude(context, mark, combined) : underFailedTarget(combined);
    if (targetError !== undefined) {
      context.pending.length = mark;
      if (combined > DENY) context.status = preferred(targetError, context.status as Indeterminate);
      else context.status = targetError;
    }
    if (context.policies !== undefined) this.#list(context.policies, policyMark, code);
    return code;
  }

  #combine(context: EvaluationContext): Code {
    const { combine, children, index } = this.#parts;
    // An explanation shows every child, so it does without the index.
    if (index === undefined || context.trace !== undefined) return combine(context, children, this.#all);
    const order = index.candidates(context);
    const packed = order.length === 1 ? (this.#packed?.[order[0] as number] as number) : -1;
    if (packed < 0) return combine(context, children, order);
    const match = this.#program.run(context, packed >> 1);
    if (match === UNDECIDED) return combine(context, children, order);
    const code = match === NO_MATCH ? NOT_APPLICABLE : (packed & 1) === 1 ? DENY : PERMIT;
    return this.#ofOne[code] as Code;
  }

  /** Keeps the children's obligations that fit the decision and adds the own ones. */
  #conclude(context: EvaluationContext, mark: number, combined: Code): Code {
    keepPending(context, mark, combined);
    const obligations = this.#parts.obligations;
    if (obligations === undefined || (combined !== PERMIT && combined !== DENY)) return combined;
    const error = obligations.fulfil(context, combined);
    if (error === undefined) return combined;
    context.pending.length = mark;
    context.status = error;
    return combined === PERMIT ? INDETERMINATE_P : INDETERMINATE_D;
  }

  /** A policy is listed when its value and that of every policy set around it is not NotApplicable. */
  #list(policies: PolicyIdentifier[], mark: number, code: Code): void {
    if (code === NOT_APPLICABLE) policies.length = mark;
    else policies.push(this.identifier);
  }
}

const tables = new Map<Combine, readonly Code[]>();

/** What an algorithm makes of one child that is NotApplicable, Permit or Deny; the same for all policies that use it. */
function resultsOfOne(combine: Combine): readonly Code[] {
  const known = tables.get(combine);
  if (known !== undefined) return known;
  const nowhere = {} as EvaluationContext;
  const made = ([NOT_APPLICABLE, PERMIT, DENY] as const).map((code) =>
    combine(nowhere, [{ evaluate: () => code, applies: () => MATCH }], [0]),
  );
  tables.set(combine, made);
  return made;
}

/** A reference that leads nowhere, or whose policy was refused: Indeterminate, but only when it is evaluated (section 8). */
export class BrokenNode implements Child {
  readonly #error: Indeterminate;

  constructor(error: Indeterminate) {
    this.#error = error;
  }

  evaluate(context: EvaluationContext): Code {
    context.status = this.#error;
    return 5;
  }

  applies(context: EvaluationContext): MatchCode {
    context.status = this.#error;
    return MATCH_ERROR;
  }
}

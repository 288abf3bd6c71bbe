import type {
  AllOf,
  AnyOf,
  Designator,
  Expression,
  Match,
  Policy,
  PolicySet,
  Rule,
  Selector,
  Target,
} from '../policy/model.ts';
import { functionName } from '../policy/names.ts';
import { Indeterminate } from '../status.ts';
import type { Bag, DataType, Value } from '../types/index.ts';
import { type Code, MATCH, MATCH_ERROR, type MatchCode, NO_MATCH, nameOf } from './codes.ts';
import type { EvaluationContext } from './context.ts';
import type { Evaluator } from './evaluator.ts';
import type { Test } from './targets.ts';
import { type TraceNode, traceNode } from './trace.ts';

const OUTCOMES: readonly string[] = ['no match', 'match', 'error'];
const MOST_VALUES = 10;
const LONGEST_TEXT = 200;

function short(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

/** Values of a bag as people read them. */
function showBag(bag: Bag | Indeterminate, dataType: DataType): string {
  if (bag instanceof Indeterminate) return bag.message;
  if (bag.length === 0) return 'nothing';
  const shown = bag.slice(0, MOST_VALUES).map((value) => JSON.stringify(short(dataType.format(value))));
  return shown.join(', ') + (bag.length > MOST_VALUES ? ` and ${bag.length - MOST_VALUES} more` : '');
}

function sourceName(source: Designator | Selector): string {
  return source.kind === 'designator' ? source.attributeId : `XPath ${source.path}`;
}

/** Runs a step below the current one. */
function step<T>(context: EvaluationContext, node: TraceNode, run: () => T): T {
  const parent = context.trace;
  parent?.steps.push(node);
  context.trace = node;
  try {
    return run();
  } finally {
    context.trace = parent;
  }
}

/** Traces a rule, policy or policy set. */
export function traceOwner(context: EvaluationContext, source: Rule | Policy | PolicySet, run: () => Code): Code {
  const { id, line, column, description } = source;
  const node = traceNode(source.kind, {
    id,
    line,
    column,
    ...(description === undefined ? {} : { text: description }),
  });
  return step(context, node, () => {
    const code = run();
    node.outcome = nameOf(code);
    if (code > 2 && context.status !== undefined) node.reason = context.status.message;
    return code;
  });
}

function traceMatch(context: EvaluationContext, match: Match): MatchCode {
  const { literal, source, line, column } = match;
  const wanted = JSON.stringify(short(literal.dataType.format(literal.value)));
  const text = `${functionName(match.function)}(${wanted}, ${sourceName(source)})`;
  const node = traceNode('Match', { line, column, text });
  return step(context, node, () => {
    const code = context.surroundings.matchTest(match)(context);
    node.outcome = OUTCOMES[code] ?? '';
    if (code === MATCH_ERROR) node.reason = context.status?.message ?? '';
    else if (code === NO_MATCH) {
      const found = showBag(context.surroundings.sourceBag(context, source), source.dataType);
      node.reason = `${sourceName(source)} is ${found}`;
    }
    return code;
  });
}

function traceAll<T>(
  context: EvaluationContext,
  kind: 'AnyOf' | 'AllOf',
  items: readonly T[],
  stop: MatchCode,
  each: (item: T) => MatchCode,
): MatchCode {
  const node = traceNode(kind);
  return step(context, node, () => {
    let result: MatchCode = stop === MATCH ? NO_MATCH : MATCH;
    for (const item of items) {
      const code = each(item);
      if (code === stop) {
        result = stop;
        break;
      }
      if (code === MATCH_ERROR) result = MATCH_ERROR;
    }
    node.outcome = OUTCOMES[result] ?? '';
    return result;
  });
}

/** Traces a target down to its matches. The compiled test decides; the walk only shows why. */
export function traceTarget(context: EvaluationContext, target: Target | undefined, test: Test): MatchCode {
  const node = traceNode('Target', target === undefined ? {} : { line: target.line, column: target.column });
  return step(context, node, () => {
    const allOf = (items: AllOf): MatchCode =>
      traceAll(context, 'AllOf', items, NO_MATCH, (each) => traceMatch(context, each));
    const anyOf = (items: AnyOf): MatchCode => traceAll(context, 'AnyOf', items, MATCH, allOf);
    for (const each of target?.anyOf ?? []) if (anyOf(each) === NO_MATCH) break;
    const code = test(context);
    node.outcome = OUTCOMES[code] ?? '';
    return code;
  });
}

/** The attributes an expression reads, each once. */
function sourcesOf(expression: Expression, found: Map<string, Designator | Selector>, depth: number): void {
  if (depth > 20) return;
  if (expression.kind === 'designator' || expression.kind === 'selector') {
    found.set(`${expression.category}\n${sourceName(expression)}\n${expression.dataType.id}`, expression);
  } else if (expression.kind === 'apply') for (const arg of expression.args) sourcesOf(arg, found, depth + 1);
  else if (expression.kind === 'variable' && expression.definition !== undefined) {
    sourcesOf(expression.definition.expression, found, depth + 1);
  }
}

/** Traces a condition: its value, and the attributes it read. */
export function traceCondition(
  context: EvaluationContext,
  source: Expression | undefined,
  evaluate: Evaluator,
): ReturnType<Evaluator> {
  const found = new Map<string, Designator | Selector>();
  if (source !== undefined) sourcesOf(source, found, 0);
  const text = source?.kind === 'apply' ? functionName(source.function) : (source?.kind ?? '');
  const node = traceNode('Condition', source === undefined ? {} : { line: source.line, column: source.column, text });
  return step(context, node, () => {
    const value = evaluate(context);
    node.outcome = value instanceof Indeterminate ? 'error' : String(value as Value);
    const read = [...found.values()].map(
      (each) => `${sourceName(each)} is ${showBag(context.surroundings.sourceBag(context, each), each.dataType)}`,
    );
    const reasons = value instanceof Indeterminate ? [value.message, ...read] : read;
    if (reasons.length > 0) node.reason = reasons.join('; ');
    return value;
  });
}

import { createRequest, type RequestInput } from '../index.ts';
import {
  advice,
  allOf,
  anyOf,
  apply,
  assign,
  attr,
  fn,
  func,
  match,
  obligation,
  policy,
  policySet,
  rule,
  target,
  val,
} from './build.ts';
import type { Expr, NObligation, NPolicy, NPolicySet, NRequest, NTarget } from './naive-model.ts';

/** Writes the reference evaluator's policies as XACML text, and its requests as the engine's. */

function source(expr: Extract<Expr, { k: 'attr' }>): string {
  const { category, id, type, must, issuer } = expr;
  return attr(id, { category, type, must, ...(issuer === undefined ? {} : { issuer }) });
}

function expression(expr: Expr): string {
  switch (expr.k) {
    case 'value':
      return val(expr.type, expr.text);
    case 'attr':
      return source(expr);
    case 'var':
      return `<VariableReference VariableId="${expr.id}"/>`;
    case 'higher':
      return apply(expr.f, func(expr.g), ...expr.args.map(expression));
    case 'apply':
      return apply(expr.f, ...expr.args.map(expression));
  }
}

function targetOf(parts: NTarget): string {
  return target(
    ...parts.map((one) =>
      anyOf(
        ...one.map((all) =>
          allOf(
            ...all.map((each) => match(fn(each.f), val(each.literal.type, each.literal.text), source(each.source))),
          ),
        ),
      ),
    ),
  );
}

function owned(items: readonly NObligation[]): { obligations: string[]; advice: string[] } {
  const write = (make: typeof obligation, wanted: boolean): string[] =>
    items
      .filter((each) => each.advice === wanted)
      .map((each) => make(each.id, each.on, ...each.assignments.map((one) => assign(one.id, expression(one.expr)))));
  return { obligations: write(obligation, false), advice: write(advice, true) };
}

export function toXml(node: NPolicy | NPolicySet): string {
  const options = { id: node.id, algorithm: node.algorithm, target: targetOf(node.target), ...owned(node.obligations) };
  if (node.k === 'set') {
    const children = node.children.map((child) => {
      if (child.k !== 'reference') return toXml(child);
      return child.id === 'ref1'
        ? `<PolicySetIdReference>${child.id}</PolicySetIdReference>`
        : `<PolicyIdReference>${child.id}</PolicyIdReference>`;
    });
    return policySet(children, options);
  }
  const variables = node.variables.map(
    (each) => `<VariableDefinition VariableId="${each.id}">${expression(each.expr)}</VariableDefinition>`,
  );
  const rules = node.rules.map((each) =>
    rule(each.id, each.effect, {
      target: targetOf(each.target),
      ...(each.condition === undefined ? {} : { condition: expression(each.condition) }),
      ...owned(each.obligations),
    }),
  );
  return policy([...variables, ...rules], options);
}

export function toRequest(request: NRequest): ReturnType<typeof createRequest> {
  const categories = [...new Set(request.map((each) => each.category))];
  const input: RequestInput = {
    returnPolicyIdList: true,
    categories: categories.map((id) => ({
      id,
      attributes: request
        .filter((each) => each.category === id)
        .flatMap((each) =>
          each.values.map((value) => ({
            id: each.id,
            dataType: value.type,
            values: [value.text],
            ...(each.issuer === undefined ? {} : { issuer: each.issuer }),
          })),
        ),
    })),
  };
  return createRequest(input);
}

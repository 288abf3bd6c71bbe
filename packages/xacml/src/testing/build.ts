import { functionIds } from '../functions/index.ts';
import { createPdp, createRequest, type PdpOptions, parsePolicy, type RequestInput, type Result } from '../index.ts';
import { TYPES, type TypeName } from '../types/index.ts';
import { escapeXml } from '../xml/writer.ts';

/** Short ways to write policies and requests in tests. Nothing here decides anything. */

export const SUBJECT = 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject';
export const RESOURCE = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource';
export const ACTION = 'urn:oasis:names:tc:xacml:3.0:attribute-category:action';
export const ENVIRONMENT = 'urn:oasis:names:tc:xacml:3.0:attribute-category:environment';
export const RULE3 = 'urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:';
export const POLICY3 = 'urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:';
export const RULE1 = 'urn:oasis:names:tc:xacml:1.0:rule-combining-algorithm:';
export const POLICY1 = 'urn:oasis:names:tc:xacml:1.0:policy-combining-algorithm:';
const NAMESPACE = 'urn:oasis:names:tc:xacml:3.0:core:schema:wd-17';

const IDS = new Map<string, string>();
for (const id of functionIds().sort()) IDS.set(id.slice(id.lastIndexOf(':') + 1), id);

/** Full identifier of a function by its last part (the newest, if there are several), or the text itself. */
export function fn(name: string): string {
  return name.includes(':') ? name : (IDS.get(name) ?? name);
}

/** An AttributeValue. */
export function val(type: TypeName, text: string): string {
  return `<AttributeValue DataType="${TYPES[type].id}">${escapeXml(text)}</AttributeValue>`;
}

interface DesignatorOptions {
  type?: TypeName;
  category?: string;
  must?: boolean;
  issuer?: string;
}

/** An AttributeDesignator; by default of a string of the subject that need not be present. */
export function attr(id: string, options: DesignatorOptions = {}): string {
  const { type = 'string', category = SUBJECT, must = false, issuer } = options;
  const by = issuer === undefined ? '' : ` Issuer="${escapeXml(issuer)}"`;
  return `<AttributeDesignator Category="${category}" AttributeId="${id}" DataType="${TYPES[type].id}" MustBePresent="${must}"${by}/>`;
}

export function apply(name: string, ...args: string[]): string {
  return `<Apply FunctionId="${fn(name)}">${args.join('')}</Apply>`;
}

export function func(name: string): string {
  return `<Function FunctionId="${fn(name)}"/>`;
}

export function match(name: string, literal: string, source: string): string {
  return `<Match MatchId="${fn(name)}">${literal}${source}</Match>`;
}

/** `attr = "value"` on strings. */
export function is(id: string, value: string, options: DesignatorOptions = {}): string {
  return match('string-equal', val('string', value), attr(id, options));
}

export const allOf = (...matches: string[]): string => `<AllOf>${matches.join('')}</AllOf>`;
export const anyOf = (...alternatives: string[]): string => `<AnyOf>${alternatives.join('')}</AnyOf>`;
export const target = (...parts: string[]): string => `<Target>${parts.join('')}</Target>`;
/** A target of one match. */
export const when = (one: string): string => target(anyOf(allOf(one)));

/** A match that always fails: an attribute that must be present and never is. */
export const FAILING = is('never-there', 'x', { must: true });
/** A condition that always fails with processing-error. */
export const BROKEN = apply(
  'integer-equal',
  apply('integer-divide', val('integer', '1'), apply('string-bag-size', attr('none'))),
  val('integer', '1'),
);

export function obligation(id: string, on: 'Permit' | 'Deny', ...assignments: string[]): string {
  return `<ObligationExpression ObligationId="${id}" FulfillOn="${on}">${assignments.join('')}</ObligationExpression>`;
}

export function advice(id: string, on: 'Permit' | 'Deny', ...assignments: string[]): string {
  return `<AdviceExpression AdviceId="${id}" AppliesTo="${on}">${assignments.join('')}</AdviceExpression>`;
}

export function assign(id: string, expression: string): string {
  return `<AttributeAssignmentExpression AttributeId="${id}">${expression}</AttributeAssignmentExpression>`;
}

interface Owned {
  obligations?: readonly string[];
  advice?: readonly string[];
}

function owned({ obligations = [], advice: pieces = [] }: Owned): string {
  const first =
    obligations.length === 0 ? '' : `<ObligationExpressions>${obligations.join('')}</ObligationExpressions>`;
  return first + (pieces.length === 0 ? '' : `<AdviceExpressions>${pieces.join('')}</AdviceExpressions>`);
}

interface RuleOptions extends Owned {
  target?: string;
  condition?: string;
}

export function rule(id: string, effect: 'Permit' | 'Deny', options: RuleOptions = {}): string {
  const condition = options.condition === undefined ? '' : `<Condition>${options.condition}</Condition>`;
  return `<Rule RuleId="${id}" Effect="${effect}">${options.target ?? ''}${condition}${owned(options)}</Rule>`;
}

interface PolicyOptions extends Owned {
  id?: string;
  version?: string;
  algorithm?: string;
  target?: string;
  before?: string;
}

export function policy(children: readonly string[], options: PolicyOptions = {}): string {
  const { id = 'policy', version = '1.0', algorithm = `${RULE3}deny-overrides`, before = '' } = options;
  return `<Policy xmlns="${NAMESPACE}" PolicyId="${id}" Version="${version}" RuleCombiningAlgId="${algorithm}">${before}${options.target ?? '<Target/>'}${children.join('')}${owned(options)}</Policy>`;
}

export function policySet(children: readonly string[], options: PolicyOptions = {}): string {
  const { id = 'set', version = '1.0', algorithm = `${POLICY3}deny-overrides`, before = '' } = options;
  return `<PolicySet xmlns="${NAMESPACE}" PolicySetId="${id}" Version="${version}" PolicyCombiningAlgId="${algorithm}">${before}${options.target ?? '<Target/>'}${children.join('')}${owned(options)}</PolicySet>`;
}

/** A permit rule that asks for one condition. */
export const permitIf = (condition: string): string => policy([rule('r', 'Permit', { condition })]);

/** The first result of a policy for a request. */
export function decide(xml: string, request: Partial<RequestInput> = {}, options: Partial<PdpOptions> = {}): Result {
  const pdp = createPdp({ root: parsePolicy(xml), ...options });
  const result = pdp.evaluate(createRequest({ categories: [], ...request })).results[0];
  if (result === undefined) throw new Error('no result');
  return result;
}

/** Decision of a policy, for tests that look at nothing else. */
export function decision(xml: string, request: Partial<RequestInput> = {}, options: Partial<PdpOptions> = {}): string {
  return decide(xml, request, options).decision;
}

/** A request with string attributes of the subject. */
export function subject(attributes: Readonly<Record<string, string | readonly string[]>>): Partial<RequestInput> {
  return {
    categories: [
      {
        id: SUBJECT,
        attributes: Object.entries(attributes).map(([id, values]) => ({
          id,
          values: typeof values === 'string' ? [values] : values,
        })),
      },
    ],
  };
}

/** What an expression of one boolean condition decides: 'true', 'false' or the last part of the error's status code. */
export function truth(
  condition: string,
  request: Partial<RequestInput> = {},
  options: Partial<PdpOptions> = {},
): string {
  const result = decide(permitIf(condition), request, options);
  if (result.decision === 'Permit') return 'true';
  if (result.decision === 'NotApplicable') return 'false';
  return result.status.code.slice(result.status.code.lastIndexOf(':') + 1);
}

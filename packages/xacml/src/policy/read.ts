import { quote, XacmlError } from '../errors.ts';
import { type PdpLimits, withDefaults } from '../limits.ts';
import { parseXml, type XmlElement } from '../xml/reader.ts';
import { type Algorithm, policyAlgorithm, ruleAlgorithm, ruleAlgorithmByPolicyId } from './algorithms.ts';
import { checkDocument } from './check.ts';
import {
  ChildCursor,
  onlyAttributes,
  optionalAttribute,
  plainText,
  requiredAttribute,
  schemaError,
  XACML_NAMESPACE,
} from './elements.ts';
import type {
  AllOf,
  AnyOf,
  Designator,
  Match,
  ObligationExpression,
  Policy,
  PolicyDocument,
  PolicyReference,
  PolicySet,
  PolicyWarning,
  Rule,
  Target,
  VariableDefinition,
} from './model.ts';
import {
  positionOf,
  type ReadScope,
  readExpression,
  readFunction,
  readOnlyExpression,
  readValue,
} from './read-expression.ts';
import { readDescription, readEffect, readVersion, readXPathVersion } from './read-parts.ts';
import { isVersionPattern } from './version.ts';
import { findWarnings } from './warnings.ts';

/** Reads one policy document; collects warnings on the way. */
class PolicyReader {
  readonly warnings: PolicyWarning[] = [];
  readonly #designators = new Map<string, Designator>();

  #match(element: XmlElement, scope: ReadScope): Match {
    onlyAttributes(element, 'MatchId');
    const cursor = new ChildCursor(element);
    const literal = readValue(cursor.need('AttributeValue'), scope);
    const source = readExpression(cursor.need('AttributeDesignator', 'AttributeSelector'), scope);
    cursor.end();
    if (source.kind !== 'designator' && source.kind !== 'selector')
      throw schemaError(element, 'Match needs an attribute');
    const shared = source.kind === 'designator' ? this.#share(source) : source;
    return { function: readFunction(element, 'MatchId'), literal, source: shared, ...positionOf(element) };
  }

  /** Rules name the same few attributes over and over: equal designators of targets are one object. */
  #share(source: Designator): Designator {
    const { category, attributeId, dataType, mustBePresent, issuer } = source;
    const key = `${category}\n${attributeId}\n${dataType.short}\n${mustBePresent}\n${issuer === undefined ? '' : `=${issuer}`}`;
    const known = this.#designators.get(key);
    if (known !== undefined) return known;
    this.#designators.set(key, source);
    return source;
  }

  #list<T>(element: XmlElement, name: string, read: (child: XmlElement) => T): T[] {
    onlyAttributes(element);
    const cursor = new ChildCursor(element);
    const items = [read(cursor.need(name)), ...cursor.all(name).map(read)];
    cursor.end();
    return items;
  }

  #target(element: XmlElement, scope: ReadScope): Target {
    onlyAttributes(element);
    const cursor = new ChildCursor(element);
    const allOf = (child: XmlElement): AllOf => this.#list(child, 'Match', (match) => this.#match(match, scope));
    const anyOf = (child: XmlElement): AnyOf => this.#list(child, 'AllOf', allOf);
    const target = { anyOf: cursor.all('AnyOf').map(anyOf), ...positionOf(element) };
    cursor.end();
    return target;
  }

  #obligation(element: XmlElement, idName: string, effectName: string, scope: ReadScope): ObligationExpression {
    onlyAttributes(element, idName, effectName);
    const cursor = new ChildCursor(element);
    const assignments = cursor.all('AttributeAssignmentExpression').map((child) => {
      onlyAttributes(child, 'AttributeId', 'Category', 'Issuer');
      return {
        attributeId: requiredAttribute(child, 'AttributeId'),
        category: optionalAttribute(child, 'Category'),
        issuer: optionalAttribute(child, 'Issuer'),
        expression: readOnlyExpression(child, scope),
        ...positionOf(child),
      };
    });
    cursor.end();
    return {
      id: requiredAttribute(element, idName),
      appliesTo: readEffect(element, effectName),
      assignments,
      ...positionOf(element),
    };
  }

  #obligations(cursor: ChildCursor, scope: ReadScope) {
    const read = (list: string, item: string, id: string, effect: string): ObligationExpression[] => {
      const element = cursor.take(list);
      return element === undefined
        ? []
        : this.#list(element, item, (child) => this.#obligation(child, id, effect, scope));
    };
    return {
      obligations: read('ObligationExpressions', 'ObligationExpression', 'ObligationId', 'FulfillOn'),
      advice: read('AdviceExpressions', 'AdviceExpression', 'AdviceId', 'AppliesTo'),
    };
  }

  #rule(element: XmlElement, scope: ReadScope): Rule {
    onlyAttributes(element, 'RuleId', 'Effect');
    const cursor = new ChildCursor(element);
    const description = readDescription(cursor);
    const target = cursor.take('Target');
    const condition = cursor.take('Condition');
    const rule: Rule = {
      kind: 'Rule',
      id: requiredAttribute(element, 'RuleId'),
      effect: readEffect(element, 'Effect'),
      description,
      target: target === undefined ? undefined : this.#target(target, scope),
      condition: condition === undefined ? undefined : readOnlyExpression(condition, scope),
      ...this.#obligations(cursor, scope),
      ...positionOf(element),
    };
    cursor.end();
    return rule;
  }

  /** Refuses a policy under a PolicyIssuer: its authority would have to be checked by administrative policies (CORE 5.3). */
  #refuseIssuer(cursor: ChildCursor): void {
    const issuer = cursor.take('PolicyIssuer');
    if (issuer === undefined) return;
    throw new XacmlError(
      'untrusted-issuer',
      'a policy with a PolicyIssuer needs the delegation profile, which this engine does not have; it is not trusted',
      issuer,
    );
  }

  #ruleAlgorithm(element: XmlElement, id: string): Algorithm {
    const algorithm = ruleAlgorithm(id);
    if (algorithm !== undefined) return algorithm;
    const substitute = ruleAlgorithmByPolicyId(id);
    if (substitute === undefined) {
      throw new XacmlError('unknown-algorithm', `there is no rule-combining algorithm ${quote(id, 200)}`, element);
    }
    const message =
      'RuleCombiningAlgId names a policy-combining algorithm; the rule-combining one of the same name is used';
    this.warnings.push({ code: 'policy-algorithm-on-rules', message, ...positionOf(element) });
    return substitute;
  }

  readPolicy(element: XmlElement, outer: ReadScope): Policy {
    onlyAttributes(element, 'PolicyId', 'Version', 'RuleCombiningAlgId', 'MaxDelegationDepth');
    const cursor = new ChildCursor(element);
    const description = readDescription(cursor);
    this.#refuseIssuer(cursor);
    const scope: ReadScope = { xpathVersion: readXPathVersion(cursor.take('PolicyDefaults')) ?? outer.xpathVersion };
    const target = this.#target(cursor.need('Target'), scope);
    const rules: Rule[] = [];
    const variables: VariableDefinition[] = [];
    for (const child of cursor.all('CombinerParameters', 'RuleCombinerParameters', 'VariableDefinition', 'Rule')) {
      if (child.local === 'Rule') rules.push(this.#rule(child, scope));
      else if (child.local === 'VariableDefinition') {
        onlyAttributes(child, 'VariableId');
        const id = requiredAttribute(child, 'VariableId');
        variables.push({ id, expression: readOnlyExpression(child, scope), ...positionOf(child) });
      }
    }
    const algorithmId = requiredAttribute(element, 'RuleCombiningAlgId');
    const policy: Policy = {
      kind: 'Policy',
      id: requiredAttribute(element, 'PolicyId'),
      version: readVersion(element),
      algorithmId,
      algorithm: this.#ruleAlgorithm(element, algorithmId),
      description,
      target,
      rules,
      variables,
      ...this.#obligations(cursor, scope),
      ...positionOf(element),
    };
    cursor.end();
    return policy;
  }

  #reference(element: XmlElement): PolicyReference {
    onlyAttributes(element, 'Version', 'EarliestVersion', 'LatestVersion');
    const pattern = (name: string): string | undefined => {
      const value = optionalAttribute(element, name)?.trim();
      if (value === undefined || isVersionPattern(value)) return value;
      throw schemaError(element, `${name} ${quote(value)} is no version pattern; examples are 1.0, 1.* and 2.+`);
    };
    return {
      kind: element.local === 'PolicyIdReference' ? 'PolicyIdReference' : 'PolicySetIdReference',
      id: plainText(element).trim(),
      version: pattern('Version'),
      earliestVersion: pattern('EarliestVersion'),
      latestVersion: pattern('LatestVersion'),
      ...positionOf(element),
    };
  }

  readPolicySet(element: XmlElement, outer: ReadScope): PolicySet {
    onlyAttributes(element, 'PolicySetId', 'Version', 'PolicyCombiningAlgId', 'MaxDelegationDepth');
    const cursor = new ChildCursor(element);
    const description = readDescription(cursor);
    this.#refuseIssuer(cursor);
    const scope: ReadScope = { xpathVersion: readXPathVersion(cursor.take('PolicySetDefaults')) ?? outer.xpathVersion };
    const target = this.#target(cursor.need('Target'), scope);
    const children: PolicySet['children'][number][] = [];
    const parameters = ['CombinerParameters', 'PolicyCombinerParameters', 'PolicySetCombinerParameters'];
    for (const child of cursor.all('PolicySet', 'Policy', 'PolicySetIdReference', 'PolicyIdReference', ...parameters)) {
      if (child.local === 'PolicySet') children.push(this.readPolicySet(child, scope));
      else if (child.local === 'Policy') children.push(this.readPolicy(child, scope));
      else if (!parameters.includes(child.local)) children.push(this.#reference(child));
    }
    const algorithmId = requiredAttribute(element, 'PolicyCombiningAlgId');
    const algorithm = policyAlgorithm(algorithmId);
    if (algorithm === undefined) {
      throw new XacmlError(
        'unknown-algorithm',
        `there is no policy-combining algorithm ${quote(algorithmId, 200)}`,
        element,
      );
    }
    const set: PolicySet = {
      kind: 'PolicySet',
      id: requiredAttribute(element, 'PolicySetId'),
      version: readVersion(element),
      algorithmId,
      algorithm,
      description,
      target,
      children,
      ...this.#obligations(cursor, scope),
      ...positionOf(element),
    };
    cursor.end();
    return set;
  }
}

/**
 * Reads and checks one XACML 3.0 policy or policy set.
 *
 * @param xml the document's text: no DTD, no entity, at most `limits.maxTextLength` characters.
 * @throws XacmlError with a code, line and column when the document is not well-formed, does not follow the schema, or
 *   has an unknown function, data type or algorithm, a type error, a duplicate id or an undefined or circular variable.
 */
export function parsePolicy(xml: string, limits?: Partial<PdpLimits>): PolicyDocument {
  const root = parseXml(xml, withDefaults(limits));
  if (root.uri !== XACML_NAMESPACE || (root.local !== 'Policy' && root.local !== 'PolicySet')) {
    throw schemaError(
      root,
      `the root must be Policy or PolicySet in ${XACML_NAMESPACE}, not ${quote(root.local)} in ${quote(root.uri)}`,
    );
  }
  return bounded(() => readDocument(root));
}

/** Nested variables and expressions together can be deeper than the stack, although each is bounded. */
function bounded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError)
      throw new XacmlError('limit-exceeded', 'expressions and variables are nested too deep together');
    throw error;
  }
}

function readDocument(root: XmlElement): PolicyDocument {
  const reader = new PolicyReader();
  const scope: ReadScope = { xpathVersion: undefined };
  const model = root.local === 'Policy' ? reader.readPolicy(root, scope) : reader.readPolicySet(root, scope);
  checkDocument(model);
  const { warnings: ofReading } = reader;
  let warnings: readonly PolicyWarning[] | undefined;
  return {
    root: model,
    get warnings() {
      // Whoever only decides asks for none, and to look for them takes a seventh of reading a policy.
      warnings ??= bounded(() => [...ofReading, ...findWarnings(model)]);
      return warnings;
    },
  };
}

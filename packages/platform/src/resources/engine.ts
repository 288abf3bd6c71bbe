/** The engine as this room uses it. */
import {
  createPdp,
  type Pdp,
  type PolicyDocument,
  parsePolicy,
  XacmlError,
  type XacmlErrorCode,
} from '@portvakt/xacml';
import {
  flatRules,
  policySubjects,
  readsEnvironment,
  relevantSubjectValues,
  ruleWithoutResource,
  subjectAttributeIds,
} from './policy-analysis.ts';
import type { CompiledPolicy } from './types.ts';

export type { Pdp, PolicyDocument };

/** A policy that cannot be used, and why. `line` and `column` count from 1 and point into the XML. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly line: number | undefined;
  readonly column: number | undefined;

  /** Why, in one word: the engine's own code, or one of these two. */
  readonly code: XacmlErrorCode | 'policy-set' | 'resource-not-named';

  constructor(
    code: XacmlErrorCode | 'policy-set' | 'resource-not-named',
    message: string,
    position?: { line: number | undefined; column: number | undefined },
  ) {
    super(message);
    this.code = code;
    this.line = position?.line;
    this.column = position?.column;
  }
}

/** Longest policy, in characters. */
export const MAX_POLICY_LENGTH = 1_000_000;

/**
 * Parses and compiles a policy. `strict` asks that every rule names the resource, as the registry does when one is uploaded.
 * @throws PolicyError
 */
export function compilePolicy(resourceId: string, version: number, xml: string, strict: boolean): CompiledPolicy {
  let document: PolicyDocument;
  let pdp: Pdp;
  try {
    document = parsePolicy(xml, { maxTextLength: MAX_POLICY_LENGTH });
    pdp = createPdp({ root: document });
  } catch (error) {
    if (error instanceof XacmlError)
      throw new PolicyError(error.code, error.message, { line: error.line, column: error.column });
    throw error;
  }
  const { root } = document;
  if (root.kind !== 'Policy')
    throw new PolicyError('policy-set', 'the root must be a Policy: a resource has one policy, not a PolicySet', root);
  const stray = strict ? ruleWithoutResource(document, resourceId) : undefined;
  if (stray)
    throw new PolicyError(
      'resource-not-named',
      `the rule "${stray.id}" does not name the resource ${resourceId}: every rule must match urn:altinn:resource (for an app: urn:altinn:org and urn:altinn:app)`,
      root.rules.find((rule) => rule.id === stray.id),
    );
  const mentioned = subjectAttributeIds(document);
  const relevant = relevantSubjectValues(root);
  return {
    resourceId,
    version,
    xml,
    pdp,
    document,
    mentionsSubject: (attributeId) => mentioned.has(attributeId),
    relevantValues: (attributeId) => relevant.get(attributeId) ?? undefined,
    readsEnvironment: readsEnvironment(document),
    actions: [...new Set(flatRules(document).flatMap((rule) => rule.actions))],
    subjects: policySubjects(document).map((subject) => subject.urn),
  };
}

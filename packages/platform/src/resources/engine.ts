/** The engine as this room uses it. */
import { asAltinnReads, createPdp, type Pdp, type PolicyDocument, parsePolicy, XacmlError } from '@portvakt/xacml';
import {
  attributesRead,
  flatRules,
  hasTooManyCombinations,
  MAX_COMBINATIONS,
  policySubjects,
  relevantSubjectValues,
  ruleWithoutResource,
} from './policy-analysis.ts';
import { policyUnusable } from './refusals.ts';
import type { CompiledPolicy } from './types.ts';

export type { Pdp, PolicyDocument };

/** Longest policy, in characters. */
export const MAX_POLICY_LENGTH = 1_000_000;

/**
 * How targets are read: as XACML 3.0 says, or as Altinn's own engine does, to which several AnyOf of one category are alternatives
 * (xacml-engine section 13).
 */
export type PolicyReading = 'xacml' | 'altinn';

/** What the engine refuses is what is wrong with the policy. */
function orUnusable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof XacmlError)
      throw policyUnusable(error.code, error.message, { line: error.line, column: error.column });
    throw error;
  }
}

/**
 * How much is asked of a policy beside that it can be used: nothing of one that is stored (it goes on deciding), of an app's that its rules
 * can be listed, of a resource's that each rule names it, too. Altinn asks nothing of an app's policy but that it is XML.
 */
export type PolicyDemand = 'stored' | 'app' | 'resource';

/** What only an upload is refused for. */
function checkUpload(document: PolicyDocument, resourceId: string, demand: PolicyDemand): void {
  const { root } = document;
  const stray = demand === 'resource' ? ruleWithoutResource(document, resourceId) : undefined;
  if (stray)
    throw policyUnusable(
      'resource-not-named',
      `the rule "${stray.id}" does not name the resource ${resourceId}: every rule must match urn:altinn:resource (for an app: urn:altinn:org and urn:altinn:app)`,
      { line: stray.line, column: undefined },
    );
  if (hasTooManyCombinations(document))
    throw policyUnusable(
      'too-many-combinations',
      `the rules come to more than ${MAX_COMBINATIONS} combinations of subject, resource and action: use fewer alternatives, or more policies`,
      root,
    );
}

/**
 * Parses and compiles a policy.
 * @throws Refusal `policy-unusable`
 */
export function compilePolicy(
  resourceId: string,
  version: number,
  xml: string,
  demand: PolicyDemand,
  reading: PolicyReading = 'xacml',
): CompiledPolicy {
  const document = orUnusable(() => {
    const parsed = parsePolicy(xml, { maxTextLength: MAX_POLICY_LENGTH });
    return reading === 'altinn' ? asAltinnReads(parsed) : parsed;
  });
  const pdp = orUnusable(() => createPdp({ root: document }));
  const { root } = document;
  if (root.kind !== 'Policy')
    throw policyUnusable('policy-set', 'the root must be a Policy: a resource has one policy, not a PolicySet', root);
  if (demand !== 'stored') orUnusable(() => checkUpload(document, resourceId, demand));
  const mentioned = attributesRead(document);
  const relevant = relevantSubjectValues(root);
  return {
    resourceId,
    version,
    xml,
    pdp,
    document,
    mentionsSubject: (attributeId) => mentioned.ofSubject.has(attributeId),
    relevantValues: (attributeId) => relevant.get(attributeId) ?? undefined,
    readsEnvironment: mentioned.ofEnvironment,
    // What only lists are made from is worked out when one is.
    get actions() {
      return [...new Set(flatRules(document).flatMap((rule) => rule.actions))];
    },
    get subjects() {
      return policySubjects(flatRules(document)).map((subject) => subject.urn);
    },
  };
}

/** What an answer of the decision point means (altinn-pdp.md 15). */
import { PdpError } from '../errors.ts';
import type { Decision, Question, XacmlJsonResponse, XacmlJsonResult } from './model.ts';
import type { Principal } from './subject.ts';

const LEVEL = 'urn:altinn:minimum-authenticationlevel';

/** @throws PdpError */
export function readResponse(text: string): XacmlJsonResponse {
  try {
    const { response, Response } = JSON.parse(text) as { response?: unknown; Response?: unknown };
    const results = response ?? Response;
    if (Array.isArray(results) && results.every(isResult)) return { response: results };
  } catch {
    // Falls through: what is not JSON is no answer either.
  }
  throw new PdpError('PDP_UNAVAILABLE', 'the PDP answered with something that is no XACML response', {
    retryable: true,
  });
}

const isResult = (value: unknown): value is XacmlJsonResult => {
  const { decision, obligations } = (value ?? {}) as { decision?: unknown; obligations?: unknown };
  return (
    typeof decision === 'string' && (obligations === undefined || obligations === null || Array.isArray(obligations))
  );
};

/** Exactly one result, Permit, level met; the level of an organisation decides when the user's is too high for a service owner (altinn-pdp.md 15). */
export function decisionOf(results: readonly XacmlJsonResult[], subject: Question['subject']): Decision {
  const [result] = results;
  if (!result || results.length !== 1) return { permit: false, result: 'Indeterminate', raw: results };
  if (result.decision !== 'Permit') return { permit: false, result: result.decision, raw: result };
  const level = levelIn(result, LEVEL);
  const orgLevel = levelIn(result, `${LEVEL}-org`);
  const principal = Array.isArray(subject) ? undefined : (subject as Principal);
  const has = principal?.level ?? 0;
  // Bare attributes tell no level: whoever asks with them must compare `requiredLevel` itself.
  const met =
    principal === undefined ||
    level === undefined ||
    has >= level ||
    (principal.serviceOwner !== undefined && orgLevel !== undefined && has >= orgLevel);
  return { permit: met, result: 'Permit', ...(level === undefined ? {} : { requiredLevel: level }), raw: result };
}

function levelIn(result: XacmlJsonResult, category: string): number | undefined {
  const values = (result.obligations ?? []).flatMap((obligation) =>
    (obligation.attributeAssignment ?? []).flatMap((assignment) =>
      assignment.category === category ? [Number(assignment.value)] : [],
    ),
  );
  return values.length === 0 ? undefined : Math.max(...values);
}

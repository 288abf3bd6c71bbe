/** XACML 3.0 XML on the internal endpoint: the engine reads and writes it. */
import { formatResponse, isDataType, parseRequest, type Result } from '@portvakt/xacml';
import { AttributeSet, type DecisionRequest } from './attributes.ts';
import type { Outcome } from './decide.ts';
import { echoed } from './json-response.ts';
import * as name from './names.ts';
import { undecidable } from './refusals.ts';

/** @throws Refusal `undecidable` when the text is not a XACML request */
export function readXmlRequest(text: string): DecisionRequest {
  let categories: ReturnType<typeof parseRequest>['categories'];
  try {
    categories = parseRequest(text, 'xml').categories;
  } catch (error) {
    throw undecidable(`the XACML request cannot be read: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
  const sets = new Map<string, AttributeSet>();
  for (const category of categories) {
    const set = sets.get(category.id) ?? new AttributeSet();
    sets.set(category.id, set);
    for (const attribute of category.attributes)
      for (const value of attribute.values) {
        if (!isDataType(value.dataType))
          throw undecidable(`the data type "${value.dataType.slice(0, 100)}" of ${attribute.id} is not supported`);
        set.add(attribute.id, value.text, attribute.includeInResult, value.dataType);
      }
  }
  const take = (id: string): AttributeSet => {
    const set = sets.get(id) ?? new AttributeSet();
    sets.delete(id);
    return set;
  };
  return {
    subject: take(name.SUBJECT_CATEGORY),
    action: take(name.ACTION_CATEGORY),
    resource: take(name.RESOURCE_CATEGORY),
    others: sets,
  };
}

/** The answer as a XACML `Response` document. */
export function xmlResponse(outcomes: readonly Outcome[]): string {
  const results = outcomes.map(
    (outcome): Result => ({
      decision: outcome.decision,
      status: { code: outcome.status },
      obligations: outcome.decision === 'Permit' ? outcome.obligations : [],
      advice: [],
      attributes: echoed(outcome).map(({ categoryId, set }) => ({
        id: categoryId,
        xmlId: undefined,
        content: undefined,
        attributes: set.attributes
          .filter((one) => one.includeInResult)
          .map(({ id, dataType, values }) => ({
            id,
            issuer: undefined,
            includeInResult: true,
            values: values.map((value) => ({ dataType, text: value })),
          })),
      })),
      policyIdentifiers: [],
    }),
  );
  return formatResponse({ results }, 'xml');
}

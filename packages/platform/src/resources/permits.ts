/** Whether a policy permits what one of its rules names: asked of the engine, with the least request that the rule's target fits. */
import {
  type Attribute,
  type AttributeValue,
  type Category,
  createPdp,
  type FlatMatch,
  type FlatRule,
  type PolicyDocument,
  requestOf,
} from '@portvakt/xacml';
import { attributeIds as ids } from '../foundation/index.ts';

const { ACTION_CATEGORY: ACTION, ACTION_ID, STRING_TYPE: STRING } = ids;

type Alternative = readonly FlatMatch[];

/** Most ways to meet what a rule asks of further categories that are tried. */
const MOST_TRIED = 20;

/** One alternative of each list, in every way. */
function ways(lists: readonly (readonly Alternative[])[]): readonly Alternative[] {
  return lists.reduce<readonly Alternative[]>(
    (known, list) => known.flatMap((way) => list.map((one) => [...way, ...one])).slice(0, MOST_TRIED),
    [[]],
  );
}

/** The values that the matches compare with, as a request; undefined when one needs what no attribute can give. */
function leastRequest(matches: Alternative): ReturnType<typeof requestOf> | undefined {
  const categories = new Map<string, Map<string, Attribute & { values: AttributeValue[] }>>();
  for (const { category, attributeId, issuer, dataType, value } of matches) {
    if (attributeId === undefined) return undefined;
    const attributes = categories.get(category) ?? new Map();
    categories.set(category, attributes);
    const key = JSON.stringify([attributeId, issuer]);
    const attribute = attributes.get(key) ?? { id: attributeId, issuer, includeInResult: false, values: [] };
    attribute.values.push({ dataType, text: value });
    attributes.set(key, attribute);
  }
  return requestOf(
    [...categories].map(
      ([id, attributes]): Category => ({
        id,
        xmlId: undefined,
        content: undefined,
        attributes: [...attributes.values()],
      }),
    ),
  );
}

/** Lines of the rules whose condition is false whatever is asked. */
function neverHolding({ root }: PolicyDocument): ReadonlySet<number> {
  const rules = root.kind === 'Policy' ? root.rules : [];
  return new Set(
    rules.flatMap(({ condition, line }) => (condition?.kind === 'value' && condition.value === false ? [line] : [])),
  );
}

/**
 * @returns whether somebody may do `action` by the rule, when a request fits the given alternatives. What a condition decides, or a value
 * that must be present, cannot be told from the policy alone and counts as permitted.
 */
export function permits(
  document: PolicyDocument,
): (rule: FlatRule, matches: readonly Alternative[], action: string) => boolean {
  const { root } = document;
  const pdp = createPdp({ root: document });
  const never = neverHolding(document);
  const hasConditions = root.kind !== 'Policy' || root.rules.some((rule) => rule.condition !== undefined);
  return (rule, matches, action) => {
    if (never.has(rule.line)) return false;
    const isNamed = matches.flat().some(({ attributeId }) => attributeId === ACTION_ID);
    const asked: FlatMatch = {
      category: ACTION,
      attributeId: ACTION_ID,
      issuer: undefined,
      function: 'string-equal',
      value: action,
      dataType: STRING,
    };
    return ways(rule.others).some((others) => {
      const request = leastRequest([...matches.flat(), ...others, ...(isNamed ? [] : [asked])]);
      const [result] = request === undefined ? [] : pdp.evaluate(request).results;
      if (result === undefined) return false;
      return result.decision === 'Permit' || result.decision === 'Indeterminate' || hasConditions;
    });
  };
}

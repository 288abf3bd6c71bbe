import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPdp, createRequest, parsePolicy } from './index.ts';
import {
  ACTION,
  allOf,
  anyOf,
  attr,
  match,
  POLICY3,
  policy,
  RESOURCE,
  RULE3,
  rule,
  SUBJECT,
  target,
  val,
} from './testing/build.ts';

/** A policy in Altinn's form: rules with one AnyOf each for subject, resource and action. */
type Part = { f: 'string-equal' | 'string-equal-ignore-case'; id: string; value: string }[][];
interface AltinnRule {
  effect: 'Permit' | 'Deny';
  subjects: Part;
  resources: Part;
  actions: Part;
}
type Attributes = Record<string, string[]>;

const part = (ids: readonly string[]): fc.Arbitrary<Part> =>
  fc.array(
    fc.array(
      fc.record({
        f: fc.constantFrom('string-equal' as const, 'string-equal-ignore-case' as const),
        id: fc.constantFrom(...ids),
        value: fc.constantFrom('a', 'B', 'b'),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    { minLength: 1, maxLength: 2 },
  );
const altinnRule: fc.Arbitrary<AltinnRule> = fc.record({
  effect: fc.constantFrom('Permit' as const, 'Permit' as const, 'Deny' as const),
  subjects: part(['role', 'package']),
  resources: part(['org', 'app']),
  actions: part(['action-id']),
});
const attributes = (ids: readonly string[]): fc.Arbitrary<Attributes> =>
  fc.dictionary(
    fc.constantFrom(...ids),
    fc.array(fc.constantFrom('a', 'A', 'b', 'c'), { minLength: 1, maxLength: 2 }),
    { maxKeys: 2 },
  );

/**
 * Altinn's way (xacml-engine section 13): keep the rules whose resource and action fit, test their subject, combine the
 * effects of those left.
 */
function altinn(
  rules: readonly AltinnRule[],
  asked: { s: Attributes; r: Attributes; a: Attributes },
  algorithm: string,
): string {
  const fits = (parts: Part, given: Attributes): boolean =>
    parts.some((all) =>
      all.every(({ f, id, value }) =>
        (given[id] ?? []).some((each) =>
          f === 'string-equal' ? each === value : each.toLowerCase() === value.toLowerCase(),
        ),
      ),
    );
  const kept = rules.filter((each) => fits(each.resources, asked.r) && fits(each.actions, asked.a));
  const effects = kept.filter((each) => fits(each.subjects, asked.s)).map((each) => each.effect);
  const [first, second] =
    algorithm === 'deny-overrides' ? (['Deny', 'Permit'] as const) : (['Permit', 'Deny'] as const);
  return effects.includes(first) ? first : effects.includes(second) ? second : 'NotApplicable';
}

function toXml(rules: readonly AltinnRule[], algorithm: string): string {
  const write = (parts: Part, category: string): string =>
    anyOf(
      ...parts.map((all) =>
        allOf(...all.map(({ f, id, value }) => match(f, val('string', value), attr(id, { category })))),
      ),
    );
  return policy(
    rules.map((each, i) =>
      rule(`r${i}`, each.effect, {
        target: target(write(each.subjects, SUBJECT), write(each.resources, RESOURCE), write(each.actions, ACTION)),
      }),
    ),
    { algorithm },
  );
}

describe('policies in the form Altinn uses', () => {
  it("get the decision of Altinn's own way of matching from the full engine (xacml-engine#79)", () => {
    fc.assert(
      fc.property(
        fc.array(altinnRule, { maxLength: 12 }),
        fc.constantFrom('deny-overrides', 'permit-overrides'),
        fc.constantFrom(RULE3, POLICY3),
        fc.array(
          fc.record({
            s: attributes(['role', 'package']),
            r: attributes(['org', 'app']),
            a: attributes(['action-id']),
          }),
          { minLength: 10, maxLength: 10 },
        ),
        (rules, algorithm, prefix, requests) => {
          const pdp = createPdp({ root: parsePolicy(toXml(rules, prefix + algorithm)) });
          for (const asked of requests) {
            const of = (id: string, given: Attributes) => ({
              id,
              attributes: Object.entries(given).map(([name, values]) => ({ id: name, values })),
            });
            const request = createRequest({
              categories: [of(SUBJECT, asked.s), of(RESOURCE, asked.r), of(ACTION, asked.a)],
            });
            expect(pdp.evaluate(request).results[0]?.decision).toBe(altinn(rules, asked, algorithm));
          }
        },
      ),
      { numRuns: 500, seed: 79 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asAltinnReads, createPdp, createRequest, flattenRules, parsePolicy } from './index.ts';
import {
  ACTION,
  allOf,
  anyOf,
  attr,
  ENVIRONMENT,
  is,
  match,
  POLICY3,
  policy,
  policySet,
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

/** A match by category, attribute and value, as Altinn's policies have them. */
interface Test {
  readonly category: 's' | 'r' | 'a';
  readonly id: string;
  readonly value: string;
}
type Asked = Record<Test['category'], Attributes>;

const CATEGORIES = { s: SUBJECT, r: RESOURCE, a: ACTION } as const;
const test: fc.Arbitrary<Test> = fc.oneof(
  fc.record({
    category: fc.constant('s' as const),
    id: fc.constantFrom('role', 'package'),
    value: fc.constantFrom('a', 'b'),
  }),
  fc.record({
    category: fc.constant('r' as const),
    id: fc.constantFrom('org', 'app'),
    value: fc.constantFrom('a', 'b'),
  }),
  fc.record({ category: fc.constant('a' as const), id: fc.constant('action-id'), value: fc.constantFrom('a', 'b') }),
);
/** A target of any form: several AnyOf of one category, categories mixed in one AnyOf. */
const anyTarget = fc.array(fc.array(fc.array(test, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }), {
  maxLength: 4,
});
const anyRules = fc.array(
  fc.record({ effect: fc.constantFrom('Permit' as const, 'Permit' as const, 'Deny' as const), target: anyTarget }),
  { minLength: 1, maxLength: 4 },
);
/** One value an attribute, as requests have. */
const single = (ids: readonly string[]): fc.Arbitrary<Attributes> =>
  fc.dictionary(fc.constantFrom(...ids), fc.tuple(fc.constantFrom('a', 'b', 'c')), { maxKeys: 2 });
const anyRequests = fc.array(
  fc.record({ s: single(['role', 'package']), r: single(['org', 'app']), a: single(['action-id']) }),
  { minLength: 20, maxLength: 20 },
);

const ruleXml = ({ category, id, value }: Test): string =>
  match('string-equal', val('string', value), attr(id, { category: CATEGORIES[category] }));
const xmlOf = (
  rules: readonly { effect: 'Permit' | 'Deny'; target: readonly (readonly (readonly Test[])[])[] }[],
): string =>
  policy(
    rules.map((each, i) =>
      rule(`r${i}`, each.effect, {
        target: target(...each.target.map((any) => anyOf(...any.map((all) => allOf(...all.map(ruleXml)))))),
      }),
    ),
    { algorithm: `${RULE3}deny-overrides` },
  );
const requestOf = (asked: Asked) =>
  createRequest({
    categories: (['s', 'r', 'a'] as const).map((category) => ({
      id: CATEGORIES[category],
      attributes: Object.entries(asked[category]).map(([id, values]) => ({ id, values })),
    })),
  });

describe('targets of any form', () => {
  it("are read as Altinn's engine reads them when that is asked for (xacml-engine#81)", () => {
    const holds = (all: readonly Test[], asked: Asked) =>
      all.every(({ category, id, value }) => asked[category][id]?.includes(value) ?? false);
    /** `XacmlRule.MatchAttributes`: alternatives of one category, wherever they stand. */
    const matches = (given: readonly (readonly (readonly Test[])[])[], asked: Asked) =>
      (['s', 'r', 'a'] as const).every((category) => {
        const own = given
          .flat()
          .map((all) => all.filter((one) => one.category === category))
          .filter((all) => all.length > 0);
        return own.length === 0 || own.some((all) => holds(all, asked));
      });
    fc.assert(
      fc.property(anyRules, anyRequests, (rules, requests) => {
        const pdp = createPdp({ root: asAltinnReads(parsePolicy(xmlOf(rules))) });
        for (const asked of requests) {
          const effects = rules.filter((each) => matches(each.target, asked)).map((each) => each.effect);
          const expected = effects.includes('Deny') ? 'Deny' : (effects[0] ?? 'NotApplicable');
          expect(pdp.evaluate(requestOf(asked)).results[0]?.decision).toBe(expected);
        }
      }),
      { numRuns: 300, seed: 81 },
    );
  });

  it('are decided alike in both readings when nothing warns', () => {
    let quiet = 0;
    fc.assert(
      fc.property(anyRules, anyRequests, (rules, requests) => {
        const document = parsePolicy(xmlOf(rules));
        if (document.warnings.some((each) => each.code === 'altinn-alternatives')) return;
        quiet += 1;
        const [standard, altinns] = [createPdp({ root: document }), createPdp({ root: asAltinnReads(document) })];
        for (const asked of requests)
          expect(altinns.evaluate(requestOf(asked)).results).toEqual(standard.evaluate(requestOf(asked)).results);
      }),
      { numRuns: 600, seed: 82 },
    );
    expect(quiet).toBeGreaterThan(30);
  });

  it('are flattened to what they ask for (xacml-engine#82)', () => {
    fc.assert(
      fc.property(anyTarget, anyRequests, (given, requests) => {
        const document = parsePolicy(xmlOf([{ effect: 'Permit', target: given }]));
        const pdp = createPdp({ root: document });
        const flat = flattenRules(document);
        for (const asked of requests) {
          const values = new Map<string, string[]>(
            (['s', 'r', 'a'] as const).flatMap((category) =>
              Object.entries(asked[category]).map(([id, list]) => [`${CATEGORIES[category]} ${id}`, list] as const),
            ),
          );
          const fits = flat.some(({ subjects, resources, actions }) =>
            [subjects, resources, actions].every(
              (alternatives) =>
                alternatives.length === 0 ||
                alternatives.some((all) =>
                  all.every(({ category, attributeId, value }) =>
                    values.get(`${category} ${attributeId}`)?.includes(value),
                  ),
                ),
            ),
          );
          expect(pdp.evaluate(requestOf(asked)).results[0]?.decision).toBe(fits ? 'Permit' : 'NotApplicable');
        }
      }),
      { numRuns: 300, seed: 83 },
    );
  });
});

describe('warnings that Altinn decides otherwise', () => {
  const r = (value: string) => is('urn:altinn:resource', value, { category: RESOURCE });
  const a = (value: string) => is('action-id', value, { category: ACTION });
  const codes = (...parts: string[]) =>
    parsePolicy(policy([rule('r', 'Permit', { target: target(...parts) })])).warnings.map((each) => each.code);

  it.each([
    ['one AnyOf a category', [anyOf(allOf(r('x'))), anyOf(allOf(a('read')), allOf(a('write')))], []],
    ['two AnyOf of one category', [anyOf(allOf(r('x'))), anyOf(allOf(r('y')))], ['altinn-alternatives']],
    ['the same AnyOf twice', [anyOf(allOf(r('x'))), anyOf(allOf(r('x')))], []],
    ['one alternative over two categories', [anyOf(allOf(r('x'), a('read')))], []],
    ['every combination written out', [anyOf(allOf(r('x'), a('read')), allOf(r('x'), a('write')))], []],
    ['combinations that depend', [anyOf(allOf(r('x'), a('read')), allOf(r('y'), a('write')))], ['altinn-alternatives']],
    ['either a resource or an action', [anyOf(allOf(r('x')), allOf(a('read')))], ['altinn-alternatives']],
    [
      'the environment',
      [anyOf(allOf(r('x'))), anyOf(allOf(is('e', 'x', { category: ENVIRONMENT })))],
      ['altinn-ignores'],
    ],
  ])('%s (xacml-engine#83)', (_, parts, expected) => {
    expect(codes(...parts)).toEqual(expected);
  });

  it('name the rule and its line, and are not given for policy sets, which Altinn does not have', () => {
    const xml = policy([rule('two', 'Permit', { target: target(anyOf(allOf(r('x'))), anyOf(allOf(r('y')))) })]);
    const [warning] = parsePolicy(xml).warnings;
    expect(warning).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
    expect(warning?.message).toContain('`two`');
    expect(parsePolicy(policySet([xml])).warnings).toEqual([]);
    const narrowed = policy([rule('r', 'Permit')], { target: target(anyOf(allOf(r('x')))) });
    expect(parsePolicy(narrowed).warnings.map((each) => each.code)).toEqual(['altinn-ignores']);
  });
});

/** What is listed of a policy must agree with what the engine decides, whatever form the policy has. */
import { createRequest } from '@portvakt/xacml';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from './engine.ts';
import { permitted, policyRights } from './policy-analysis.ts';
import type { CompiledPolicy } from './types.ts';

const SUBJECT = 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject';
const RESOURCE = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource';
const ACTION = 'urn:oasis:names:tc:xacml:3.0:attribute-category:action';
const ENVIRONMENT = 'urn:oasis:names:tc:xacml:3.0:attribute-category:environment';
const ACTION_ID = 'urn:oasis:names:tc:xacml:1.0:action:action-id';
const STRING = 'http://www.w3.org/2001/XMLSchema#string';
const ID = 'skogdir-planting';

interface Test {
  readonly category: string;
  readonly id: string;
  readonly value: string;
  readonly caseless?: boolean;
}
const r = (value: string, id = 'urn:altinn:resource'): Test => ({ category: RESOURCE, id, value });
const task = (value: string): Test => r(value, 'urn:altinn:task');
const a = (value: string): Test => ({ category: ACTION, id: ACTION_ID, value });
const s = (value: string): Test => ({ category: SUBJECT, id: 'urn:altinn:rolecode', value, caseless: true });

type Target = readonly (readonly (readonly Test[])[])[];
interface RuleOf {
  readonly effect: 'Permit' | 'Deny';
  readonly target: Target;
}

const testXml = ({ category, id, value, caseless }: Test): string =>
  `<Match MatchId="urn:oasis:names:tc:xacml:${caseless ? '3.0:function:string-equal-ignore-case' : '1.0:function:string-equal'}"><AttributeValue DataType="${STRING}">${value}</AttributeValue><AttributeDesignator AttributeId="${id}" Category="${category}" DataType="${STRING}" MustBePresent="false"/></Match>`;
const targetXml = (target: Target): string =>
  `<Target>${target.map((anyOf) => `<AnyOf>${anyOf.map((allOf) => `<AllOf>${allOf.map(testXml).join('')}</AllOf>`).join('')}</AnyOf>`).join('')}</Target>`;

/** Two rules may have one id: so have real policies. */
const xmlOf = (rules: readonly RuleOf[], around: Target = [], algorithm = 'deny-overrides'): string =>
  `<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="p" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:${algorithm === 'first-applicable' ? '1.0' : '3.0'}:rule-combining-algorithm:${algorithm}">${targetXml(around)}${rules
    .map(({ effect, target }, index) => `<Rule RuleId="r${index % 2}" Effect="${effect}">${targetXml(target)}</Rule>`)
    .join('')}</Policy>`;

type Given = readonly Omit<Test, 'caseless'>[];

function decide(policy: CompiledPolicy, given: Given): string | undefined {
  const categories = [SUBJECT, RESOURCE, ACTION, ENVIRONMENT].map((id) => ({
    id,
    attributes: given.filter((one) => one.category === id).map((one) => ({ id: one.id, values: [one.value] })),
  }));
  return policy.pdp.evaluate(createRequest({ categories })).results[0]?.decision;
}

const test: fc.Arbitrary<Test> = fc.oneof(
  fc.constantFrom('DAGL', 'lede', 'BEST').map(s),
  fc.constantFrom(ID, 'other').map((value) => r(value)),
  fc.constantFrom('Task_1', 'Task_2').map(task),
  fc.constantFrom('read', 'write', 'sign').map(a),
);
const allOf = fc.array(test, { minLength: 1, maxLength: 3 });
const target: fc.Arbitrary<Target> = fc.array(fc.array(allOf, { minLength: 1, maxLength: 3 }), { maxLength: 3 });
/** Every rule names the resource somewhere, as the registry asks. */
const rules = fc.array(
  fc.record({
    effect: fc.constantFrom('Permit' as const, 'Permit' as const, 'Permit' as const, 'Deny' as const),
    target: target.map((one): Target => [[[r(ID)]], ...one]),
  }),
  { minLength: 1, maxLength: 4 },
);
const request: fc.Arbitrary<Given> = fc
  .tuple(
    fc.subarray(['DAGL', 'lede', 'BEST'].map(s)),
    fc.constantFrom([r(ID)], [r(ID), r('other')]),
    fc.constantFrom([], [task('Task_1')], [task('Task_2')]),
    fc.constantFrom('read', 'write', 'sign').map((value) => [a(value)]),
  )
  .map((parts) => parts.flat());

type Named = readonly { readonly type: string; readonly value: string }[];
const asGiven = (category: string, all: Named): Given => all.map(({ type: id, value }) => ({ category, id, value }));
const covers = (given: Given, category: string, all: Named): boolean =>
  all.every(({ type, value }) =>
    given.some(
      (one) => one.category === category && one.id === type && one.value.toLowerCase() === value.toLowerCase(),
    ),
  );

/** For every right a Permit, and for every Permit a right. */
function agree(policy: CompiledPolicy, requests: readonly Given[]): number {
  const rights = policyRights(policy.document);
  for (const { action, resource, subjects } of rights)
    for (const { subjectAttributes } of subjects) {
      const least = [...asGiven(SUBJECT, subjectAttributes), ...asGiven(RESOURCE, resource), a(action.value)];
      expect(decide(policy, least), JSON.stringify(least)).toBe('Permit');
    }
  let permits = 0;
  for (const given of requests) {
    if (decide(policy, given) !== 'Permit') continue;
    // Only what asks for no action at all permits actions that stand nowhere.
    if (policy.actions.length === 0) continue;
    const isNamed = policy.actions.some((one) => covers(given, ACTION, [{ type: ACTION_ID, value: one }]));
    if (!isNamed) continue;
    permits += 1;
    const listed = rights.some(
      ({ action, resource, subjects }) =>
        covers(given, ACTION, [{ type: ACTION_ID, value: action.value }]) &&
        covers(given, RESOURCE, resource) &&
        subjects.some(({ subjectAttributes }) => covers(given, SUBJECT, subjectAttributes)),
    );
    expect(listed, JSON.stringify(given)).toBe(true);
  }
  return permits;
}

describe('what is listed of a policy', () => {
  it.each(['xacml', 'altinn'] as const)(
    'agrees with what the engine decides, read as %s (altinn-pdp#71)',
    (reading) => {
      let permits = 0;
      fc.assert(
        fc.property(
          rules,
          fc.constantFrom<Target>([], [], [[[s('DAGL')], [s('lede')]]]),
          fc.constantFrom('deny-overrides', 'permit-overrides', 'first-applicable', 'deny-unless-permit'),
          fc.array(request, { minLength: 20, maxLength: 20 }),
          (given, around, algorithm, requests) => {
            permits += agree(compilePolicy(ID, 1, xmlOf(given, around, algorithm), 'stored', reading), requests);
          },
        ),
        { numRuns: 250, seed: 69 },
      );
      expect(permits).toBeGreaterThan(200);
    },
  );

  const rightsOf = (target: Target, reading: 'xacml' | 'altinn' = 'xacml') =>
    policyRights(compilePolicy(ID, 1, xmlOf([{ effect: 'Permit', target }]), 'resource', reading).document).map(
      ({ action, resource, subjects }) => [
        action.value,
        resource.map((one) => one.value).join('+'),
        subjects.map((one) => one.subjectAttributes.map((each) => each.value).join('+')).join(),
      ],
    );

  it('counts an AnyOf that mixes categories', () => {
    const mixed = [[[s('DAGL')]], [[r(ID), a('read')]]];
    expect(rightsOf(mixed)).toEqual([['read', ID, 'DAGL']]);
    const dependent = [
      [[s('DAGL')]],
      [
        [r(ID), a('read')],
        [r(ID), task('Task_1'), a('write')],
      ],
    ];
    expect(rightsOf(dependent)).toEqual([
      ['read', ID, 'DAGL'],
      ['write', `${ID}+Task_1`, 'DAGL'],
    ]);
    expect(rightsOf([[[s('DAGL'), r(ID), a('read')]]])).toEqual([['read', ID, 'DAGL']]);
  });

  it('counts each AnyOf of a category, in either reading', () => {
    const twice = [[[s('DAGL')]], [[r(ID)]], [[task('Task_1')], [task('Task_2')]], [[a('read')]]];
    expect(rightsOf(twice)).toEqual([
      ['read', `${ID}+Task_1`, 'DAGL'],
      ['read', `${ID}+Task_2`, 'DAGL'],
    ]);
    expect(rightsOf(twice, 'altinn').map(([, resource]) => resource)).toEqual([ID, 'Task_1', 'Task_2']);
  });

  it('lists a rule without subject as for anyone, and one without action under every action that is named', () => {
    const document = compilePolicy(
      ID,
      1,
      xmlOf([
        { effect: 'Permit', target: [[[r(ID)]], [[a('read')]]] },
        { effect: 'Permit', target: [[[s('DAGL')]], [[r(ID)]]] },
      ]),
      'resource',
    ).document;
    expect(permitted(document).map(({ subject, action }) => [subject.map((one) => one.value), action])).toEqual([
      [[], 'read'],
      [['DAGL'], 'read'],
    ]);
    expect(policyRights(document)[0]?.subjects.map((one) => one.subjectAttributes.length)).toEqual([0, 1]);
  });

  it('does not list what a Deny takes back, nor a rule whose condition is false', () => {
    const never =
      '<Condition><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#boolean">false</AttributeValue></Condition>';
    const xml = xmlOf([
      { effect: 'Permit', target: [[[s('DAGL')], [s('LEDE')]], [[r(ID)]], [[a('read')], [a('write')]]] },
      { effect: 'Deny', target: [[[s('lede')]], [[r(ID)]], [[a('write')]]] },
    ]);
    const rights = policyRights(compilePolicy(ID, 1, xml, 'resource').document);
    expect(rights.map((one) => [one.action.value, one.subjects.length])).toEqual([
      ['read', 2],
      ['write', 1],
    ]);
    const silent = xml.replace('</Target></Rule>', `</Target>${never}</Rule>`);
    expect(policyRights(compilePolicy(ID, 1, silent, 'resource').document)).toEqual([]);
  });

  it('refuses an upload whose rules multiply beyond measure, and decides by one that is stored', () => {
    const many = (count: number, make: (value: string) => Test) =>
      Array.from({ length: count }, (_, index) => [make(`x${index}`)]);
    const combined = xmlOf([{ effect: 'Permit', target: [many(60, s), [[r(ID)], ...many(60, task)], many(60, a)] }]);
    expect(() => compilePolicy(ID, 1, combined, 'resource')).toThrow(
      expect.objectContaining({ code: 'policy-unusable' }),
    );
    expect(() => compilePolicy(ID, 1, combined, 'resource')).toThrow(/50000 combinations/);
    const joined = xmlOf([{ effect: 'Permit', target: [[[r(ID)]], many(200, task), many(200, task), [[a('read')]]] }]);
    expect(() => compilePolicy(ID, 1, joined, 'resource')).toThrow(/20000 alternatives/);
    const stored = compilePolicy(ID, 1, joined, 'stored');
    expect(policyRights(stored.document)).toEqual([]);
    expect(decide(stored, [r(ID), task('x7'), a('read')])).toBe('Permit');
  });
});

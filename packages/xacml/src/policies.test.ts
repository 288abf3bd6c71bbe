import { describe, expect, it } from 'vitest';
import { createPdp, createRequest, flattenRules, mentionedAttributes, parsePolicy } from './index.ts';
import { matchesVersion, satisfies } from './policy/version.ts';
import {
  ACTION,
  allOf,
  anyOf,
  apply,
  attr,
  BROKEN,
  decide,
  decision,
  is,
  POLICY3,
  permitIf,
  policy,
  policySet,
  RESOURCE,
  rule,
  SUBJECT,
  target,
  val,
  when,
} from './testing/build.ts';

const code = (expected: string) =>
  expect.objectContaining({ code: expected, line: expect.any(Number), column: expect.any(Number) });
const variable = (id: string, expression: string) =>
  `<VariableDefinition VariableId="${id}">${expression}</VariableDefinition>`;
const reference = (id: string) => `<VariableReference VariableId="${id}"/>`;
const to = (kind: 'Policy' | 'PolicySet', id: string, conditions = '') =>
  `<${kind}IdReference${conditions}>${id}</${kind}IdReference>`;
const request = createRequest({ categories: [] });

function decided(root: string, ...others: string[]): string | undefined {
  return createPdp({ root: parsePolicy(root), policies: others.map((each) => parsePolicy(each)) }).evaluate(request)
    .results[0]?.decision;
}

describe('identifiers and variables', () => {
  it('takes rules that share a RuleId, and warns (xacml-engine#54)', () => {
    const reading = rule('a', 'Permit', { target: when(is('action', 'read', { category: ACTION })) });
    const writing = rule('a', 'Deny', { target: when(is('action', 'write', { category: ACTION })) });
    const document = parsePolicy(policy([reading, writing, rule('b', 'Deny', { target: when(is('x', 'y')) })]));
    expect(document.warnings).toMatchObject([{ code: 'duplicate-rule-id', line: 1 }]);
    const may = (action: string) =>
      createPdp({ root: document }).evaluate(
        createRequest({ categories: [{ id: ACTION, attributes: [{ id: 'action', values: [action] }] }] }),
      ).results[0]?.decision;
    expect(['read', 'write', 'delete'].map(may)).toEqual(['Permit', 'Deny', 'NotApplicable']);
  });

  it('refuses a duplicate VariableId and a duplicate policy among descendants', () => {
    expect(() => parsePolicy(policy([variable('v', val('string', 'a')), variable('v', val('string', 'b'))]))).toThrow(
      code('duplicate-id'),
    );
    expect(() => parsePolicy(policySet([policy([]), policy([])]))).toThrow(code('duplicate-id'));
    expect(decided(policySet([policy([], { version: '1' }), policy([rule('r', 'Permit')], { version: '2' })]))).toBe(
      'Permit',
    );
    const twice = [policy([]), policy([rule('r', 'Permit')])].map((each) => parsePolicy(each));
    expect(() => createPdp({ root: twice })).toThrow(code('duplicate-id'));
  });

  it('refuses a circular VariableReference (xacml-engine#55)', () => {
    const circle = policy([variable('a', apply('not', reference('b'))), variable('b', apply('not', reference('a')))]);
    expect(() => parsePolicy(circle)).toThrow(code('circular-reference'));
    expect(() => parsePolicy(policy([variable('a', reference('a'))]))).toThrow(code('circular-reference'));
    expect(() => parsePolicy(permitIf(reference('none')))).toThrow(code('undefined-reference'));
  });

  it('lets a variable be used before it is defined (xacml-engine#56)', () => {
    const xml = policy([
      rule('r', 'Permit', { condition: reference('late') }),
      variable('late', val('boolean', 'true')),
    ]);
    expect(decision(xml)).toBe('Permit');
  });

  it('computes a variable once, so that chains of references do not multiply', () => {
    const chain = Array.from({ length: 60 }, (_, i) =>
      variable(`v${i + 1}`, apply('and', reference(`v${i}`), reference(`v${i}`), reference(`v${i}`))),
    );
    const first = variable('v0', apply('string-is-in', val('string', 'x'), attr('a')));
    expect(
      decision(policy([first, ...chain, rule('r', 'Permit', { condition: apply('not', reference('v60')) })])),
    ).toBe('Permit');
  });
});

describe('references', () => {
  it('refuses a circular policy reference (xacml-engine#57)', () => {
    const a = parsePolicy(policySet([to('PolicySet', 'b')], { id: 'a' }));
    const b = parsePolicy(policySet([to('PolicySet', 'a')], { id: 'b' }));
    expect(() => createPdp({ root: a, policies: [b] })).toThrow(code('circular-reference'));
    expect(() => createPdp({ root: parsePolicy(policySet([to('PolicySet', 'a')], { id: 'a' })) })).toThrow(
      code('circular-reference'),
    );
  });

  it('takes the newest 1.x for the version pattern 1.* (xacml-engine#58)', () => {
    const versions = ['1.2', '1.10', '1.9', '2.0', '1.10.1'].map((version) =>
      policy([rule('r', version === '1.10' ? 'Permit' : 'Deny')], { id: 'p', version }),
    );
    expect(decided(policySet([to('Policy', 'p', ' Version="1.*"')]), ...versions)).toBe('Permit');
  });

  it('matches version patterns and bounds number by number', () => {
    expect(matchesVersion('1.2.3', '1.+')).toBe(true);
    expect(matchesVersion('1', '1.+')).toBe(false);
    expect(matchesVersion('1.2', '*.2')).toBe(true);
    expect(matchesVersion('1.2.3', '1.*')).toBe(false);
    const bounds = { version: undefined, earliestVersion: '1.2', latestVersion: '1.*' };
    expect(['1.1', '1.2', '1.30', '2.0'].map((version) => satisfies(version, bounds))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('makes an unresolved reference Indeterminate, but only when it is needed', () => {
    expect(decided(policySet([to('Policy', 'none')]))).toBe('Indeterminate');
    expect(decided(policySet([policy([rule('r', 'Deny')]), to('Policy', 'none')]))).toBe('Deny');
    expect(decided(policySet([to('Policy', 'p')]), policySet([], { id: 'p' }))).toBe('Indeterminate');
  });

  it('refuses the broken second policy of IIE003 when it is loaded, and permits without it (xacml-engine#59)', () => {
    const broken = policySet([permitIf(apply('integer-add', val('string', '1'), val('string', '2')))], {
      id: 'second',
    });
    expect(() => parsePolicy(broken)).toThrow(code('type'));
    const root = policySet([to('Policy', 'first'), to('PolicySet', 'second')], {
      algorithm: `${POLICY3}permit-overrides`,
    });
    expect(decided(root, policy([rule('r', 'Permit')], { id: 'first' }))).toBe('Permit');
  });

  it('bounds the depth of references and what they expand to', () => {
    const deep = Array.from({ length: 40 }, (_, i) => policySet([to('PolicySet', `s${i + 1}`)], { id: `s${i}` }));
    expect(() => decided(deep[0] ?? '', ...deep.slice(1), policySet([], { id: 's40' }))).toThrow(
      code('limit-exceeded'),
    );
    const wide = Array.from({ length: 25 }, (_, i) =>
      policySet([to('PolicySet', `s${i + 1}`), to('PolicySet', `s${i + 1}`)], { id: `s${i}` }),
    );
    expect(() => decided(wide[0] ?? '', ...wide.slice(1), policySet([], { id: 's25' }))).toThrow(
      code('limit-exceeded'),
    );
  });
});

describe('what is refused or warned of', () => {
  it('does not trust a policy with PolicyIssuer (xacml-engine#76)', () => {
    const issuer =
      '<PolicyIssuer><Attribute AttributeId="a" IncludeInResult="false"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">x</AttributeValue></Attribute></PolicyIssuer>';
    expect(() => parsePolicy(policy([rule('r', 'Permit')], { before: issuer }))).toThrow(code('untrusted-issuer'));
    expect(() => parsePolicy(policySet([], { before: issuer }))).toThrow(code('untrusted-issuer'));
  });

  it('accepts a policy-combining identifier in RuleCombiningAlgId, as Altinn policies have it (xacml-engine#78)', () => {
    const xml = policy([rule('a', 'Permit'), rule('b', 'Deny')], { algorithm: `${POLICY3}deny-overrides` });
    expect(decision(xml)).toBe('Deny');
    expect(parsePolicy(xml).warnings.map((each) => each.code)).toContain('policy-algorithm-on-rules');
    expect(() =>
      parsePolicy(
        policy([], { algorithm: 'urn:oasis:names:tc:xacml:1.0:policy-combining-algorithm:only-one-applicable' }),
      ),
    ).toThrow(code('unknown-algorithm'));
  });

  it.each([
    ['schema', '<Policy xmlns="urn:other"/>'],
    ['schema', policy([]).replace('<Target/>', '')],
    ['schema', policy([]).replace('Version="1.0"', 'Version="one"')],
    ['schema', policy([rule('r', 'Permit').replace('Permit', 'Maybe')])],
    ['schema', policy(['text'])],
    ['schema', policy([]).replace('<Target/>', '<Target/><Target/>')],
    ['schema', policy([rule('r', 'Permit', { target: target('<AnyOf/>') })])],
    ['schema', policy([]).replace('PolicyId=', 'Policyid=')],
    ['unknown-algorithm', policy([], { algorithm: 'urn:none' })],
    [
      'unknown-data-type',
      policy([rule('r', 'Permit', { condition: '<AttributeValue DataType="urn:none">x</AttributeValue>' })]),
    ],
    ['invalid-value', permitIf(apply('integer-equal', val('integer', 'x'), val('integer', '1')))],
    ['xml-syntax', '<Policy'],
  ])('refuses with code %s and a position', (expected, xml) => {
    expect(() => parsePolicy(xml)).toThrow(code(expected));
  });

  it('points at line and column', () => {
    const xml = policy([`\n  ${rule('r', 'Permit')}\n    <Rule RuleId="x" Effect="Perhaps"/>`]);
    expect(() => parsePolicy(xml)).toThrow(expect.objectContaining({ line: 3, column: 5 }));
  });

  it('warns of rules that are never reached and variables that nothing uses', () => {
    const { warnings } = parsePolicy(
      policy([rule('all', 'Deny'), rule('late', 'Permit'), variable('v', val('string', 'a'))]),
    );
    expect(warnings.map((each) => each.code)).toEqual(['unreachable-rule', 'unused-variable']);
    expect(
      parsePolicy(permitIf(apply('string-regexp-match', val('string', '('), val('string', 'x')))).warnings,
    ).toMatchObject([{ code: 'bad-pattern' }]);
    expect(parsePolicy(policy([rule('all', 'Permit'), rule('late', 'Deny')])).warnings).toEqual([]);
  });
});

describe('inspection', () => {
  const xml = policy([
    rule('r', 'Permit', {
      target: target(
        anyOf(allOf(is('role', 'dagl')), allOf(is('package', 'forest'))),
        anyOf(allOf(is('resource', 'felling', { category: RESOURCE }), is('task', 't1', { category: RESOURCE }))),
        anyOf(allOf(is('action-id', 'read', { category: ACTION }))),
      ),
      condition: apply('string-is-in', val('string', 'x'), attr('level')),
    }),
  ]);

  it('flattens rules to subjects, resources and actions', () => {
    const [flat] = flattenRules(parsePolicy(xml));
    expect(flat).toMatchObject({ ruleId: 'r', effect: 'Permit', hasCondition: true, others: [] });
    expect(flat?.subjects.map((each) => each.map(({ attributeId, value }) => `${attributeId}=${value}`))).toEqual([
      ['role=dagl'],
      ['package=forest'],
    ]);
    expect(flat?.resources[0]?.map((each) => each.value)).toEqual(['felling', 't1']);
    expect(flat?.actions[0]?.[0]).toMatchObject({ category: ACTION, function: 'string-equal', value: 'read' });
  });

  it('lists the attributes a policy mentions', () => {
    const mentioned = mentionedAttributes(parsePolicy(xml));
    expect(
      mentioned
        .filter((each) => each.category === SUBJECT)
        .map(({ attributeId, inTarget, values }) => [attributeId, inTarget, values]),
    ).toEqual([
      ['role', true, ['dagl']],
      ['package', true, ['forest']],
      ['level', false, []],
    ]);
  });

  it('explains what decided, in evaluation order, with the same response', () => {
    const pdp = createPdp({ root: parsePolicy(xml) });
    const asked = createRequest({ categories: [{ id: SUBJECT, attributes: [{ id: 'role', values: ['dagl'] }] }] });
    const { response, text, decisions } = pdp.explain(asked);
    expect(response).toEqual(pdp.evaluate(asked));
    expect(text).toContain('✓ Match (line 1) string-equal("dagl", role) → match');
    expect(text).toContain('✗ Match (line 1) string-equal("felling", resource) → no match: resource is nothing');
    expect(decisions[0]?.steps[0]?.steps[0]).toMatchObject({ kind: 'Rule', id: 'r', outcome: 'NotApplicable' });
    const failing = decide(permitIf(BROKEN));
    expect(createPdp({ root: parsePolicy(permitIf(BROKEN)) }).explain(request).text).toContain(failing.status.message);
  });
});

import { describe, expect, it } from 'vitest';
import { createPdp, createRequest, parsePolicy } from './index.ts';
import {
  assign,
  BROKEN,
  decide,
  decision,
  FAILING,
  obligation,
  POLICY1,
  POLICY3,
  policy,
  policySet,
  RULE1,
  RULE3,
  rule,
  val,
  when,
} from './testing/build.ts';

type Kind = 'P' | 'D' | 'NA' | 'I{P}' | 'I{D}' | 'I{DP}';
const KINDS: readonly Kind[] = ['P', 'D', 'NA', 'I{P}', 'I{D}', 'I{DP}'];

/** A policy that has a given value. I{DP} comes from a Deny rule that fails beside a Permit. */
function of(kind: Kind, id: string): string {
  const rules: Record<Kind, string[]> = {
    P: [rule('p', 'Permit')],
    D: [rule('d', 'Deny')],
    NA: [],
    'I{P}': [rule('p', 'Permit', { condition: BROKEN })],
    'I{D}': [rule('d', 'Deny', { condition: BROKEN })],
    'I{DP}': [rule('d', 'Deny', { condition: BROKEN }), rule('p', 'Permit')],
  };
  return policy(rules[kind], { id });
}

/** The extended value of some policies under an algorithm, found out by what it does beside others. */
function combined(algorithm: string, kinds: readonly Kind[]): Kind {
  const inner = policySet(
    kinds.map((kind, i) => of(kind, `p${i}`)),
    { id: 'inner', algorithm },
  );
  const plain = decision(inner);
  if (plain !== 'Indeterminate') return plain === 'Permit' ? 'P' : plain === 'Deny' ? 'D' : 'NA';
  // Beside a Permit only I{P} gives Permit under deny-overrides; beside a Deny only I{D} gives Deny under permit-overrides.
  if (decision(policySet([inner, of('P', 'other')])) === 'Permit') return 'I{P}';
  const denied = policySet([inner, of('D', 'other')], { algorithm: `${POLICY3}permit-overrides` });
  return decision(denied) === 'Deny' ? 'I{D}' : 'I{DP}';
}

const DENY_OVERRIDES: Record<Kind, readonly Kind[]> = {
  P: ['P', 'D', 'P', 'P', 'I{DP}', 'I{DP}'],
  D: ['D', 'D', 'D', 'D', 'D', 'D'],
  NA: ['P', 'D', 'NA', 'I{P}', 'I{D}', 'I{DP}'],
  'I{P}': ['P', 'D', 'I{P}', 'I{P}', 'I{DP}', 'I{DP}'],
  'I{D}': ['I{DP}', 'D', 'I{D}', 'I{DP}', 'I{D}', 'I{DP}'],
  'I{DP}': ['I{DP}', 'D', 'I{DP}', 'I{DP}', 'I{DP}', 'I{DP}'],
};
const MIRROR: Record<Kind, Kind> = { P: 'D', D: 'P', NA: 'NA', 'I{P}': 'I{D}', 'I{D}': 'I{P}', 'I{DP}': 'I{DP}' };

describe('overrides', () => {
  it('gives Deny for Deny beside any Indeterminate under deny-overrides (xacml-engine#11)', () => {
    for (const kind of ['I{P}', 'I{D}', 'I{DP}'] as const) {
      expect(combined(`${POLICY3}deny-overrides`, [kind, 'D'])).toBe('D');
      expect(combined(`${POLICY3}deny-overrides`, ['D', kind])).toBe('D');
    }
  });

  it('gives I{DP} for I{D} beside Permit under deny-overrides (xacml-engine#12)', () => {
    expect(combined(`${POLICY3}deny-overrides`, ['I{D}', 'P'])).toBe('I{DP}');
  });

  it('gives Permit for Permit beside I{P} under deny-overrides (xacml-engine#13)', () => {
    expect(combined(`${POLICY3}deny-overrides`, ['P', 'I{P}'])).toBe('P');
  });

  it('gives I{DP} for I{P} beside Deny under permit-overrides (xacml-engine#14)', () => {
    expect(combined(`${POLICY3}permit-overrides`, ['I{P}', 'D'])).toBe('I{DP}');
  });

  it('gives Deny for Deny beside I{D} under permit-overrides (xacml-engine#15)', () => {
    expect(combined(`${POLICY3}permit-overrides`, ['D', 'I{D}'])).toBe('D');
  });

  it.each(['', 'ordered-'])('follows the pairwise table, %s (xacml-engine#23)', (prefix) => {
    for (const first of KINDS) {
      for (const [place, second] of KINDS.entries()) {
        const name = `${first} beside ${second}`;
        expect(combined(`${POLICY3}${prefix}deny-overrides`, [first, second]), name).toBe(DENY_OVERRIDES[first][place]);
        const mirrored = [MIRROR[first], MIRROR[second]] as const;
        const wanted = MIRROR[DENY_OVERRIDES[first][place] ?? 'NA'];
        expect(combined(`${POLICY3}${prefix}permit-overrides`, mirrored), `mirrored ${name}`).toBe(wanted);
      }
    }
  });

  it('gives NotApplicable for no children', () => {
    expect(decision(policy([]))).toBe('NotApplicable');
    expect(decision(policySet([], { algorithm: `${POLICY3}permit-overrides` }))).toBe('NotApplicable');
  });
});

describe('unless', () => {
  it('gives Deny for no children, NotApplicable and Indeterminate under deny-unless-permit (xacml-engine#16)', () => {
    const algorithm = `${POLICY3}deny-unless-permit`;
    for (const kinds of [[], ['NA'], ['I{P}'], ['I{D}'], ['I{DP}'], ['D']] as const)
      expect(combined(algorithm, kinds)).toBe('D');
    expect(combined(algorithm, ['I{DP}', 'P'])).toBe('P');
  });

  it('gives Permit for no children, NotApplicable and Indeterminate under permit-unless-deny (xacml-engine#17)', () => {
    const algorithm = `${POLICY3}permit-unless-deny`;
    for (const kinds of [[], ['NA'], ['I{P}'], ['I{D}'], ['I{DP}'], ['P']] as const)
      expect(combined(algorithm, kinds)).toBe('P');
    expect(combined(algorithm, ['I{DP}', 'D'])).toBe('D');
  });

  it('holds for rules as for policies', () => {
    expect(
      decision(policy([rule('r', 'Permit', { condition: BROKEN })], { algorithm: `${RULE3}deny-unless-permit` })),
    ).toBe('Deny');
    expect(
      decision(policy([rule('r', 'Deny', { condition: BROKEN })], { algorithm: `${RULE3}permit-unless-deny` })),
    ).toBe('Permit');
  });
});

describe('others', () => {
  it('stops first-applicable at the first Indeterminate (xacml-engine#18)', () => {
    expect(combined(`${POLICY1}first-applicable`, ['NA', 'I{P}', 'D'])).toBe('I{P}');
    expect(combined(`${POLICY1}first-applicable`, ['NA', 'D', 'I{P}'])).toBe('D');
    expect(combined(`${POLICY1}first-applicable`, ['NA'])).toBe('NA');
  });

  it('makes only-one-applicable Indeterminate when two targets match (xacml-engine#19)', () => {
    const algorithm = `${POLICY1}only-one-applicable`;
    expect(combined(algorithm, ['NA', 'NA'])).toBe('I{DP}');
    const never = policy([rule('r', 'Deny')], {
      id: 'never',
      target: when(
        '<Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">a</AttributeValue><AttributeDesignator Category="c" AttributeId="a" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/></Match>',
      ),
    });
    expect(decision(policySet([never, of('P', 'a')], { algorithm }))).toBe('Permit');
    expect(decision(policySet([never], { algorithm }))).toBe('NotApplicable');
    const failing = policy([], { id: 'failing', target: when(FAILING) });
    expect(decision(policySet([failing, of('P', 'a')], { algorithm }))).toBe('Indeterminate');
  });

  it('turns Indeterminate into Deny under legacy policy deny-overrides (xacml-engine#20)', () => {
    expect(combined(`${POLICY1}deny-overrides`, ['P', 'I{P}'])).toBe('D');
    expect(combined(`${POLICY1}deny-overrides`, ['P', 'NA'])).toBe('P');
    expect(combined(`${POLICY1}permit-overrides`, ['I{P}', 'D'])).toBe('D');
    expect(combined(`${POLICY1}permit-overrides`, ['I{P}', 'NA'])).toBe('I{DP}');
  });

  it('gives Indeterminate under legacy rule deny-overrides when a Deny rule fails and another permits (xacml-engine#21)', () => {
    const rules = (effect: 'Permit' | 'Deny') => [rule('a', effect, { condition: BROKEN }), rule('b', 'Permit')];
    expect(decision(policy(rules('Deny'), { algorithm: `${RULE1}deny-overrides` }))).toBe('Indeterminate');
    expect(decision(policy(rules('Permit'), { algorithm: `${RULE1}deny-overrides` }))).toBe('Permit');
    const denied = (effect: 'Permit' | 'Deny') => [rule('a', effect, { condition: BROKEN }), rule('b', 'Deny')];
    expect(decision(policy(denied('Permit'), { algorithm: `${RULE1}permit-overrides` }))).toBe('Indeterminate');
    expect(decision(policy(denied('Deny'), { algorithm: `${RULE1}permit-overrides` }))).toBe('Deny');
  });

  it.each(['ordered-deny-overrides', 'ordered-permit-overrides'])(
    'evaluates in document order under %s (xacml-engine#22)',
    (name) => {
      const effect = name.includes('deny') ? 'Permit' : 'Deny';
      const rules = ['c', 'a', 'b'].map((id) =>
        rule(id, effect, { obligations: [obligation(`of ${id}`, effect, assign('x', val('string', id)))] }),
      );
      const result = decide(policy(rules, { algorithm: `${RULE3}${name}` }));
      expect(result.obligations.map((each) => each.id)).toEqual(['of c', 'of a', 'of b']);
      const trace = createPdp({ root: parsePolicy(policy(rules, { algorithm: `${RULE3}${name}` })) }).explain(
        createRequest({ categories: [] }),
      );
      expect(trace.decisions[0]?.steps[0]?.steps.map((each) => each.id)).toEqual(['c', 'a', 'b']);
    },
  );

  it('applies the second policy after a Permit of the first under on-permit-apply-second', () => {
    const algorithm = `${POLICY3}on-permit-apply-second`;
    expect(combined(algorithm, ['P', 'D'])).toBe('D');
    expect(combined(algorithm, ['D', 'P'])).toBe('NA');
    expect(combined(algorithm, ['D', 'P', 'P'])).toBe('P');
    expect(combined(algorithm, ['I{P}', 'P', 'P'])).toBe('I{DP}');
  });

  it('combines several roots as it is told, only-one-applicable by default', () => {
    const root = [of('P', 'a'), of('D', 'b')].map((each) => parsePolicy(each));
    const request = createRequest({ categories: [] });
    const decided = (combiningAlgorithm?: string) =>
      createPdp({ root, ...(combiningAlgorithm === undefined ? {} : { combiningAlgorithm }) }).evaluate(request)
        .results[0]?.decision;
    expect(decided()).toBe('Indeterminate');
    expect(decided(`${POLICY3}deny-overrides`)).toBe('Deny');
    expect(decided(`${POLICY3}permit-overrides`)).toBe('Permit');
  });
});

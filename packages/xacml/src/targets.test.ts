import { describe, expect, it } from 'vitest';
import { createPdp, parsePolicy, parseRequest } from './index.ts';
import {
  allOf,
  anyOf,
  attr,
  BROKEN,
  decide,
  decision,
  FAILING,
  is,
  match,
  policy,
  policySet,
  RESOURCE,
  RULE3,
  rule,
  subject,
  target,
  val,
  when,
} from './testing/build.ts';

const role = (value: string) => subject({ role: value });
/** A match that fails with an error although the attribute is there: the value is no regular expression. */
const failsOn = (id: string) => match('string-regexp-match', val('string', '('), attr(id));

describe('targets', () => {
  it('applies a policy with an empty Target to every request (xacml-engine#1)', () => {
    expect(decision(policy([rule('r', 'Permit')]))).toBe('Permit');
    expect(decision(policy([rule('r', 'Permit')]), role('anyone'))).toBe('Permit');
  });

  it('takes a Match over an empty bag without MustBePresent as false (xacml-engine#2)', () => {
    expect(decision(policy([rule('r', 'Permit', { target: when(is('role', 'clerk')) })]))).toBe('NotApplicable');
  });

  it('takes a Match as true when one value fits although another call fails (xacml-engine#3)', () => {
    const XPATH = 'urn:oasis:names:tc:xacml:3.0:data-type:xpathExpression';
    const literal = `<AttributeValue DataType="${XPATH}" XPathCategory="${RESOURCE}">//a</AttributeValue>`;
    const source = attr('node', { type: 'xpathExpression', category: RESOURCE });
    const pdp = createPdp({
      root: parsePolicy(policy([rule('r', 'Permit', { target: when(match('xpath-node-equal', literal, source)) })])),
    });
    const asked = (...paths: string[]) => {
      const Value = paths.map((XPath) => ({ XPathCategory: 'Resource', XPath }));
      const request = {
        Request: { Resource: { Content: '<r><a/><b/></r>', Attribute: { AttributeId: 'node', Value } } },
      };
      return pdp.evaluate(parseRequest(JSON.stringify(request), 'json')).results[0]?.decision;
    };
    expect(asked('//broken[', '/r/a')).toBe('Permit');
    expect(asked('/r/a', '//broken[')).toBe('Permit');
    expect(asked('//broken[', '/r/b')).toBe('Indeterminate');
    expect(asked('/r/b')).toBe('NotApplicable');
  });

  it('takes an AllOf with one false and one failing Match as no match (xacml-engine#4)', () => {
    const both = (first: string, second: string) =>
      policy([rule('r', 'Permit', { target: target(anyOf(allOf(first, second))) })]);
    expect(decision(both(is('role', 'clerk'), FAILING), role('boss'))).toBe('NotApplicable');
    expect(decision(both(FAILING, is('role', 'clerk')), role('boss'))).toBe('NotApplicable');
    expect(decision(both(FAILING, is('role', 'clerk')), role('clerk'))).toBe('Indeterminate');
  });

  it('takes an AnyOf with one matching and one failing AllOf as a match (xacml-engine#5)', () => {
    const either = (first: string, second: string) =>
      policy([rule('r', 'Permit', { target: target(anyOf(allOf(first), allOf(second))) })]);
    expect(decision(either(FAILING, is('role', 'clerk')), role('clerk'))).toBe('Permit');
    expect(decision(either(is('role', 'clerk'), failsOn('role')), role('clerk'))).toBe('Permit');
    expect(decision(either(FAILING, is('role', 'clerk')), role('boss'))).toBe('Indeterminate');
  });

  it('takes a Target with one missing and one failing AnyOf as no match (xacml-engine#6)', () => {
    const both = (first: string, second: string) =>
      policy([rule('r', 'Permit', { target: target(anyOf(allOf(first)), anyOf(allOf(second))) })]);
    expect(decision(both(FAILING, is('role', 'clerk')), role('boss'))).toBe('NotApplicable');
    expect(decision(both(is('role', 'clerk'), FAILING), role('boss'))).toBe('NotApplicable');
    expect(decision(both(is('role', 'clerk'), FAILING), role('clerk'))).toBe('Indeterminate');
  });

  it('keeps tables 1 to 3 when rules are found through the index', () => {
    const rules = Array.from({ length: 20 }, (_, i) =>
      rule(`r${i}`, i === 7 ? 'Deny' : 'Permit', {
        target: target(anyOf(allOf(is('role', `role${i}`))), anyOf(allOf(is('unit', 'a')), allOf(FAILING))),
      }),
    );
    const xml = policy(rules);
    expect(decision(xml, subject({ role: 'role3', unit: 'a' }))).toBe('Permit');
    expect(decision(xml, subject({ role: ['role3', 'role7'], unit: 'a' }))).toBe('Deny');
    expect(decision(xml, subject({ role: 'role3', unit: 'b' }))).toBe('Indeterminate');
    expect(decision(xml, subject({ role: 'other', unit: 'b' }))).toBe('NotApplicable');
    expect(decision(xml, {})).toBe('NotApplicable');
  });
});

describe('rules and policies', () => {
  it('yields the Effect of a rule without Target and Condition (xacml-engine#7)', () => {
    expect(decision(policy([rule('r', 'Permit')]))).toBe('Permit');
    expect(decision(policy([rule('r', 'Deny')]))).toBe('Deny');
  });

  it('yields I{P} or I{D} by Effect when a condition fails (xacml-engine#8)', () => {
    // The two kinds differ in what stands beside them: Permit beside I{P} is Permit, beside I{D} it is not.
    const beside = (effect: 'Permit' | 'Deny') =>
      policy([rule('a', effect, { condition: BROKEN }), rule('b', 'Permit')]);
    expect(decision(beside('Permit'))).toBe('Permit');
    expect(decision(beside('Deny'))).toBe('Indeterminate');
    const denied = (effect: 'Permit' | 'Deny') =>
      policy([rule('a', effect, { condition: BROKEN }), rule('b', 'Deny')], { algorithm: `${RULE3}permit-overrides` });
    expect(decision(denied('Deny'))).toBe('Deny');
    expect(decision(denied('Permit'))).toBe('Indeterminate');
  });

  it('gives NotApplicable for a policy with failing target and combined NotApplicable (xacml-engine#9)', () => {
    expect(decision(policy([rule('r', 'Permit', { target: when(is('role', 'x')) })], { target: when(FAILING) }))).toBe(
      'NotApplicable',
    );
  });

  it('gives I{P} for a policy with failing target and combined Permit (xacml-engine#10)', () => {
    // The kind shows beside a Permit under deny-overrides: I{P} does not stop it, I{D} and I{DP} do.
    const failing = (effect: 'Permit' | 'Deny') =>
      policy([rule('r', effect)], { target: when(FAILING), id: 'failing' });
    const beside = (effect: 'Permit' | 'Deny') => policySet([failing(effect), policy([rule('r', 'Permit')])]);
    const result = decide(failing('Permit'));
    expect(result.decision).toBe('Indeterminate');
    expect(result.status.code).toMatch(/missing-attribute$/);
    expect(decision(beside('Permit'))).toBe('Permit');
    expect(decision(beside('Deny'))).toBe('Indeterminate');
  });
});

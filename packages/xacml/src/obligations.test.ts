import { describe, expect, it } from 'vitest';
import { createPdp, createRequest, formatResponse, parsePolicy, type Result } from './index.ts';
import {
  ACTION,
  advice,
  apply,
  assign,
  attr,
  BROKEN,
  decide,
  is,
  obligation,
  POLICY3,
  policy,
  policySet,
  RULE3,
  rule,
  SUBJECT,
  subject,
  val,
  when,
} from './testing/build.ts';

const ids = (result: Result): string[] => result.obligations.map((each) => each.id);
const oblige = (id: string, on: 'Permit' | 'Deny') => ({
  obligations: [obligation(id, on, assign('a', val('string', id)))],
});

describe('obligations and advice', () => {
  it("returns a rule's obligation only when its effect is the final decision (xacml-engine#60)", () => {
    const rules = [
      rule('p', 'Permit', oblige('of p', 'Permit')),
      rule('d', 'Deny', { ...oblige('of d', 'Deny'), target: when(is('role', 'x')) }),
    ];
    expect(ids(decide(policy(rules)))).toEqual(['of p']);
    expect(ids(decide(policy(rules), subject({ role: 'x' })))).toEqual(['of d']);
    expect(ids(decide(policy([rule('p', 'Permit', oblige('of p', 'Deny'))])))).toEqual([]);
    const set = policySet([policy(rules, { id: 'a' }), policy([rule('d', 'Deny')], { id: 'b' })]);
    expect(decide(set)).toMatchObject({ decision: 'Deny', obligations: [] });
  });

  it('returns the obligations of Deny rules under deny-unless-permit (xacml-engine#61)', () => {
    const rules = [
      rule('d', 'Deny', oblige('of d', 'Deny')),
      rule('broken', 'Permit', { condition: BROKEN, ...oblige('of broken', 'Permit') }),
      rule('e', 'Deny', oblige('of e', 'Deny')),
    ];
    const result = decide(policy(rules, { algorithm: `${RULE3}deny-unless-permit`, ...oblige('of policy', 'Deny') }));
    expect(result.decision).toBe('Deny');
    expect(ids(result)).toEqual(['of d', 'of e', 'of policy']);
  });

  it('returns none with NotApplicable and Indeterminate (xacml-engine#62)', () => {
    const owner = {
      obligations: [obligation('o', 'Permit'), obligation('n', 'Deny')],
      advice: [advice('v', 'Permit'), advice('w', 'Deny')],
    };
    const none = { obligations: [], advice: [] };
    expect(decide(policy([], owner))).toMatchObject({ decision: 'NotApplicable', ...none });
    const broken = [rule('d', 'Deny', { condition: BROKEN }), rule('p', 'Permit', oblige('of p', 'Permit'))];
    expect(decide(policy(broken, owner))).toMatchObject({ decision: 'Indeterminate', ...none });
    expect(decide(policy([rule('p', 'Permit')], owner)).advice.map((each) => each.id)).toEqual(['v']);
  });

  it('makes a rule Indeterminate when an expression of its obligation fails (xacml-engine#63)', () => {
    const failing = {
      obligations: [obligation('o', 'Permit', assign('a', apply('string-one-and-only', attr('none'))))],
    };
    expect(decide(policy([rule('p', 'Permit', failing)]))).toMatchObject({
      decision: 'Indeterminate',
      obligations: [],
    });
    // I{P}, which a Permit beside it overrules under deny-overrides.
    expect(decide(policy([rule('p', 'Permit', failing), rule('q', 'Permit', oblige('of q', 'Permit'))]))).toMatchObject(
      {
        decision: 'Permit',
        obligations: [{ id: 'of q' }],
      },
    );
    expect(decide(policy([rule('p', 'Permit')], failing)).decision).toBe('Indeterminate');
  });

  it('gives one assignment a value for a bag, none for an empty one (xacml-engine#64)', () => {
    const bag = {
      obligations: [obligation('o', 'Permit', assign('role', attr('role')), assign('none', attr('none')))],
    };
    const [found] = decide(policy([rule('p', 'Permit', bag)]), subject({ role: ['a', 'b'] })).obligations;
    expect(found?.assignments.map(({ attributeId, value }) => [attributeId, value])).toEqual([
      ['role', 'a'],
      ['role', 'b'],
    ]);
  });

  it('keeps category, issuer and data type of an assignment', () => {
    const expression = `<AttributeAssignmentExpression AttributeId="level" Category="c" Issuer="i">${val('integer', '3')}</AttributeAssignmentExpression>`;
    const result = decide(policy([rule('p', 'Permit')], { obligations: [obligation('o', 'Permit', expression)] }));
    expect(result.obligations[0]?.assignments).toEqual([
      {
        attributeId: 'level',
        category: 'c',
        issuer: 'i',
        dataType: 'http://www.w3.org/2001/XMLSchema#integer',
        value: '3',
      },
    ]);
  });
});

describe('what else a result carries', () => {
  it('echoes IncludeInResult attributes under their category (xacml-engine#65)', () => {
    const request = createRequest({
      categories: [
        {
          id: SUBJECT,
          attributes: [
            { id: 'id', values: ['kari'], includeInResult: true },
            { id: 'secret', values: ['x'] },
          ],
        },
        { id: ACTION, attributes: [{ id: 'action', values: ['read', 'write'], includeInResult: true, issuer: 'i' }] },
      ],
    });
    const response = createPdp({ root: parsePolicy(policy([])) }).evaluate(request);
    expect(response.results[0]?.attributes.map((each) => [each.id, each.attributes.map((one) => one.id)])).toEqual([
      [SUBJECT, ['id']],
      [ACTION, ['action']],
    ]);
    const [result] = JSON.parse(formatResponse(response, 'json')).Response;
    expect(result.Category[1]).toEqual({
      CategoryId: ACTION,
      Attribute: [
        {
          AttributeId: 'action',
          Value: ['read', 'write'],
          Issuer: 'i',
          DataType: 'http://www.w3.org/2001/XMLSchema#string',
          IncludeInResult: true,
        },
      ],
    });
    expect(formatResponse(response, 'xml')).toContain(
      `<Attributes Category="${SUBJECT}"><Attribute AttributeId="id" IncludeInResult="true">`,
    );
    expect(formatResponse(response, 'xml')).not.toContain('secret');
  });

  it('lists the policies that applied when ReturnPolicyIdList asks for them (xacml-engine#66)', () => {
    const set = policySet(
      [
        policy([rule('r', 'Permit')], { id: 'a' }),
        policy([], { id: 'b' }),
        policy([rule('r', 'Permit')], { id: 'c', target: when(is('role', 'x')) }),
      ],
      { algorithm: `${POLICY3}deny-overrides` },
    );
    const result = decide(set, { returnPolicyIdList: true });
    expect(result.policyIdentifiers).toEqual([
      { kind: 'Policy', id: 'a', version: '1.0' },
      { kind: 'PolicySet', id: 'set', version: '1.0' },
    ]);
    expect(decide(set).policyIdentifiers).toEqual([]);
    const pdp = createPdp({ root: parsePolicy(set) });
    const xml = formatResponse(pdp.evaluate(createRequest({ categories: [], returnPolicyIdList: true })), 'xml');
    expect(xml).toContain(
      '<PolicyIdentifierList><PolicyIdReference Version="1.0">a</PolicyIdReference><PolicySetIdReference Version="1.0">set</PolicySetIdReference></PolicyIdentifierList>',
    );
  });

  it('tells which attribute is missing (xacml-engine#67)', () => {
    const xml = policy([
      rule('r', 'Permit', {
        condition: apply(
          'integer-is-in',
          val('integer', '1'),
          attr('age', { type: 'integer', must: true, issuer: 'i' }),
        ),
      }),
    ]);
    const wanted = {
      category: SUBJECT,
      attributeId: 'age',
      dataType: 'http://www.w3.org/2001/XMLSchema#integer',
      issuer: 'i',
    };
    expect(decide(xml).status.missing).toEqual(wanted);
    const response = createPdp({ root: parsePolicy(xml) }).evaluate(createRequest({ categories: [] }));
    expect(formatResponse(response, 'xml')).toContain('<StatusDetail><MissingAttributeDetail Category=');
    expect(
      JSON.parse(formatResponse(response, 'json')).Response[0].Status.StatusDetail[0].MissingAttributeDetail,
    ).toMatchObject({ AttributeId: 'age', Issuer: 'i' });
  });
});

import { describe, expect, it } from 'vitest';
import {
  createPdp,
  createRequest,
  formatResponse,
  type PdpOptions,
  parsePolicy,
  parseRequest,
  requestOf,
} from './index.ts';
import {
  ACTION,
  apply,
  attr,
  is,
  match,
  obligation,
  policy,
  RESOURCE,
  rule,
  SUBJECT,
  val,
  when,
} from './testing/build.ts';
import { TYPES } from './types/index.ts';

const readOnly = policy([
  rule('r', 'Permit', { target: when(is('action', 'read', { category: ACTION })) }),
  rule('d', 'Deny', { target: when(is('resource', 'secret', { category: RESOURCE })) }),
]);
const one = (AttributeId: string, Value: string, Id?: string) => ({
  ...(Id === undefined ? {} : { Id }),
  Attribute: [{ AttributeId, Value, IncludeInResult: true }],
});

function results(request: object, xml = readOnly, options: Partial<PdpOptions> = {}) {
  const pdp = createPdp({ root: parsePolicy(xml), ...options });
  return pdp.evaluate(parseRequest(JSON.stringify({ Request: request }), 'json')).results;
}
const decisions = (...args: Parameters<typeof results>): string[] => results(...args).map((each) => each.decision);

describe('several decisions in one request', () => {
  it('gives a decision for each of two Attributes of one category (xacml-engine#73)', () => {
    const found = results({ Action: [one('action', 'read'), one('action', 'write')], Resource: one('resource', 'x') });
    expect(found.map((each) => each.decision)).toEqual(['Permit', 'NotApplicable']);
    expect(found.map((each) => each.attributes[0]?.attributes[0]?.values[0]?.text)).toEqual(['read', 'write']);
    expect(
      decisions({
        Action: [one('action', 'read'), one('action', 'write')],
        Resource: [one('resource', 'x'), one('resource', 'secret')],
      }),
    ).toEqual(['Permit', 'Deny', 'NotApplicable', 'Deny']);
  });

  it('gives one result a MultiRequests reference, in order (xacml-engine#74)', () => {
    const request = {
      Action: [one('action', 'read', 'a1'), one('action', 'write', 'a2')],
      Resource: [one('resource', 'x', 'r1'), one('resource', 'secret', 'r2')],
      MultiRequests: {
        RequestReference: [
          { ReferenceId: ['a2', 'r2'] },
          { ReferenceId: ['a1', 'r1'] },
          { ReferenceId: ['a1', 'nobody'] },
        ],
      },
    };
    const found = results(request);
    expect(found.map((each) => each.decision)).toEqual(['Deny', 'Permit', 'Indeterminate']);
    expect(found[2]?.status.code).toMatch(/syntax-error$/);
  });

  it('makes CombinedDecision Indeterminate when decisions differ (xacml-engine#75)', () => {
    const both = (a: string, b: string) => ({ CombinedDecision: true, Action: [one('action', a), one('action', b)] });
    expect(decisions(both('read', 'write'))).toEqual(['Indeterminate']);
    expect(decisions(both('read', 'read'))).toEqual(['Permit']);
    expect(decisions(both('x', 'y'))).toEqual(['NotApplicable']);
    const obliging = policy([rule('r', 'Permit')], { obligations: [obligation('o', 'Permit')] });
    expect(decisions(both('read', 'read'), obliging)).toEqual(['Indeterminate']);
  });

  it('keeps an error in one decision away from the others', () => {
    const numeric = policy([
      rule('r', 'Permit', {
        condition: apply('integer-is-in', val('integer', '1'), attr('n', { type: 'integer', category: ACTION })),
      }),
    ]);
    const number = (Value: string) => ({ Attribute: [{ AttributeId: 'n', Value, DataType: 'integer' }] });
    expect(decisions({ Action: [number('1'), number('x'), number('2')] }, numeric)).toEqual([
      'Permit',
      'Indeterminate',
      'NotApplicable',
    ]);
  });

  it('refuses to multiply beyond the limit', () => {
    const many = Array.from({ length: 100 }, (_, i) => one('action', String(i)));
    const found = results({ Action: many, Resource: many.map((each) => ({ ...each })) });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ decision: 'Indeterminate', status: { message: expect.stringContaining('1000') } });
  });

  it('gives a decision for each node a content-selector selects', () => {
    const selector = (id: string) => ({
      Resource: {
        Content: '<list><item>a</item><item>b</item></list>',
        Attribute: [{ AttributeId: id, Value: { XPathCategory: 'Resource', XPath: '//item' }, IncludeInResult: true }],
      },
    });
    const path = `<AttributeSelector Category="${RESOURCE}" ContextSelectorId="urn:oasis:names:tc:xacml:3.0:content-selector" Path="." DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="true"/>`;
    const xml = policy([rule('r', 'Permit', { condition: apply('string-is-in', val('string', 'b'), path) })]);
    for (const id of [
      'urn:oasis:names:tc:xacml:3.0:multiple:content-selector',
      'urn:oasis:names:tc:xacml:3.0:profile:multiple:content-selector',
    ]) {
      const found = results(selector(id), xml);
      expect(found.map((each) => each.decision)).toEqual(['NotApplicable', 'Permit']);
      expect(found[1]?.attributes[0]?.attributes[0]).toMatchObject({
        id: 'urn:oasis:names:tc:xacml:3.0:content-selector',
        values: [{ text: '/*[1]/*[2]' }],
      });
    }
  });

  it('follows a scope over Content, or over the hierarchy it is given', () => {
    const scoped = (scope: string, id: unknown, more: object = {}) => ({
      Resource: {
        ...more,
        Attribute: [
          { AttributeId: 'urn:oasis:names:tc:xacml:1.0:resource:resource-id', Value: id, IncludeInResult: true },
          { AttributeId: 'urn:oasis:names:tc:xacml:2.0:resource:scope', Value: scope },
        ],
      },
    });
    const everyone = policy([rule('r', 'Permit')]);
    const node = { XPathCategory: 'Resource', XPath: '/a' };
    const content = { Content: '<a><b><c/></b><d/></a>' };
    const paths = (scope: string) =>
      results(scoped(scope, node, content), everyone).map((each) => each.attributes[0]?.attributes[0]?.values[0]?.text);
    expect(paths('Children')).toEqual(['/*[1]', '/*[1]/*[1]', '/*[1]/*[2]']);
    expect(paths('Descendants')).toEqual(['/*[1]', '/*[1]/*[1]', '/*[1]/*[1]/*[1]', '/*[1]/*[2]']);
    expect(decisions(scoped('Immediate', 'x'), everyone)).toEqual(['Permit']);
    expect(decisions(scoped('Children', 'x'), everyone)).toEqual(['Indeterminate']);
    const resolveScope = (id: string) => [id, `${id}/1`, `${id}/2`];
    expect(decisions(scoped('Children', 'x'), everyone, { resolveScope })).toEqual(['Permit', 'Permit', 'Permit']);
    expect(decisions(scoped('Upwards', 'x'), everyone)).toEqual(['Indeterminate']);
  });

  it('writes every result, and explains every decision', () => {
    const pdp = createPdp({ root: parsePolicy(readOnly) });
    const request = parseRequest(
      JSON.stringify({ Request: { Action: [one('action', 'read'), one('action', 'write')] } }),
      'json',
    );
    expect(formatResponse(pdp.evaluate(request), 'xml').match(/<Result>/g)).toHaveLength(2);
    expect(pdp.explain(request).decisions.map((each) => each.outcome)).toEqual(['Permit', 'NotApplicable']);
  });
});

describe('sizes that multiply', () => {
  /** A category that counts how often its attributes are looked at. */
  function counted(size: number, includeInResult = false) {
    const looks = { count: 0 };
    const attributes = Array.from({ length: size }, (_, i) => ({
      get id() {
        looks.count += 1;
        return `attribute-${i}`;
      },
      issuer: undefined,
      includeInResult,
      values: [{ dataType: TYPES.string.id, text: 'x' }],
    }));
    return { looks, category: { id: SUBJECT, xmlId: undefined, content: undefined, attributes } };
  }
  const actions = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      id: ACTION,
      xmlId: undefined,
      content: undefined,
      attributes: [
        {
          id: 'action',
          issuer: undefined,
          includeInResult: false,
          values: [{ dataType: TYPES.string.id, text: i === 0 ? 'read' : 'write' }],
        },
      ],
    }));

  it('looks at a large category once, however many decisions share it', () => {
    const pdp = createPdp({ root: parsePolicy(readOnly) });
    const { looks, category } = counted(2_000);
    const found = pdp.evaluate(requestOf([category, ...actions(1_000)])).results;
    expect(found.map((each) => each.decision).filter((each) => each === 'Permit')).toHaveLength(1);
    expect(found).toHaveLength(1_000);
    expect(looks.count).toBeLessThan(2_000 * 10);
  });

  it('echoes no more attributes together than one request may ask for', () => {
    const pdp = createPdp({ root: parsePolicy(readOnly) });
    const [only, ...more] = pdp.evaluate(requestOf([counted(2_000, true).category, ...actions(1_000)])).results;
    expect(more).toEqual([]);
    expect(only?.decision).toBe('Indeterminate');
    expect(only?.status.message).toContain('1000000 attributes');
  });

  it('lets the decisions of one request share what ten may spend', () => {
    const matching = policy([
      rule('r', 'Permit', { target: when(match('string-regexp-match', val('string', 'x*'), attr('role'))) }),
    ]);
    const roles = Array.from({ length: 100 }, (_, i) => `role ${i}`);
    const subject = { id: SUBJECT, attributes: [{ id: 'role', values: roles }] };
    const request = createRequest({
      categories: [subject, ...Array.from({ length: 50 }, () => ({ id: ACTION, attributes: [] }))],
    });
    const calls = (maxCalls: number) =>
      createPdp({ root: parsePolicy(matching), limits: { maxCalls } }).evaluate(request).results;
    const permits = (maxCalls: number) => calls(maxCalls).filter((each) => each.decision === 'Permit').length;
    expect(permits(10_000)).toBe(50);
    expect(permits(100)).toBe(10);
    expect(calls(100)[10]).toMatchObject({ decision: 'Indeterminate' });
  });

  it('finds what a content selector selects once, however many references name it', () => {
    const nodes = Array.from({ length: 50 }, () => '<n/>').join('');
    const xpath = { XPathCategory: RESOURCE, XPath: '/r/n' };
    const request = {
      Resource: {
        Id: 'r',
        Content: `<r>${nodes}</r>`,
        Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:3.0:multiple:content-selector', Value: xpath }],
      },
      Action: [one('action', 'read', 'a')],
      MultiRequests: { RequestReference: Array.from({ length: 20 }, () => ({ ReferenceId: ['r', 'a'] })) },
    };
    expect(decisions(request)).toHaveLength(1_000);
    expect(decisions(request, readOnly, { limits: { maxDecisions: 49 } })).toEqual(['Indeterminate']);
    const many = {
      ...request,
      MultiRequests: { RequestReference: Array.from({ length: 1_001 }, () => ({ ReferenceId: ['x'] })) },
    };
    expect(decisions(many)).toEqual(['Indeterminate']);
  });
});

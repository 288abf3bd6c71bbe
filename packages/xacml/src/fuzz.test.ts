import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPdp, formatResponse, parsePolicy, parseRequest, parseResponse, XacmlError } from './index.ts';
import { world } from './testing/arbitrary.ts';
import {
  advice,
  apply,
  assign,
  attr,
  func,
  is,
  obligation,
  policy,
  RESOURCE,
  rule,
  SUBJECT,
  val,
  when,
} from './testing/build.ts';
import { toXml } from './testing/render.ts';

/** One change to a text: a piece cut out, doubled, or replaced by something that hurts parsers. */
interface Change {
  at: number;
  length: number;
  put: string;
}
const NASTY =
  `< > & " ' { [ ] } , : \\ \u0000 \ud800 😀 &#0; &lt; ]]> <!-- <![CDATA[ <?x?> 1e999 -1 99999999999999999999 null true __proto__
  INF ( * // :: urn:oasis:names:tc:xacml:1.0:function:string-equal`.split(/\s+/);
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(1_000_000),
  length: fc.nat(12),
  put: fc.constantFrom('', ' ', ...NASTY),
});
const changes = fc.array(change, { minLength: 1, maxLength: 4 });

function mutate(text: string, list: readonly Change[]): string {
  return list.reduce((each, { at, length, put }) => {
    const place = at % (each.length + 1);
    return each.slice(0, place) + put + each.slice(place + length);
  }, text);
}

/** Runs something that may refuse its input, but only in the way it promises. */
function refusing<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof XacmlError) return undefined;
    throw error;
  }
}

const selector = `<AttributeSelector Category="${RESOURCE}" Path="//a[@b=1]/text()" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/>`;
const regexp = apply('any-of', func('string-regexp-match'), val('string', '^a+[b-d]{2,3}'), attr('role'));
const age = apply('integer-add', apply('integer-one-and-only', attr('age', { type: 'integer' })), val('integer', '5'));
const POLICY = policy(
  [
    `<VariableDefinition VariableId="v">${regexp}</VariableDefinition>`,
    rule('r1', 'Permit', {
      target: when(is('role', 'clerk')),
      condition: apply(
        'or',
        '<VariableReference VariableId="v"/>',
        apply('string-is-in', val('string', 'x'), selector),
      ),
    }),
    rule('r2', 'Deny', { condition: apply('integer-greater-than', age, val('integer', '20')) }),
  ],
  {
    obligations: [obligation('o', 'Permit', assign('a', attr('role')))],
    advice: [advice('w', 'Deny', assign('b', val('date', '2026-11-22')))],
  },
);
const XML = `<Request xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" ReturnPolicyIdList="true" CombinedDecision="false"><Attributes Category="${SUBJECT}" xml:id="s"><Attribute AttributeId="role" IncludeInResult="true">${val('string', 'clerk')}${val('string', 'aabb')}</Attribute><Attribute AttributeId="age" Issuer="i" IncludeInResult="false">${val('integer', '12')}</Attribute></Attributes><Attributes Category="${RESOURCE}" xml:id="t"><Content><r><a b="1">x</a></r></Content></Attributes><MultiRequests><RequestReference><AttributesReference ReferenceId="s"/><AttributesReference ReferenceId="t"/></RequestReference></MultiRequests></Request>`;
const CONTENT_SELECTOR = 'urn:oasis:names:tc:xacml:3.0:multiple:content-selector';
const JSON_TEXT = JSON.stringify({
  Request: {
    ReturnPolicyIdList: true,
    AccessSubject: {
      Id: 's',
      Attribute: [
        { AttributeId: 'role', Value: ['clerk', 'aabb'], IncludeInResult: true },
        { AttributeId: 'age', Value: 12, DataType: 'integer' },
      ],
    },
    Resource: [
      {
        Id: 't',
        Content: '<r><a b="1">x</a></r>',
        Attribute: { AttributeId: CONTENT_SELECTOR, Value: { XPathCategory: 'Resource', XPath: '//a' } },
      },
    ],
    MultiRequests: { RequestReference: [{ ReferenceId: ['s', 't'] }] },
  },
});
const DECISIONS = ['Permit', 'Deny', 'NotApplicable', 'Indeterminate'];

describe('mutated documents', () => {
  it('are read or refused with an XacmlError, and what is read decides without an exception', () => {
    const request = parseRequest(JSON_TEXT, 'json');
    let decided = 0;
    fc.assert(
      fc.property(changes, (list) => {
        const document = refusing(() => parsePolicy(mutate(POLICY, list)));
        const pdp = document === undefined ? undefined : refusing(() => createPdp({ root: document, clock: () => 0 }));
        for (const result of pdp?.evaluate(request).results ?? []) {
          decided += 1;
          expect(DECISIONS).toContain(result.decision);
        }
      }),
      { numRuns: 3_000, seed: 1 },
    );
    expect(decided).toBeGreaterThan(50);
  });

  it.each([['xml', XML] as const, ['json', JSON_TEXT] as const])('in requests too: %s', (format, text) => {
    const pdp = createPdp({ root: parsePolicy(POLICY), clock: () => 0 });
    let decided = 0;
    fc.assert(
      fc.property(changes, (list) => {
        const request = refusing(() => parseRequest(mutate(text, list), format));
        if (request === undefined) return;
        const response = pdp.evaluate(request);
        decided += response.results.length;
        // Whatever the request held, the answer is well-formed and says the same in both formats.
        const decisions = response.results.map((each) => each.decision);
        for (const out of ['xml', 'json'] as const) {
          const read = parseResponse(formatResponse(response, out), out);
          expect(read.results.map((each) => each.decision)).toEqual(decisions);
        }
        expect(pdp.explain(request).response).toEqual(response);
      }),
      { numRuns: 3_000, seed: 2 },
    );
    expect(decided).toBeGreaterThan(100);
  });

  it('in generated policies too', () => {
    fc.assert(
      fc.property(world(1), changes, ({ root }, list) => {
        const document = refusing(() => parsePolicy(mutate(toXml(root), list)));
        if (document !== undefined) refusing(() => createPdp({ root: document }));
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});

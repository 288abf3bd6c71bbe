import { describe, expect, it } from 'vitest';
import { createPdp, type createRequest, parsePolicy, parseRequest, type RequestInput } from './index.ts';
import {
  apply,
  attr,
  decide,
  decision,
  ENVIRONMENT,
  func,
  is,
  permitIf,
  policy,
  RESOURCE,
  rule,
  SUBJECT,
  subject,
  truth,
  val,
  when,
} from './testing/build.ts';

const one = (id: string, values: (string | number)[], extra: object = {}): Partial<RequestInput> => ({
  categories: [{ id: SUBJECT, attributes: [{ id, values, ...extra }] }],
});
const holds = (source: string, value: string) => apply('string-is-in', val('string', value), source);

describe('designators', () => {
  const issued: Partial<RequestInput> = {
    categories: [
      {
        id: SUBJECT,
        attributes: [
          { id: 'role', values: ['clerk'], issuer: 'a' },
          { id: 'role', values: ['boss'], issuer: 'b' },
          { id: 'role', values: ['guest'] },
        ],
      },
    ],
  };

  it('ignores attributes of other issuers with an Issuer (xacml-engine#24)', () => {
    const byA = attr('role', { issuer: 'a' });
    expect(truth(holds(byA, 'clerk'), issued)).toBe('true');
    expect(truth(holds(byA, 'boss'), issued)).toBe('false');
    expect(truth(holds(byA, 'guest'), issued)).toBe('false');
  });

  it("takes every issuer's values without Issuer (xacml-engine#25)", () => {
    for (const value of ['clerk', 'boss', 'guest']) expect(truth(holds(attr('role'), value), issued)).toBe('true');
  });

  it('gives missing-attribute when MustBePresent and absent (xacml-engine#26)', () => {
    const xml = permitIf(holds(attr('role', { must: true }), 'x'));
    const result = decide(xml);
    expect(result.decision).toBe('Indeterminate');
    expect(result.status.code).toBe('urn:oasis:names:tc:xacml:1.0:status:missing-attribute');
    expect(truth(holds(attr('role', { must: true, issuer: 'a' }), 'x'), one('role', ['x'], { issuer: 'b' }))).toBe(
      'missing-attribute',
    );
  });

  it('keeps values of several data types under one id apart (xacml-engine#27)', () => {
    const mixed: Partial<RequestInput> = {
      categories: [
        {
          id: SUBJECT,
          attributes: [
            { id: 'age', values: ['forty'] },
            { id: 'age', values: [40] },
            { id: 'age', dataType: 'double', values: ['40.5'] },
          ],
        },
      ],
    };
    expect(
      truth(
        apply('integer-equal', apply('integer-one-and-only', attr('age', { type: 'integer' })), val('integer', '40')),
        mixed,
      ),
    ).toBe('true');
    expect(truth(apply('string-equal', apply('string-one-and-only', attr('age')), val('string', 'forty')), mixed)).toBe(
      'true',
    );
    expect(
      truth(
        apply('double-equal', apply('double-one-and-only', attr('age', { type: 'double' })), val('double', '40.5')),
        mixed,
      ),
    ).toBe('true');
  });

  it('makes a value that is not of its type a syntax-error, but only when it is asked for', () => {
    const bad = one('age', ['forty'], { dataType: 'integer' });
    expect(truth(apply('integer-is-in', val('integer', '1'), attr('age', { type: 'integer' })), bad)).toBe(
      'syntax-error',
    );
    expect(decision(policy([rule('r', 'Permit')]), bad)).toBe('Permit');
  });

  it('asks resolveAttribute for what the request does not have, and makes its failure Indeterminate', () => {
    const xml = permitIf(holds(attr('role'), 'clerk'));
    expect(
      decision(xml, {}, { resolveAttribute: ({ attributeId }) => (attributeId === 'role' ? ['clerk'] : undefined) }),
    ).toBe('Permit');
    expect(decision(xml, one('role', ['boss']), { resolveAttribute: () => ['clerk'] })).toBe('NotApplicable');
    const failing = (): never => {
      throw new Error('no answer');
    };
    expect(decide(xml, {}, { resolveAttribute: failing })).toMatchObject({
      decision: 'Indeterminate',
      status: { message: expect.stringContaining('no answer') },
    });
  });
});

describe('the clock', () => {
  const CURRENT = 'urn:oasis:names:tc:xacml:1.0:environment:current-';
  const now = Date.UTC(2026, 10, 22, 9, 30, 0);
  const current = (name: 'time' | 'date' | 'dateTime', text: string) =>
    apply(
      `${name}-equal`,
      apply(`${name}-one-and-only`, attr(`${CURRENT}${name}`, { type: name, category: ENVIRONMENT })),
      val(name, text),
    );

  it("uses the request's current-time instead of the clock (xacml-engine#28)", () => {
    const given: Partial<RequestInput> = {
      categories: [
        { id: ENVIRONMENT, attributes: [{ id: `${CURRENT}time`, dataType: 'time', values: ['08:23:47-05:00'] }] },
      ],
    };
    expect(truth(current('time', '08:23:47-05:00'), given, { clock: () => now })).toBe('true');
  });

  it('takes current-time, current-date and current-dateTime from the clock, one instant a request (xacml-engine#29)', () => {
    let reads = 0;
    const clock = () => now + 3_600_000 * reads++;
    const all = apply(
      'and',
      current('time', '09:30:00Z'),
      current('date', '2026-11-22Z'),
      current('dateTime', '2026-11-22T09:30:00Z'),
    );
    expect(truth(all, {}, { clock })).toBe('true');
    expect(reads).toBe(1);
    expect(
      truth(current('dateTime', '2026-11-22T09:30:00Z'), {}, { clock: () => new Date(now), implicitTimezone: 60 }),
    ).toBe('true');
  });

  it('never fills a designator with an Issuer from the clock', () => {
    const size = apply('time-bag-size', attr(`${CURRENT}time`, { type: 'time', category: ENVIRONMENT, issuer: 'pep' }));
    expect(truth(apply('integer-equal', size, val('integer', '0')), {}, { clock: () => now })).toBe('true');
  });
});

describe('selectors', () => {
  const content =
    '<r xmlns="" xmlns:m="urn:m"><m:age>40</m:age><name>Kari</name><name>Ola</name><!-- note --><?go there?></r>';
  const selector = (
    path: string,
    options: { must?: boolean; context?: string; category?: string; type?: string } = {},
  ) =>
    `<AttributeSelector Category="${options.category ?? RESOURCE}" Path="${path}" DataType="http://www.w3.org/2001/XMLSchema#${options.type ?? 'string'}" MustBePresent="${options.must ?? false}"${options.context === undefined ? '' : ` ContextSelectorId="${options.context}"`}/>`;
  const withContent = (xpath = ''): ReturnType<typeof createRequest> => {
    const attribute =
      xpath === ''
        ? ''
        : `<Attribute AttributeId="here" IncludeInResult="false"><AttributeValue DataType="urn:oasis:names:tc:xacml:3.0:data-type:xpathExpression" XPathCategory="${RESOURCE}">${xpath}</AttributeValue></Attribute>`;
    return parseRequest(
      `<Request xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" ReturnPolicyIdList="false" CombinedDecision="false"><Attributes Category="${RESOURCE}"><Content>${content}</Content>${attribute}</Attributes><Attributes Category="${SUBJECT}"/></Request>`,
      'xml',
    );
  };
  const asked = (condition: string, request = withContent()) => {
    const result = createPdp({ root: parsePolicy(permitIf(condition)) }).evaluate(request).results[0];
    return result?.decision === 'Indeterminate' ? result.status.code.replace(/^.*:/, '') : result?.decision;
  };
  const names = (...values: string[]) => apply('string-bag', ...values.map((each) => val('string', each)));

  it('reads elements, attributes, text, comments and instructions of its category', () => {
    expect(asked(apply('string-set-equals', selector('/r/name'), names('Kari', 'Ola')))).toBe('Permit');
    expect(asked(apply('string-set-equals', selector('//comment()'), names(' note ')))).toBe('Permit');
    expect(asked(apply('string-set-equals', selector('//processing-instruction()'), names('there')))).toBe('Permit');
    expect(
      asked(
        apply('string-set-equals', selector('name[2]/text()', { context: 'here' }), names('Ola')),
        withContent('/r'),
      ),
    ).toBe('Permit');
  });

  it('reads only the Content of its own category (xacml-engine#30)', () => {
    expect(asked(apply('string-set-equals', selector('//name', { category: SUBJECT }), names()))).toBe('Permit');
  });

  it('gives missing-attribute when nothing is found and it must be present (xacml-engine#31)', () => {
    expect(asked(apply('string-is-in', val('string', 'x'), selector('//none', { must: true })))).toBe(
      'missing-attribute',
    );
    expect(
      asked(apply('string-is-in', val('string', 'x'), selector('//name', { must: true, category: SUBJECT }))),
    ).toBe('missing-attribute');
  });

  it('makes a ContextSelectorId that selects two nodes an error (xacml-engine#32)', () => {
    const condition = apply('string-is-in', val('string', 'Kari'), selector('text()', { context: 'here' }));
    expect(asked(condition, withContent('/r/name'))).toBe('syntax-error');
    expect(asked(condition, withContent('/r/name[1]'))).toBe('Permit');
    expect(asked(condition, withContent())).toBe('syntax-error');
  });

  it('makes text that is not of the type a syntax-error, and what is no node an error', () => {
    expect(asked(apply('integer-is-in', val('integer', '1'), selector('//name', { type: 'integer' })))).toBe(
      'syntax-error',
    );
    expect(asked(apply('string-is-in', val('string', '1'), selector('count(//name)')))).toBe('processing-error');
    expect(asked(apply('string-is-in', val('string', '1'), selector('/')))).toBe('processing-error');
    expect(asked(apply('string-is-in', val('string', '1'), selector('/r[')))).toBe('processing-error');
  });
});

it('finds a value through a function passed to any-of', () => {
  expect(
    truth(apply('any-of', func('string-equal'), val('string', 'a'), attr('role')), subject({ role: ['b', 'a'] })),
  ).toBe('true');
  expect(
    decision(policy([rule('r', 'Permit', { target: when(is('role', 'a')) })]), subject({ role: ['b', 'a'] })),
  ).toBe('Permit');
});

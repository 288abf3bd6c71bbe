import { describe, expect, it } from 'vitest';
import {
  createPdp,
  formatResponse,
  parsePolicy,
  parseRequest,
  parseResponse,
  type Request,
  XacmlError,
} from './index.ts';
import { ACTION, policy, RESOURCE, rule, SUBJECT } from './testing/build.ts';

const XS = 'http://www.w3.org/2001/XMLSchema#';
const read = (request: unknown): Request =>
  parseRequest(typeof request === 'string' ? request : JSON.stringify({ Request: request }), 'json');
const valuesOf = (request: Request) =>
  request.categories
    .flatMap((each) => each.attributes)
    .flatMap((each) => each.values.map(({ dataType, text }) => `${dataType.replace(XS, '')} ${text}`));
/** A request whose one attribute has this value, as JSON text. */
const value = (text: string, more = ''): Request =>
  read(`{"Request": {"AccessSubject": {"Attribute": {"AttributeId": "a", "Value": ${text}${more}}}}}`);
const refusal = (code: string) => expect.objectContaining({ code });

describe('JSON requests', () => {
  it('takes 5 as an integer, 5.0 as a double and true as a boolean (xacml-engine#68)', () => {
    expect(valuesOf(value('5'))).toEqual(['integer 5']);
    expect(valuesOf(value('5.0'))).toEqual(['double 5.0']);
    expect(valuesOf(value('5e1'))).toEqual(['double 5e1']);
    expect(valuesOf(value('true'))).toEqual(['boolean true']);
    expect(valuesOf(value('"5"'))).toEqual(['string 5']);
    expect(valuesOf(value('123456789012345678901234567890'))).toEqual(['integer 123456789012345678901234567890']);
  });

  it('makes a bag of one type of a list (xacml-engine#69)', () => {
    expect(valuesOf(value('["a", "b"]'))).toEqual(['string a', 'string b']);
    expect(valuesOf(value('[1, 2.5]'))).toEqual(['double 1', 'double 2.5']);
    expect(valuesOf(value('[]'))).toEqual([]);
    expect(() => value('["a", 1]')).toThrow(refusal('schema'));
    expect(() => value('["a", null]')).toThrow(refusal('schema'));
    expect(() => value('null')).toThrow(refusal('schema'));
  });

  it('converts to a DataType that is given, by URI or short name', () => {
    expect(valuesOf(value('"5"', ', "DataType": "integer"'))).toEqual(['integer 5']);
    expect(valuesOf(value('5', `, "DataType": "${XS}string"`))).toEqual(['string 5']);
    expect(valuesOf(value('"INF"', ', "DataType": "double"'))).toEqual(['double INF']);
    expect(valuesOf(value('["2026-01-01"]', ', "DataType": "date"'))).toEqual(['date 2026-01-01']);
  });

  it('takes a category by shorthand member or by CategoryId (xacml-engine#70)', () => {
    const attribute = [{ AttributeId: 'a', Value: 'x' }];
    const short = read({
      AccessSubject: { Attribute: attribute },
      Resource: [{ Attribute: attribute }],
      Action: { Attribute: attribute },
    });
    const long = read({
      Category: [SUBJECT, RESOURCE, ACTION].map((CategoryId) => ({ CategoryId, Attribute: attribute })),
    });
    expect(short.categories).toEqual(long.categories);
    expect(read({ Category: { CategoryId: 'Resource', Attribute: attribute } }).categories[0]?.id).toBe(RESOURCE);
    expect(() => read({ Category: [{ Attribute: attribute }] })).toThrow(refusal('schema'));
    expect(() => read({ Resource: { CategoryId: SUBJECT } })).toThrow(refusal('schema'));
  });

  it('takes Content as an escaped or a Base64 string (xacml-engine#71)', () => {
    const xml = '<r><navn>Åse</navn></r>';
    const content = (text: string) => read({ Resource: { Content: text } }).categories[0]?.content;
    expect(content(xml)?.children).toMatchObject([{ local: 'navn', children: ['Åse'] }]);
    expect(content(Buffer.from(xml).toString('base64'))).toEqual(content(xml));
    expect(() => content('!')).toThrow(refusal('schema'));
    expect(() => content('noXML')).toThrow(refusal('schema'));
    expect(() => content('<r>')).toThrow(refusal('xml-syntax'));
  });

  it('reads an xpathExpression from an object', () => {
    const request = value(
      '{"XPathCategory": "Resource", "XPath": "//m:a", "Namespaces": [{"Prefix": "m", "Namespace": "urn:m"}]}',
    );
    expect(request.categories[0]?.attributes[0]?.values[0]?.xpath).toMatchObject({
      category: RESOURCE,
      path: '//m:a',
      namespaces: { m: 'urn:m' },
    });
  });

  it.each([
    ['json-syntax', '{"Request": {"ReturnPolicyIdList": true, "ReturnPolicyIdList": false, "Action": {}}}'],
    ['json-syntax', '{"Request": {}} x'],
    ['json-syntax', '{"Request": {"Action": {"Attribute": [{"AttributeId": "a", "Value": 01}]}}}'],
    ['json-syntax', ''],
    ['schema', '[]'],
    ['schema', '{"Request": {}}'],
    ['schema', '{"Request": {"Actions": {}}}'],
    ['schema', '{"Request": {"Action": {"Attribute": [{"Value": "x"}]}}}'],
    ['schema', '{"Request": {"Action": {"Attribute": [{"AttributeId": "a"}]}}}'],
    ['schema', '{"Request": {"Action": {"Attribute": [{"AttributeId": "a", "Value": "x", "Colour": 1}]}}}'],
    ['schema', '{"Request": {"Action": {}, "CombinedDecision": "yes"}}'],
    ['duplicate-id', '{"Request": {"Category": [{"CategoryId": "a", "Id": "x"}, {"CategoryId": "b", "Id": "x"}]}}'],
  ])('refuses with code %s: %s', (code, text) => {
    expect(() => read(text)).toThrow(refusal(code));
  });

  it('names the member that is wrong', () => {
    const wrong = {
      Category: [
        { CategoryId: 'a' },
        {
          CategoryId: 'b',
          Attribute: [
            { AttributeId: 'x', Value: 1 },
            { AttributeId: 5, Value: 1 },
          ],
        },
      ],
    };
    expect(() => read(wrong)).toThrow('Category[1].Attribute[1].AttributeId: expected a string, found a number');
  });

  it('reads an integer written with an exponent, however large', () => {
    expect(valuesOf(value('12e3', ', "DataType": "integer"'))).toEqual(['integer 12000']);
    expect(valuesOf(value('1e400', ', "DataType": "integer"'))).toEqual([`integer 1${'0'.repeat(400)}`]);
  });

  it('says where the text is broken', () => {
    expect(() => read('{"Request":\n  {"Action": tru}}')).toThrow(expect.objectContaining({ line: 2, column: 14 }));
  });

  it('treats a member called __proto__ as any unknown one', () => {
    expect(() => read('{"Request": {"Action": {}, "__proto__": {"x": 1}}}')).toThrow(XacmlError);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

describe('JSON and XML responses', () => {
  const pdp = createPdp({ root: parsePolicy(policy([rule('r', 'Permit')])) });

  it('counts a result without Status as ok (xacml-engine#72)', () => {
    expect(parseResponse('{"Response": [{"Decision": "Permit"}]}', 'json').results[0]?.status.code).toBe(
      'urn:oasis:names:tc:xacml:1.0:status:ok',
    );
    expect(parseResponse('{"Response": {"Decision": "Deny"}}', 'json').results[0]?.decision).toBe('Deny');
  });

  it('writes the results as a list, also when there is one', () => {
    expect(JSON.parse(formatResponse(pdp.evaluate(read({ Action: {} })), 'json'))).toEqual({
      Response: [{ Decision: 'Permit', Status: { StatusCode: { Value: 'urn:oasis:names:tc:xacml:1.0:status:ok' } } }],
    });
  });

  it('gives the same decision for a request in XML and in JSON', () => {
    const xml = `<Request xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" ReturnPolicyIdList="true" CombinedDecision="false"><Attributes Category="${ACTION}"><Attribute AttributeId="a" IncludeInResult="true"><AttributeValue DataType="${XS}string">x &amp; y</AttributeValue></Attribute></Attributes></Request>`;
    const json = read({
      ReturnPolicyIdList: true,
      Action: { Attribute: [{ AttributeId: 'a', Value: 'x & y', IncludeInResult: true }] },
    });
    const [fromXml, fromJson] = [pdp.evaluate(parseRequest(xml, 'xml')), pdp.evaluate(json)];
    expect(formatResponse(fromXml, 'xml')).toBe(formatResponse(fromJson, 'xml'));
    expect(parseResponse(formatResponse(fromXml, 'xml'), 'xml')).toEqual(
      parseResponse(formatResponse(fromJson, 'json'), 'json'),
    );
  });
});

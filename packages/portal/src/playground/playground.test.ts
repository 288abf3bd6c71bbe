import { describe, expect, it } from 'vitest';
import { addressOf, questionIn } from './address.ts';
import { faultyFields, mayKeep, NO_QUESTION, type Question, requestOf, tidied } from './question.ts';
import { markRule } from './rule-place.ts';
import { packageUrn, subjectsOf } from './subjects.ts';

const GOOD: Question = {
  kind: 'user',
  subject: '20004',
  party: '310044423',
  resource: 'ttd-lonnsrapport',
  action: 'read',
  instance: '',
};
const UUID = '0b9a6a0e-0000-4000-8000-000000000000';

describe('a question to the PDP', () => {
  it('is taken with the spaces that people write in numbers', () => {
    const asked = tidied({ ...GOOD, subject: ' 20 004 ', party: '310 044 423', action: ' read ' });
    expect(asked).toEqual(GOOD);
    expect(faultyFields(asked)).toEqual([]);
  });

  it.each([
    ['subject', '01816010027'],
    ['subject', '2000a'],
    ['party', '3100444233'],
    ['resource', ''],
    ['resource', '../policy'],
    ['resource', '01816010027'],
    ['action', 'read write'],
    ['action', '01816010027'],
    ['instance', '50001/a/b'],
    ['instance', '01816010027'],
  ] as const)('is refused for its %s when it is %j', (field, value) => {
    expect(faultyFields({ ...GOOD, [field]: value })).toEqual([field]);
  });

  it('carries the user as subject, and resource and organisation together', () => {
    const { Request } = requestOf(GOOD);
    expect(Request.AccessSubject[0]?.Attribute[0]?.Value).toBe(GOOD.subject);
    expect(Request.Resource[0]?.Attribute.map(({ Value }) => Value)).toEqual([GOOD.resource, GOOD.party]);
  });

  it.each([
    ['user', '20004', 'urn:altinn:userid'],
    ['system-user', UUID, 'urn:altinn:systemuser:uuid'],
    ['organization', '310044423', 'urn:altinn:organization:identifier-no'],
  ] as const)('may be asked by a %s', (kind, subject, attribute) => {
    const asked = { ...GOOD, kind, subject };
    expect(faultyFields(asked)).toEqual([]);
    expect(requestOf(asked).Request.AccessSubject[0]?.Attribute).toEqual([{ AttributeId: attribute, Value: subject }]);
  });

  it.each([
    [`50001/${UUID}`, 'urn:altinn:instance-id'],
    ['case-7', 'urn:altinn:resource:instance-id'],
  ])('is about the instance %s by %s', (instance, attribute) => {
    expect(faultyFields({ ...GOOD, instance })).toEqual([]);
    const [, about] = requestOf({ ...GOOD, instance }).Request.Resource[0]?.Attribute ?? [];
    expect(about).toEqual({ AttributeId: attribute, Value: instance });
  });

  it('is not written down when it may hold a person’s number', () => {
    expect(mayKeep(GOOD)).toBe(true);
    for (const field of ['subject', 'party', 'resource', 'action', 'instance'])
      expect(mayKeep({ ...GOOD, [field]: ' 018160 10027' })).toBe(false);
  });
});

describe('the address of a question', () => {
  const read = (address: string) => questionIn(new URL(address, 'http://portal').searchParams);

  it.each([
    GOOD,
    { ...GOOD, kind: 'system-user', subject: UUID, instance: `50001/${UUID}` },
    { ...GOOD, kind: 'organization', subject: '310044423', action: 'a&b=#?é' },
  ] as const)('is read as it was written: %j', (question) => {
    expect(read(addressOf(question))).toEqual({ question, isBroken: false });
  });

  it('is none without a part of a question', () => {
    expect(read('/playground?virksomhet=310044423&x=1')).toBeUndefined();
  });

  it.each([
    ['subject=user:01816010027'],
    ['subject=01816010027'],
    ['subject=person:01816010027'],
    ['subject=user:20004:1'],
    ['party=01816010027'],
    ['resource=../policy'],
    ['action=read write'],
    [`action=${'a'.repeat(10_000)}`],
    ['instance=<script>'],
  ])('leaves out what is no part of one, such as a person’s number: %.40s', (query) => {
    expect(read(`/playground?${query}`)).toEqual({ question: NO_QUESTION, isBroken: true });
  });
});

const XML = `<xacml:Policy>
  <!-- <xacml:Rule RuleId="b"> was here -->
  <xacml:Rule RuleId="a" Effect="Permit">
    <xacml:Target/>
  </xacml:Rule>
  <xacml:Rule
    Effect="Permit" RuleId="b">
    <xacml:Description>a > b</xacml:Description>
  </xacml:Rule>
  <Rule RuleId='c &amp; "d"' Effect="Deny"/>
</xacml:Policy>`;

describe('the deciding rule in the policy', () => {
  it.each([
    ['a', 3, 3, 5],
    ['b', 6, 6, 9],
    ['b', undefined, 6, 9],
    ['b', 99, 6, 9],
    ['c & "d"', 10, 10, 10],
  ])('%j at line %j is lines %i to %i', (id, line, from, to) => {
    const marked = markRule(XML, id, line);
    expect([marked?.from, marked?.to]).toEqual([from, to]);
    expect(marked?.rule).toBe(
      XML.split('\n')
        .slice(from - 1, to)
        .join('\n'),
    );
    expect([marked?.before, marked?.rule, '\n', marked?.after].join('')).toBe(XML);
  });

  it('is told apart by its line from a rule of the same id', () => {
    const twice = '<P>\n<Rule RuleId="a"/>\n<Rule RuleId="a"/>\n</P>';
    expect(markRule(twice, 'a', 3)?.from).toBe(3);
  });

  it('is not marked when the policy has no such rule', () => {
    expect(markRule(XML, 'z', 3)).toBeUndefined();
    expect(markRule('', 'a', 1)).toBeUndefined();
  });
});

describe('what the explanation names', () => {
  it.each([
    ['role DAGL', [{ kind: 'role', id: 'DAGL' }]],
    [
      'role DAGL with access package skogbruk',
      [
        { kind: 'role', id: 'DAGL' },
        { kind: 'package', id: 'skogbruk' },
      ],
    ],
    ['service owner ttd', [{ kind: 'owner', id: 'ttd' }]],
    ['a person named by number', [{ kind: 'person' }]],
    ['urn:altinn:userid 20001', [{ kind: 'other', text: 'urn:altinn:userid 20001' }]],
  ])('is taken apart: %j', (line, subjects) => {
    expect(subjectsOf(line)).toEqual(subjects);
  });

  it('is a package by its whole URN, however it is written', () => {
    expect(packageUrn('skogbruk')).toBe('urn:altinn:accesspackage:skogbruk');
    expect(packageUrn('urn:altinn:accesspackage:skogbruk')).toBe('urn:altinn:accesspackage:skogbruk');
  });
});

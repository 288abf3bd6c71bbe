import { describe, expect, it } from 'vitest';
import { faultyFields, requestOf, tidied } from './question.ts';
import { markRule } from './rule-place.ts';
import { packageUrn, subjectsOf } from './subjects.ts';

const GOOD = { person: '20004', organization: '310044423', resource: 'ttd-lonnsrapport', action: 'read' };

describe('a question to the PDP', () => {
  it('is taken with the spaces that people write in numbers', () => {
    const asked = tidied({ ...GOOD, person: ' 20 004 ', organization: '310 044 423', action: ' read ' });
    expect(asked).toEqual(GOOD);
    expect(faultyFields(asked)).toEqual([]);
  });

  it.each([
    ['person', '01816010027'],
    ['person', '2000a'],
    ['organization', '3100444233'],
    ['resource', ''],
    ['resource', '../policy'],
    ['action', 'read write'],
  ] as const)('is refused for its %s when it is %j', (field, value) => {
    expect(faultyFields({ ...GOOD, [field]: value })).toEqual([field]);
  });

  it('carries the user as subject, and resource and organisation together', () => {
    const { Request } = requestOf(GOOD);
    expect(Request.AccessSubject[0]?.Attribute[0]?.Value).toBe(GOOD.person);
    expect(Request.Resource[0]?.Attribute.map(({ Value }) => Value)).toEqual([GOOD.resource, GOOD.organization]);
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

import { createPdp, flattenRules, parsePolicy } from '@portvakt/xacml';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addRow,
  changeRow,
  emptyPolicy,
  isPlaceEditable,
  type RowWish,
  removeRule,
  setLevel,
  wishOf,
} from './edit-policy.ts';
import {
  type PolicyTable,
  type RuleRow,
  readPolicy,
  type Term,
  termOf,
  termsOfResource,
  urnOf,
} from './policy-table.ts';
import { scanXml, type XmlElement, XmlScanError } from './xml-scan.ts';

const RESOURCE = 'skogdir-felling';
const NAMED = termsOfResource(RESOURCE);
const role = (value: string): Term => ({ id: 'urn:altinn:rolecode', value });
const WISH: RowWish = {
  effect: 'Permit',
  description: 'Leaders',
  subjects: [role('DAGL')],
  actions: ['read'],
  within: [],
};

const tableOf = (xml: string): PolicyTable => {
  const table = readPolicy(xml);
  if (!table) throw new Error('no policy');
  return table;
};
const rowsOf = (xml: string): readonly RuleRow[] => tableOf(xml).rules.filter((one) => one.kind === 'row');
const first = (xml: string): RuleRow => {
  const [row] = rowsOf(xml);
  if (!row) throw new Error('no row');
  return row;
};

/** By hand: other prefixes, quotes and indentation, comments, CDATA, and rules that a table cannot show. */
const BY_HAND = `<?xml version="1.0"?>
<!-- kept since 2021 -->
<Policy xmlns='urn:oasis:names:tc:xacml:3.0:core:schema:wd-17' PolicyId="p" Version="1.0"
        RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">
\t<Description><![CDATA[Felling & more]]></Description>
\t<Target/>
\t<Rule RuleId="one" Effect="Permit"><!-- who? -->
\t\t<Target>
\t\t\t<AnyOf>
\t\t\t\t<!-- the boss -->
\t\t\t\t<AllOf><Match MatchId="urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">dagl</AttributeValue><AttributeDesignator AttributeId="urn:altinn:rolecode" Category="urn:oasis:names:tc:xacml:1.0:subject-category:access-subject" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent='false' /></Match></AllOf>
\t\t\t\t<AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">a&amp;b</AttributeValue><AttributeDesignator AttributeId="urn:altinn:org" Category="urn:oasis:names:tc:xacml:1.0:subject-category:access-subject" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/></Match></AllOf>
\t\t\t</AnyOf>
\t\t\t<AnyOf>
\t\t\t\t<AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">skogdir-felling</AttributeValue><AttributeDesignator AttributeId="urn:altinn:resource" Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/></Match></AllOf>
\t\t\t</AnyOf>
\t\t\t<AnyOf>
\t\t\t\t<AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">read</AttributeValue><AttributeDesignator AttributeId="urn:oasis:names:tc:xacml:1.0:action:action-id" Category="urn:oasis:names:tc:xacml:3.0:attribute-category:action" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/></Match></AllOf>
\t\t\t</AnyOf>
\t\t</Target>
\t</Rule>
\t<Rule RuleId="two" Effect="Deny">
\t\t<Condition><Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:not"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#boolean">true</AttributeValue></Apply></Condition>
\t</Rule>
\t<Rule RuleId="three" Effect="Permit"/>
\t<ObligationExpressions>
\t\t<ObligationExpression ObligationId="other" FulfillOn="Deny"/>
\t</ObligationExpressions>
</Policy>
<!-- the end -->
`;

describe('reading', () => {
  it('shows who may do what, and keeps what a table cannot say as it is written', () => {
    const { rules, level } = tableOf(BY_HAND);
    expect(rules.map(({ kind, id }) => [kind, id])).toEqual([
      ['row', 'one'],
      ['kept', 'two'],
      ['kept', 'three'],
    ]);
    expect(rules.map((one) => (one.kind === 'kept' ? one.reason : ''))).toEqual(['', 'condition', 'target']);
    expect(level).toBeUndefined();
    expect(wishOf(first(BY_HAND), NAMED)).toEqual({
      effect: 'Permit',
      description: '',
      subjects: [role('dagl'), { id: 'urn:altinn:org', value: 'a&b' }],
      actions: ['read'],
      within: [],
    });
  });

  it.each([
    ['nothing', '', 1],
    ['an element that does not end', '<a>\n<b/>', 2],
    ['another end', '<a>\n</b>\n', 2],
    ['a value without quotes', '<a\nb=c/>\n', 2],
    ['an attribute twice', '<a b="1"\nb="2"/>\n', 2],
    ['a prefix that is not declared', '<a>\n<x:b/>\n</a>', 2],
    ['a document type', '<!DOCTYPE a>\n<a/>', 1],
    ['a declaration in the content', '<a>\n<!ELEMENT b></a>', 2],
    ['an entity that is not built in', '<a>\n&b;\n</a>', 2],
    ['a second root', '<a/>\n<b/>\n', 2],
    ['a comment that does not end', '<a>\n<!-- </a>', 2],
    ['great depth', `\n${'<a>'.repeat(500)}${'</a>'.repeat(500)}\n`, 2],
  ])('refuses %s, with its line', (_, text, line) => {
    try {
      scanXml(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(XmlScanError);
      expect(text.slice(0, (error as XmlScanError).place).split('\n').length).toBe(line);
    }
  });

  it('knows the place of every element, its content and its values, whatever stands between', () => {
    const xml =
      '\uFEFF<?xml version="1.0"?>\r\n<!-- <a> --><p:a xmlns:p="u" x=\'1 > "0"\' y="">\r\n t&amp;<![CDATA[<b>]]><!-- c --><b  z = "2" /><b>æ😀</b ></p:a>\n';
    const root = scanXml(xml);
    const text = (part: { readonly start: number; readonly end: number }) => xml.slice(part.start, part.end);
    const content = (one: XmlElement) => xml.slice(one.contentStart, one.contentEnd);
    expect(text(root)).toBe(xml.slice(xml.indexOf('<p:a'), -1));
    expect([root.prefix, root.name, root.text]).toEqual(['p:', 'a', '\n t&<b>']);
    expect(root.attributes.map((one) => [one.name, one.value, text(one)])).toEqual([
      ['xmlns:p', 'u', 'u'],
      ['x', '1 > "0"', '1 > "0"'],
      ['y', '', ''],
    ]);
    expect(root.children.map((one) => [text(one), content(one), one.text])).toEqual([
      ['<b  z = "2" />', '', ''],
      ['<b>æ😀</b >', 'æ😀', 'æ😀'],
    ]);
    expect(root.children[0]?.attributes.map(text)).toEqual(['2']);
  });

  it('is not slow for a long text', () => {
    const empty = emptyPolicy(RESOURCE);
    const one = addRow(empty, tableOf(empty), WISH, RESOURCE);
    const { start = 0, end = 0 } = tableOf(one).rules[0]?.element ?? {};
    const xml = one.slice(0, start) + one.slice(start, end).repeat(400) + one.slice(end);
    const before = process.cpuUsage();
    expect(tableOf(xml).rules).toHaveLength(400);
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });

  it('takes attributes and values apart', () => {
    for (const urn of ['urn:altinn:rolecode:DAGL', 'urn:altinn:access-list:skogdir:liste', 'urn:altinn:task:Task_1'])
      expect(urnOf(termOf(urn) ?? role(''))).toBe(urn);
    expect(termOf('urn:altinn:access-list:skogdir:liste')).toEqual({
      id: 'urn:altinn:access-list',
      value: 'skogdir:liste',
    });
    for (const text of ['', 'DAGL', 'a:', ':b']) expect(termOf(text)).toBeUndefined();
  });
});

describe('a change', () => {
  it('to nothing changes nothing', () => {
    const row = first(BY_HAND);
    expect(changeRow(BY_HAND, row, wishOf(row, NAMED), RESOURCE)).toBe(BY_HAND);
    expect(setLevel(BY_HAND, tableOf(BY_HAND), 'level', undefined)).toBe(BY_HAND);
  });

  it('to the subjects touches only the alternative that goes and the one that comes', () => {
    const row = first(BY_HAND);
    const wish = { ...wishOf(row, NAMED), subjects: [role('dagl'), role('LEDE')] };
    const changed = changeRow(BY_HAND, row, wish, RESOURCE);
    expect(wishOf(first(changed), NAMED)).toEqual(wish);
    const gone = BY_HAND.split('\n').filter((line) => !changed.includes(line));
    expect(gone).toEqual([expect.stringContaining('a&amp;b')]);
    expect(changed).toContain('<!-- the boss -->');
    expect(changed).toContain('</AllOf>\n\t\t\t\t<AllOf>\n\t\t\t\t  <Match');
    expect(changed).toContain('>LEDE<');
    parsePolicy(changed);
  });

  it('takes a rule away with its lines, and leaves the others where they are', () => {
    const [, two] = tableOf(BY_HAND).rules;
    if (!two) throw new Error('no rule');
    const changed = removeRule(BY_HAND, two);
    const left = BY_HAND.split('\n');
    left.splice(
      left.findIndex((line) => line.includes('"two"')),
      3,
    );
    expect(changed).toBe(left.join('\n'));
  });

  it('adds a row in the text’s own prefix and indentation, before the obligations', () => {
    const changed = addRow(
      BY_HAND,
      tableOf(BY_HAND),
      { ...WISH, within: [{ id: 'urn:altinn:task', value: 'Task_1' }] },
      RESOURCE,
    );
    const at = changed.indexOf('\n\t<Rule RuleId="urn:altinn:resource:skogdir-felling:ruleid:4" Effect="Permit">');
    expect(at).toBeGreaterThan(changed.indexOf('"three"'));
    expect(at).toBeLessThan(changed.indexOf('<ObligationExpressions>'));
    expect(wishOf(rowsOf(changed)[1] ?? first(changed), NAMED).within).toEqual([
      { id: 'urn:altinn:task', value: 'Task_1' },
    ]);
    parsePolicy(changed);
  });

  it('sets, changes and takes away the level, and keeps other obligations', () => {
    const set = setLevel(BY_HAND, tableOf(BY_HAND), 'level', 3);
    expect([tableOf(set).level?.value, set.includes('ObligationId="other"')]).toEqual([3, true]);
    const four = setLevel(set, tableOf(set), 'level', 4);
    expect(four).toBe(set.replace('>3<', '>4<'));
    const both = setLevel(four, tableOf(four), 'levelOrg', 3);
    expect(setLevel(setLevel(both, tableOf(both), 'levelOrg', undefined), tableOf(four), 'level', undefined)).toBe(
      BY_HAND,
    );
    parsePolicy(both);
  });

  it('keeps the line ends of Windows', () => {
    const text = emptyPolicy(RESOURCE).replaceAll('\n', '\r\n');
    const changed = setLevel(addRow(text, tableOf(text), WISH, RESOURCE), tableOf(text), 'level', 3);
    expect(changed.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('leaves a place alone that it cannot say', () => {
    const row = first(BY_HAND.replace('>skogdir-felling<', '>other<'));
    expect(isPlaceEditable(row, NAMED)).toBe(false);
    expect(isPlaceEditable(first(BY_HAND), NAMED)).toBe(true);
  });
});

const term = fc.record({
  id: fc.constantFrom('urn:altinn:rolecode', 'urn:altinn:accesspackage', 'urn:altinn:org', 'urn:altinn:access-list'),
  value: fc.constantFrom('DAGL', 'LEDE', 'skogbruk', 'a&b', '<x>', '"q"', "it's", 'æøå', 'skogdir:liste'),
});
const different = <T>(one: fc.Arbitrary<T>) =>
  fc.uniqueArray(one, { minLength: 1, maxLength: 4, selector: (value) => JSON.stringify(value) });
const wish: fc.Arbitrary<RowWish> = fc.record({
  effect: fc.constantFrom('Permit' as const, 'Deny' as const),
  description: fc.constantFrom('', 'Who & what <of all>', 'To'),
  subjects: different(term),
  actions: different(fc.constantFrom('read', 'write', 'sign & send')),
  within: fc.uniqueArray(
    fc.constantFrom('Task_1', 'Task_2').map((value) => ({ id: 'urn:altinn:task', value })),
    {
      maxLength: 2,
      selector: ({ value }) => value,
    },
  ),
});
const edit = fc.oneof(
  fc.record({ do: fc.constant('add' as const), wish }),
  fc.record({ do: fc.constant('change' as const), which: fc.nat(5), wish }),
  fc.record({ do: fc.constant('remove' as const), which: fc.nat(5) }),
  fc.record({
    do: fc.constant('level' as const),
    level: fc.constantFrom('level' as const, 'levelOrg' as const),
    value: fc.option(fc.nat(4), { nil: undefined }),
  }),
);

const sorted = (one: RowWish): unknown => ({
  ...one,
  subjects: one.subjects.map(urnOf).sort(),
  actions: [...one.actions].sort(),
  within: one.within.map(urnOf).sort(),
});

it.each([
  emptyPolicy(RESOURCE),
  BY_HAND,
  emptyPolicy(RESOURCE)
    .replaceAll('\n', '\r\n')
    .replace(/(<\/?)xacml:/g, '$1x:')
    .replace('xmlns:xacml', 'xmlns:x'),
])(
  'any edits give the table that was wished for, a policy that the engine takes, and no other change (%#)',
  (begin) => {
    const kept = tableOf(begin).rules.flatMap((one) =>
      one.kind === 'kept' ? [begin.slice(one.element.start, one.element.end)] : [],
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
        let xml = begin;
        const wished = rowsOf(begin).map((row) => sorted(wishOf(row, NAMED)));
        const levels: Record<string, number | undefined> = {};
        for (const one of edits) {
          const table = tableOf(xml);
          const rows = rowsOf(xml);
          if (one.do === 'add') {
            xml = addRow(xml, table, one.wish, RESOURCE);
            wished.push(sorted(one.wish));
          } else if (one.do === 'level') {
            xml = setLevel(xml, table, one.level, one.value);
            levels[one.level] = one.value;
          } else {
            const index = one.which % Math.max(1, rows.length);
            const row = rows[index];
            if (!row) continue;
            if (one.do === 'remove') {
              xml = removeRule(xml, row);
              wished.splice(index, 1);
            } else {
              xml = changeRow(xml, row, one.wish, RESOURCE);
              wished[index] = sorted(one.wish);
            }
          }
        }
        const table = tableOf(xml);
        expect(rowsOf(xml).map((row) => sorted(wishOf(row, NAMED)))).toEqual(wished);
        expect([table.level?.value, table.levelOrg?.value]).toEqual([levels['level'], levels['levelOrg']]);
        for (const rule of kept) expect(xml).toContain(rule);
        const document = parsePolicy(xml);
        createPdp({ root: document });
        expect(flattenRules(document)).toHaveLength(wished.length + kept.length);
      }),
      { numRuns: 150 },
    );
  },
);

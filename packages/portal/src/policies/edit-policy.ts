/** Changes to a policy's XML, each touching only the part that it is about. Everything else stays character for character. */
import {
  ACTION,
  ACTION_ID,
  type Alternative,
  type Choice,
  EQUAL,
  EQUAL_IGNORE_CASE,
  LEVELS,
  type Level,
  narrowing,
  type PolicyTable,
  RESOURCE,
  type RuleRow,
  STRING,
  SUBJECT,
  type Term,
  termsOfResource,
} from './policy-table.ts';
import { escapeXml, type XmlElement } from './xml-scan.ts';

/** A row as somebody has filled it in. */
export interface RowWish {
  readonly effect: 'Permit' | 'Deny';
  readonly description: string;
  /** At least one. */
  readonly subjects: readonly Term[];
  /** Names of actions; at least one. */
  readonly actions: readonly string[];
  /** Alternatives that narrow the resource; none: the whole resource. */
  readonly within: readonly Term[];
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Attributes whose values policies write in either case. */
const CASELESS: ReadonlySet<string> = new Set(['urn:altinn:rolecode', 'urn:altinn:accesspackage']);
const XACML = 'urn:oasis:names:tc:xacml:3.0:core:schema:wd-17';
const INTEGER = 'http://www.w3.org/2001/XMLSchema#integer';
const sameTerm = (a: Term, b: Term): boolean => a.id === b.id && a.value === b.value;
const sameTerms = (a: readonly Term[], b: readonly Term[]): boolean =>
  a.length === b.length && a.every((one) => b.some((other) => sameTerm(one, other)));

/** What a row says, in the form in which it is filled in. @param named the attributes that name the resource */
export function wishOf(row: RuleRow, named: readonly Term[]): RowWish {
  const within = row.resources.alternatives.map(({ terms }) => narrowing(terms, named));
  return {
    effect: row.effect,
    description: row.description,
    subjects: row.subjects.alternatives.flatMap(({ terms }) => terms),
    actions: row.actions.alternatives.flatMap(({ terms }) => terms.map((one) => one.value)),
    within: within.every((terms) => terms.length === 1) ? within.flat() : [],
  };
}

/** True when every alternative names the resource and is narrowed by one attribute at most: else the row's place cannot be edited. */
export function isPlaceEditable(row: RuleRow, named: readonly Term[]): boolean {
  const all = row.resources.alternatives.map(({ terms }) => terms);
  const names = (terms: readonly Term[]) => named.every((one) => terms.some((term) => sameTerm(term, one)));
  const counts = all.map((terms) => narrowing(terms, named).length);
  if (!all.every((terms, index) => names(terms) && terms.length === named.length + (counts[index] ?? 0))) return false;
  return counts.every((count) => count === 1) || (counts.length === 1 && counts[0] === 0);
}

/** Replaces a row by what was wished. The rest of the text is untouched; so are the parts of the rule that stay the same. */
export function changeRow(xml: string, row: RuleRow, wish: RowWish, resourceId: string): string {
  checkWish(wish);
  const named = termsOfResource(resourceId);
  const changes: Change[] = [];
  const { attributes } = row.element;
  const effect = attributes.find((one) => one.name === 'Effect');
  if (effect && wish.effect !== row.effect) changes.push({ start: effect.start, end: effect.end, text: wish.effect });
  changes.push(...describe(xml, row, wish.description));
  changes.push(
    ...choose(
      xml,
      row.subjects,
      wish.subjects.map((term) => [term]),
      SUBJECT,
    ),
  );
  const actions = wish.actions.map((value) => [{ id: ACTION_ID, value }]);
  changes.push(...choose(xml, row.actions, actions, ACTION));
  if (isPlaceEditable(row, named)) changes.push(...choose(xml, row.resources, placesOf(named, wish.within), RESOURCE));
  return applied(xml, changes);
}

/** Without a subject or an action a rule would be about anybody or anything. */
function checkWish({ subjects, actions }: RowWish): void {
  if (subjects.length === 0 || actions.length === 0) throw new RangeError('a row needs a subject and an action');
}

const placesOf = (named: readonly Term[], within: readonly Term[]): readonly (readonly Term[])[] =>
  within.length === 0 ? [named] : within.map((term) => [...named, term]);

/** Takes a rule away, with the line that it leaves empty. */
export function removeRule(xml: string, { element }: { readonly element: XmlElement }): string {
  return applied(xml, [cut(xml, element)]);
}

/** Adds a row after the last rule, in the text's own indentation. */
export function addRow(xml: string, table: PolicyTable, wish: RowWish, resourceId: string): string {
  checkWish(wish);
  const { root } = table;
  const after = [...root.children].reverse().find((one) => BEFORE_RULES.has(one.name));
  const place = after?.end ?? root.contentStart;
  const indent = indentOf(xml, after ?? root.children[0]) ?? '  ';
  const rule = ruleText(root.prefix, indent, freeId(table, resourceId), wish, termsOfResource(resourceId));
  if (root.contentStart === root.end) throw new RangeError('a policy without content has no place for a rule');
  return applied(xml, [{ start: place, end: place, text: `\n${indent}${rule}` }]);
}

const BEFORE_RULES: ReadonlySet<string> = new Set([
  ...['Description', 'PolicyIssuer', 'PolicyDefaults', 'Target', 'CombinerParameters', 'RuleCombinerParameters'],
  ...['VariableDefinition', 'Rule'],
]);

/** Sets, changes or (undefined) takes away the least authentication level. */
export function setLevel(
  xml: string,
  table: PolicyTable,
  which: 'level' | 'levelOrg',
  value: number | undefined,
): string {
  const known = table[which];
  if (known && value !== undefined) {
    const { contentStart: start, contentEnd: end } = known.number;
    return known.value === value ? xml : applied(xml, [{ start, end, text: String(value) }]);
  }
  const { root } = table;
  const all = root.children.find((one) => one.name === 'ObligationExpressions');
  if (known) return applied(xml, [cut(xml, emptied(known, all))]);
  if (value === undefined) return xml;
  if (all && all.contentStart !== all.end) {
    const last = all.children.at(-1);
    const indent = indentOf(xml, last) ?? '    ';
    const place = last?.end ?? all.contentStart;
    return applied(xml, [
      { start: place, end: place, text: `\n${indent}${obligationText(root.prefix, indent, which, value)}` },
    ]);
  }
  const last = [...root.children].reverse().find((one) => BEFORE_RULES.has(one.name));
  const indent = indentOf(xml, last) ?? '  ';
  const inner = `${indent}  `;
  const p = root.prefix;
  const text = `<${p}ObligationExpressions>\n${inner}${obligationText(p, inner, which, value)}\n${indent}</${p}ObligationExpressions>`;
  const [start, end] = all ? [all.start, all.end] : [last?.end ?? root.contentStart, last?.end ?? root.contentStart];
  return applied(xml, [{ start, end, text: all ? text : `\n${indent}${text}` }]);
}

/** What is taken away with a level: its assignment, and what would be empty without it. */
function emptied({ assignment, obligation }: Level, all: XmlElement | undefined): XmlElement {
  if (obligation.children.length > 1) return assignment;
  return all?.children.length === 1 ? all : obligation;
}

/** A policy to begin with, without a rule. */
export const emptyPolicy = (resourceId: string): string => `<?xml version="1.0" encoding="utf-8"?>
<xacml:Policy xmlns:xacml="${XACML}" PolicyId="urn:altinn:resource:policyid:${escapeXml(resourceId)}:1" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">
  <xacml:Target/>
</xacml:Policy>
`;

/** Alternatives that stay are not touched; those that are wished and not there come after the last. */
function choose(
  xml: string,
  choice: Choice,
  wished: readonly (readonly Term[])[],
  category: string,
): readonly Change[] {
  const stays = (one: Alternative) => wished.some((terms) => sameTerms(terms, one.terms));
  const gone = choice.alternatives.filter((one) => !stays(one));
  const fresh = wished.filter((terms) => !choice.alternatives.some((one) => sameTerms(one.terms, terms)));
  const changes = gone.map((one) => cut(xml, one.element));
  if (fresh.length === 0) return changes;
  const last = choice.alternatives.at(-1)?.element;
  const place = last?.end ?? choice.element.contentStart;
  const indent = indentOf(xml, last) ?? '        ';
  const { prefix } = choice.element;
  const text = fresh.map((terms) => `\n${indent}${allOfText(prefix, indent, category, terms)}`).join('');
  return [...changes, { start: place, end: place, text }];
}

function describe(xml: string, { element, description }: RuleRow, wished: string): readonly Change[] {
  if (wished.trim() === description) return [];
  const known = element.children.find((one) => one.name === 'Description');
  if (known && wished.trim() === '') return [cut(xml, known)];
  const text = `<${element.prefix}Description>${escapeXml(wished.trim())}</${element.prefix}Description>`;
  if (known) return [{ start: known.start, end: known.end, text }];
  const indent = indentOf(xml, element.children[0]) ?? '    ';
  const { contentStart: place } = element;
  return [{ start: place, end: place, text: `\n${indent}${text}` }];
}

/** An element with the blanks before it, back to the end of what stands before. */
function cut(xml: string, { start, end }: XmlElement): Change {
  const before = /\r?\n[ \t]*$/.exec(xml.slice(Math.max(0, start - 200), start))?.[0].length ?? 0;
  return { start: start - before, end, text: '' };
}

/** From the last to the first, so that places stay true. */
function applied(xml: string, changes: readonly Change[]): string {
  const sorted = [...changes].sort((a, b) => b.start - a.start || b.end - a.end);
  const line = xml.includes('\r\n') ? '\r\n' : '\n';
  return sorted.reduce(
    (text, { start, end, text: by }) => text.slice(0, start) + by.replaceAll('\n', line) + text.slice(end),
    xml,
  );
}

/** The blanks before an element on its line; undefined when something else stands there. */
const indentOf = (xml: string, element: XmlElement | undefined): string | undefined =>
  element && /(?:^|\n)([ \t]*)$/.exec(xml.slice(Math.max(0, element.start - 200), element.start))?.[1];

function freeId({ rules }: PolicyTable, resourceId: string): string {
  const taken = new Set(rules.map(({ id }) => id));
  for (let number = rules.length + 1; ; number += 1) {
    const id = `urn:altinn:resource:${resourceId}:ruleid:${number}`;
    if (!taken.has(id)) return id;
  }
}

const block = (indent: string, name: string, open: string, lines: readonly string[]): string =>
  `<${open}>\n${lines.map((line) => `${indent}  ${line}`).join('\n')}\n${indent}</${name}>`;

function allOfText(p: string, indent: string, category: string, terms: readonly Term[]): string {
  const inner = `${indent}  `;
  const matches = terms.map(({ id, value }) =>
    block(inner, `${p}Match`, `${p}Match MatchId="${CASELESS.has(id) ? EQUAL_IGNORE_CASE : EQUAL}"`, [
      `<${p}AttributeValue DataType="${STRING}">${escapeXml(value)}</${p}AttributeValue>`,
      `<${p}AttributeDesignator AttributeId="${escapeXml(id)}" Category="${category}" DataType="${STRING}" MustBePresent="false"/>`,
    ]),
  );
  return block(indent, `${p}AllOf`, `${p}AllOf`, matches);
}

function ruleText(p: string, indent: string, id: string, wish: RowWish, named: readonly Term[]): string {
  const [inner, deep, deepest] = [`${indent}  `, `${indent}    `, `${indent}      `];
  const anyOf = (category: string, all: readonly (readonly Term[])[]) =>
    block(
      deep,
      `${p}AnyOf`,
      `${p}AnyOf`,
      all.map((terms) => allOfText(p, deepest, category, terms)),
    );
  const target = block(inner, `${p}Target`, `${p}Target`, [
    anyOf(
      SUBJECT,
      wish.subjects.map((term) => [term]),
    ),
    anyOf(RESOURCE, placesOf(named, wish.within)),
    anyOf(
      ACTION,
      wish.actions.map((value) => [{ id: ACTION_ID, value }]),
    ),
  ]);
  const description = wish.description.trim();
  const lines = description === '' ? [] : [`<${p}Description>${escapeXml(description)}</${p}Description>`];
  return block(indent, `${p}Rule`, `${p}Rule RuleId="${escapeXml(id)}" Effect="${wish.effect}"`, [...lines, target]);
}

function obligationText(p: string, indent: string, which: 'level' | 'levelOrg', value: number): string {
  const { obligation, category } = LEVELS[which];
  const number = which === 'level' ? 1 : 2;
  const assignment = block(
    `${indent}  `,
    `${p}AttributeAssignmentExpression`,
    `${p}AttributeAssignmentExpression AttributeId="urn:altinn:obligation${number}-assignment${number}" Category="${category}"`,
    [`<${p}AttributeValue DataType="${INTEGER}">${value}</${p}AttributeValue>`],
  );
  return block(
    indent,
    `${p}ObligationExpression`,
    `${p}ObligationExpression ObligationId="${obligation}" FulfillOn="Permit"`,
    [assignment],
  );
}

/**
 * A policy as a table: who may do what. A rule that the table can show is a row that can be changed; any other stays as it is written and is
 * shown as its XML. Reading keeps the place of each part, so that `edit-policy.ts` changes that part alone.
 */
import { attributeOf, scanXml, type XmlElement } from './xml-scan.ts';

/** `{attribute id}:{value}`, e.g. `urn:altinn:rolecode:DAGL`. */
export interface Term {
  readonly id: string;
  readonly value: string;
}

/** One alternative, with the element that holds it. */
export interface Alternative {
  readonly terms: readonly Term[];
  readonly element: XmlElement;
}

/** What a rule matches on in one category: any of the alternatives. */
export interface Choice {
  readonly alternatives: readonly Alternative[];
  readonly element: XmlElement;
}

export interface RuleRow {
  readonly kind: 'row';
  readonly id: string;
  readonly effect: 'Permit' | 'Deny';
  readonly description: string;
  readonly subjects: Choice;
  readonly resources: Choice;
  readonly actions: Choice;
  readonly element: XmlElement;
}

/** Why the table cannot show a rule. */
export type Reason = 'condition' | 'obligations' | 'target';

export interface KeptRule {
  readonly kind: 'kept';
  readonly id: string;
  readonly effect: string;
  readonly reason: Reason;
  readonly element: XmlElement;
}

/** The obligation that asks for an authentication level, and where its number stands. */
export interface Level {
  readonly value: number;
  readonly obligation: XmlElement;
  readonly assignment: XmlElement;
  readonly number: XmlElement;
}

export interface PolicyTable {
  readonly root: XmlElement;
  readonly rules: readonly (RuleRow | KeptRule)[];
  /** Of persons and users. */
  readonly level: Level | undefined;
  /** Of service owners. */
  readonly levelOrg: Level | undefined;
}

export const SUBJECT = 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject';
export const RESOURCE = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource';
export const ACTION = 'urn:oasis:names:tc:xacml:3.0:attribute-category:action';
export const ACTION_ID = 'urn:oasis:names:tc:xacml:1.0:action:action-id';
export const STRING = 'http://www.w3.org/2001/XMLSchema#string';
export const EQUAL = 'urn:oasis:names:tc:xacml:1.0:function:string-equal';
export const EQUAL_IGNORE_CASE = 'urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case';
export const LEVELS = {
  level: {
    obligation: 'urn:altinn:obligation:authenticationLevel1',
    category: 'urn:altinn:minimum-authenticationlevel',
  },
  levelOrg: {
    obligation: 'urn:altinn:obligation:authenticationLevel2',
    category: 'urn:altinn:minimum-authenticationlevel-org',
  },
} as const;

/**
 * @throws XmlScanError when the text is no XML
 * @returns undefined when the root is no Policy
 */
export function readPolicy(xml: string): PolicyTable | undefined {
  const root = scanXml(xml);
  if (root.name !== 'Policy') return undefined;
  const level = (category: string) => levelOf(root, category);
  return {
    root,
    rules: root.children.filter((one) => one.name === 'Rule').map((rule) => readRule(rule)),
    level: level(LEVELS.level.category),
    levelOrg: level(LEVELS.levelOrg.category),
  };
}

function readRule(element: XmlElement): RuleRow | KeptRule {
  const id = attributeOf(element, 'RuleId') ?? '';
  const effect = attributeOf(element, 'Effect') ?? '';
  const kept = (reason: Reason): KeptRule => ({ kind: 'kept', id, effect, reason, element });
  const child = (name: string) => element.children.find((one) => one.name === name);
  if (child('Condition')) return kept('condition');
  if (child('ObligationExpressions') ?? child('AdviceExpressions')) return kept('obligations');
  const target = child('Target');
  const choices = target && readTarget(target);
  if (!choices || (effect !== 'Permit' && effect !== 'Deny')) return kept('target');
  const description = child('Description');
  return {
    kind: 'row',
    id,
    effect,
    description: description ? description.text.trim() : '',
    ...choices,
    element,
  };
}

/** @returns undefined unless there is one choice of subjects, one of resources and one of actions */
function readTarget(target: XmlElement): Pick<RuleRow, 'subjects' | 'resources' | 'actions'> | undefined {
  const found: Record<string, Choice> = {};
  for (const element of target.children) {
    const read = element.name === 'AnyOf' ? readChoice(element) : undefined;
    if (!read || found[read.category]) return undefined;
    found[read.category] = read.choice;
  }
  const { [SUBJECT]: subjects, [RESOURCE]: resources, [ACTION]: actions } = found;
  if (!subjects || !resources || !actions || target.children.length !== 3) return undefined;
  // A row says "any of these": subjects that must come together, or an action that is named otherwise, it cannot say.
  if (subjects.alternatives.some(({ terms }) => terms.length !== 1)) return undefined;
  if (actions.alternatives.some(({ terms }) => terms.length !== 1 || terms[0]?.id !== ACTION_ID)) return undefined;
  return { subjects, resources, actions };
}

function readChoice(element: XmlElement): { category: string; choice: Choice } | undefined {
  const categories = new Set<string>();
  const alternatives: Alternative[] = [];
  for (const all of element.children) {
    if (all.name !== 'AllOf') return undefined;
    const terms: Term[] = [];
    for (const match of all.children) {
      const read = readMatch(match);
      if (!read) return undefined;
      categories.add(read.category);
      terms.push(read.term);
    }
    if (terms.length === 0) return undefined;
    alternatives.push({ terms, element: all });
  }
  const [category, ...others] = categories;
  if (category === undefined || others.length > 0) return undefined;
  return { category, choice: { alternatives, element } };
}

/** A comparison of an attribute with a text, in the way that Altinn writes it. */
function readMatch(match: XmlElement): { category: string; term: Term } | undefined {
  const [literal, designator, ...more] = match.children;
  const by = attributeOf(match, 'MatchId');
  if (match.name !== 'Match' || !literal || !designator || more.length > 0) return undefined;
  if (by !== EQUAL && by !== EQUAL_IGNORE_CASE) return undefined;
  if (literal.name !== 'AttributeValue' || designator.name !== 'AttributeDesignator') return undefined;
  if (attributeOf(literal, 'DataType') !== STRING || attributeOf(designator, 'DataType') !== STRING) return undefined;
  if (attributeOf(designator, 'Issuer') !== undefined || literal.children.length > 0) return undefined;
  const category = attributeOf(designator, 'Category') ?? '';
  const id = attributeOf(designator, 'AttributeId') ?? '';
  return { category, term: { id, value: literal.text } };
}

function levelOf(root: XmlElement, category: string): Level | undefined {
  const obligations = root.children.find((one) => one.name === 'ObligationExpressions')?.children ?? [];
  for (const obligation of obligations) {
    if (attributeOf(obligation, 'FulfillOn') !== 'Permit') continue;
    for (const assignment of obligation.children) {
      const [number] = assignment.children;
      if (attributeOf(assignment, 'Category') !== category || number?.name !== 'AttributeValue') continue;
      const text = number.text.trim();
      if (/^\d$/.test(text)) return { value: Number(text), obligation, assignment, number };
    }
  }
  return undefined;
}

/** The terms of a resource choice beyond those that name the resource itself: `urn:altinn:task:Task_1`. */
export const narrowing = (terms: readonly Term[], named: readonly Term[]): readonly Term[] =>
  terms.filter((term) => !named.some((one) => one.id === term.id));

/** `urn:altinn:rolecode:DAGL` → id and value; an access list's value, `{owner}:{identifier}`, has a colon of its own. */
export function termOf(urn: string): Term | undefined {
  const LIST = 'urn:altinn:access-list:';
  if (urn.startsWith(LIST)) return { id: LIST.slice(0, -1), value: urn.slice(LIST.length) };
  const [, id, value] = /^([^\s:]+:\S+):([^:]+)$/.exec(urn.trim()) ?? [];
  return id === undefined || value === undefined ? undefined : { id, value };
}

export const urnOf = ({ id, value }: Term): string => `${id}:${value}`;

/** The attributes that name a resource: org and app for an app, else the registry id (altinn-pdp.md 12.2). */
export function termsOfResource(resourceId: string): readonly Term[] {
  const [, org, app] = /^app_([^_]+)_(.+)$/.exec(resourceId) ?? [];
  if (org === undefined || app === undefined) return [{ id: 'urn:altinn:resource', value: resourceId }];
  return [
    { id: 'urn:altinn:org', value: org },
    { id: 'urn:altinn:app', value: app },
  ];
}

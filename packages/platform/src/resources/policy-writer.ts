/**
 * Writes a XACML policy in Altinn's form from a table of who may do what (altinn-pdp.md 10): one Permit rule a row, three AnyOf
 * (subjects, resource, actions), level obligations on the policy.
 */
import { attributeIds as ids } from '../foundation/index.ts';

export interface PolicyTable {
  /** Registry id, or `app_{org}_{app}`. */
  readonly resourceId: string;
  readonly rules: readonly PolicyTableRule[];
  /** Least authentication level of persons and users, 0–4. */
  readonly level?: number;
  /** Least authentication level of service owners, 0–4. */
  readonly levelOrg?: number;
}

export interface PolicyTableRule {
  readonly description?: string;
  /** Alternatives, each `{attribute id}:{value}`, e.g. `urn:altinn:rolecode:DAGL`. */
  readonly subjects: readonly string[];
  readonly actions: readonly string[];
  /** Narrows the resource, e.g. `urn:altinn:task:Task_1`; each is an alternative. */
  readonly within?: readonly string[];
}

const {
  STRING_TYPE: STRING,
  SUBJECT_CATEGORY: SUBJECT,
  RESOURCE_CATEGORY: RESOURCE,
  ACTION_CATEGORY: ACTION,
  ACTION_ID,
} = ids;
const EQUAL = 'urn:oasis:names:tc:xacml:1.0:function:string-equal';
const EQUAL_IGNORE_CASE = 'urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case';

/** Attributes whose values policies write in either case. */
const CASELESS: ReadonlySet<string> = new Set([ids.ROLE_CODE, ids.ACCESS_PACKAGE]);

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);

interface Attribute {
  readonly id: string;
  readonly value: string;
}

const { ACCESS_LIST } = ids;

/** `urn:altinn:rolecode:DAGL` → attribute id and value. An access list's value, `{owner}:{identifier}`, has a colon of its own. */
const attribute = (urn: string): Attribute => {
  if (urn.startsWith(`${ACCESS_LIST}:`)) return { id: ACCESS_LIST, value: urn.slice(ACCESS_LIST.length + 1) };
  const at = urn.lastIndexOf(':');
  if (at <= 0 || at === urn.length - 1) throw new RangeError(`"${urn}" is not {attribute id}:{value}`);
  return { id: urn.slice(0, at), value: urn.slice(at + 1) };
};

const match = (category: string, { id, value }: Attribute): string =>
  `          <xacml:Match MatchId="${CASELESS.has(id) ? EQUAL_IGNORE_CASE : EQUAL}">
            <xacml:AttributeValue DataType="${STRING}">${escapeXml(value)}</xacml:AttributeValue>
            <xacml:AttributeDesignator AttributeId="${escapeXml(id)}" Category="${category}" DataType="${STRING}" MustBePresent="false"/>
          </xacml:Match>`;

const anyOf = (category: string, alternatives: readonly (readonly Attribute[])[]): string =>
  `      <xacml:AnyOf>
${alternatives
  .map(
    (all) => `        <xacml:AllOf>
${all.map((one) => match(category, one)).join('\n')}
        </xacml:AllOf>`,
  )
  .join('\n')}
      </xacml:AnyOf>`;

/** The attributes that name a resource: org and app for an app, else the registry id. */
export function resourceAttributes(resourceId: string): readonly Attribute[] {
  const [, org, app] = /^app_([^_]+)_(.+)$/.exec(resourceId) ?? [];
  if (org === undefined || app === undefined) return [{ id: ids.RESOURCE_ID, value: resourceId }];
  return [
    { id: ids.ORG, value: org },
    { id: ids.APP, value: app },
  ];
}

const obligation = (number: 1 | 2, category: string, level: number): string =>
  `    <xacml:ObligationExpression ObligationId="urn:altinn:obligation:authenticationLevel${number}" FulfillOn="Permit">
      <xacml:AttributeAssignmentExpression AttributeId="urn:altinn:obligation${number}-assignment${number}" Category="${category}">
        <xacml:AttributeValue DataType="http://www.w3.org/2001/XMLSchema#integer">${level}</xacml:AttributeValue>
      </xacml:AttributeAssignmentExpression>
    </xacml:ObligationExpression>`;

/**
 * @returns the policy as XACML 3.0 XML
 * @throws RangeError when a rule has no subject or no action, or a subject is not `{attribute id}:{value}`
 */
export function writePolicy(table: PolicyTable): string {
  const resource = resourceAttributes(table.resourceId);
  const rules = table.rules.map((rule, index) => {
    if (rule.subjects.length === 0 || rule.actions.length === 0)
      throw new RangeError(`rule ${index + 1} of ${table.resourceId} needs at least one subject and one action`);
    const places = rule.within ? rule.within.map((one) => [...resource, attribute(one)]) : [resource];
    return `  <xacml:Rule RuleId="urn:altinn:resource:${table.resourceId}:ruleid:${index + 1}" Effect="Permit">
${rule.description ? `    <xacml:Description>${escapeXml(rule.description)}</xacml:Description>\n` : ''}    <xacml:Target>
${anyOf(
  SUBJECT,
  rule.subjects.map((one) => [attribute(one)]),
)}
${anyOf(RESOURCE, places)}
${anyOf(
  ACTION,
  rule.actions.map((value) => [{ id: ACTION_ID, value }]),
)}
    </xacml:Target>
  </xacml:Rule>`;
  });
  const obligations = [
    ...(table.level === undefined ? [] : [obligation(1, ids.LEVEL_CATEGORY, table.level)]),
    ...(table.levelOrg === undefined ? [] : [obligation(2, ids.LEVEL_ORG_CATEGORY, table.levelOrg)]),
  ];
  return `<?xml version="1.0" encoding="utf-8"?>
<xacml:Policy xmlns:xacml="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="urn:altinn:resource:policyid:${table.resourceId}:1" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">
  <xacml:Target/>
${rules.join('\n')}
${obligations.length === 0 ? '' : `  <xacml:ObligationExpressions>\n${obligations.join('\n')}\n  </xacml:ObligationExpressions>\n`}</xacml:Policy>
`;
}

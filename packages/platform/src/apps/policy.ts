/** What TT02 makes of an app's policy: what it cannot read, never reaches, or decides otherwise than was meant. */

import { attributeIds as ids } from '../foundation/index.ts';
import type { Catalogue } from '../register/index.ts';
import {
  appResourceId,
  type CompiledPolicy,
  type FlatRule,
  flatRules,
  isPolicyUnusable,
  type PolicyAttribute,
  type Resources,
} from '../resources/index.ts';
import type { ReadProcess } from './bpmn.ts';
import type { AppFile, AppName } from './files.ts';
import type { Findings, Where } from './findings.ts';
import { compareRights } from './policy-rights.ts';

export interface PolicyDeps {
  readonly resources: Pick<Resources, 'compile'>;
  readonly catalogue: Catalogue;
}

/** What Designer puts org and app in place of when it publishes, to the letter (altinn-pdp.md 2). */
const published = (xml: string, { org, app }: AppName): string =>
  xml.replaceAll('[ORG]', org).replaceAll('[org]', org).replaceAll('[APP]', app).replaceAll('[app]', app);

/** @returns undefined when there is an error among the findings */
export function readPolicy(
  { path, text }: AppFile,
  name: AppName,
  process: ReadProcess | undefined,
  { resources, catalogue }: PolicyDeps,
  findings: Findings,
): CompiledPolicy | undefined {
  let policy: CompiledPolicy;
  try {
    policy = resources.compile(appResourceId(name.org, name.app), 0, published(text, name), 'app');
  } catch (error) {
    if (!isPolicyUnusable(error)) throw error;
    const { line, column } = error.parameters as { line?: number; column?: number };
    const message = error.message.replace(/^\d+:\d+: /, '');
    findings.error('policy-unusable', `the policy cannot be used: ${message}`, { file: path, line, column });
    return undefined;
  }
  for (const { message, line, column } of policy.document.warnings)
    findings.warn('policy-warning', message, { file: path, line, column });
  const rules = flatRules(policy.document);
  for (const rule of rules) {
    const where = { file: path, line: rule.line };
    checkPlace(rule, name, process, where, findings);
    checkSubjects(rule, catalogue, where, findings);
  }
  checkLookUps(policy, path, findings);
  checkLevel(policy, path, findings);
  compareRights(policy, name, process?.process, path, findings);
  return policy;
}

const LOCALTEST = 'localtest does not look';

/** A text in brackets or braces, such as `[Org]` or `{appId}`. */
const PLACEHOLDER = /\[[A-Za-zÆØÅæøå_ -]{2,40}\]|\{[A-Za-zÆØÅæøå_ -]{2,40}\}/;

function placeholderIn({ type, value }: PolicyAttribute, rule: FlatRule, where: Where, findings: Findings): boolean {
  const [found] = PLACEHOLDER.exec(value) ?? [];
  if (found === undefined) return false;
  findings.warn(
    'placeholder',
    `rule ${rule.id}: ${type} is compared with ${value}: at publishing [ORG], [org], [APP] and [app] are replaced and nothing else, so ${found} stays, and the rule is never reached`,
    where,
  );
  return true;
}

/** Whether the rule is about this app, and about tasks that it has. */
function checkPlace(
  rule: FlatRule,
  { org, app }: AppName,
  process: ReadProcess | undefined,
  where: Where,
  findings: Findings,
): void {
  const all = rule.resources.flat();
  const whole = appResourceId(org, app);
  const wanted: ReadonlyMap<string, string> = new Map([
    [ids.ORG, org],
    [ids.APP, app],
    [ids.RESOURCE_ID, whole],
  ]);
  if (!all.some(({ type }) => wanted.has(type)))
    findings.warn(
      'resource-not-named',
      `rule ${rule.id} does not name the app: it counts for whatever the policy is asked about, and no right of it can be delegated`,
      where,
    );
  for (const one of all) {
    if (placeholderIn(one, rule, where, findings)) continue;
    const own = wanted.get(one.type);
    if (own !== undefined && one.value !== own)
      findings.warn(
        'resource-other',
        `rule ${rule.id}: ${one.type} is compared with ${one.value}, and this app's is ${own}: that part is never reached. Write [ORG] and [APP], which are replaced at publishing`,
        where,
      );
    if (process) checkTask(rule, one, process, where, findings);
  }
}

function checkTask(rule: FlatRule, one: PolicyAttribute, process: ReadProcess, where: Where, findings: Findings): void {
  const tasks = process.process.tasks.map(({ id }) => id);
  const known = one.type === ids.TASK ? tasks : one.type === ids.END_EVENT ? [...process.endEvents] : undefined;
  if (known && !known.includes(one.value))
    findings.warn(
      'task-unknown',
      `rule ${rule.id}: ${one.type} is compared with ${one.value}, which the process does not have (it has ${known.join(', ')}): that part is never reached`,
      where,
    );
}

/** What may stand for the subject of a rule; roles and packages are looked at by value. */
const SUBJECTS: ReadonlySet<string> = new Set([
  ids.ORG,
  ids.APP,
  ids.ORGANIZATION_NUMBER,
  ids.LEGACY_ORGANIZATION_NUMBER,
  ids.USER_ID,
  ids.PARTY_ID,
  ids.PARTY_UUID,
  ids.PERSON_NUMBER,
  ids.PERSON_UUID,
  ids.ORGANIZATION_UUID,
  ids.SYSTEM_USER,
  ids.ACCESS_LIST,
  ids.PARTY_TYPE,
  ids.ESTATE_ROLE,
  ids.SESSION_ID,
  ids.SCOPE,
  // What the app itself may pass on (altinn-pdp.md 12): the rule names the app's own resource as its subject.
  'urn:altinn:resource:delegation',
]);
const ROLE_URNS: ReadonlySet<string> = new Set([
  'urn:altinn:external-role:ccr',
  'urn:altinn:external-role:cra',
  'urn:altinn:role',
]);

function checkSubjects(rule: FlatRule, catalogue: Catalogue, where: Where, findings: Findings): void {
  if (rule.subjects.length === 0)
    findings.warn('subject-missing', `rule ${rule.id} names no subject: it holds for everybody`, where);
  for (const one of rule.subjects.flat()) {
    if (placeholderIn(one, rule, where, findings)) continue;
    if (one.type === ids.ROLE_CODE) checkRoleCode(rule, one, catalogue, where, findings);
    else if (one.type === ids.ACCESS_PACKAGE) checkPackage(rule, one, catalogue, where, findings);
    else if (ROLE_URNS.has(one.type)) {
      if (catalogue.role(one.urn)?.urn.toLowerCase() !== one.urn.toLowerCase())
        findings.warn('role-unknown', `rule ${rule.id}: there is no role ${one.urn}: nobody has it`, where);
    } else if (!SUBJECTS.has(one.type) && one.type.startsWith('urn:altinn:'))
      findings.warn(
        'subject-unknown',
        `rule ${rule.id}: no subject has an attribute ${one.type}: nobody fits ${one.value}`,
        where,
      );
  }
}

function checkRoleCode(
  { id }: FlatRule,
  { value }: PolicyAttribute,
  catalogue: Catalogue,
  where: Where,
  findings: Findings,
): void {
  const role = catalogue.role(`${ids.ROLE_CODE}:${value}`);
  if (role) return;
  const meant = catalogue.role(value) ?? catalogue.package(value);
  const instead =
    meant === undefined
      ? 'no role has that code'
      : 'legacyCode' in meant
        ? `the role ${meant.code} has ${meant.legacyCode === null ? `no code: compare ${meant.urn.slice(0, meant.urn.lastIndexOf(':'))} with ${meant.code}` : `the code ${meant.legacyCode}`}`
        : `${value} is an access package: compare ${ids.ACCESS_PACKAGE} with it`;
  findings.warn(
    'role-unknown',
    `rule ${id}: ${ids.ROLE_CODE} is compared with ${value}: ${instead}, and so nobody in TT02 has it; ${LOCALTEST}, and takes whatever its test data say`,
    where,
  );
}

function checkPackage(
  { id }: FlatRule,
  { value }: PolicyAttribute,
  catalogue: Catalogue,
  where: Where,
  findings: Findings,
): void {
  const found = catalogue.package(value);
  if (found?.code.toLowerCase() === value.toLowerCase()) return;
  const instead = found
    ? `write ${found.code} alone`
    : 'there is none of that name, and so nobody in TT02 has it; the list is at /accessmanagement/api/v1/meta/info/accesspackages/export';
  findings.warn('package-unknown', `rule ${id}: the access package ${value}: ${instead}`, where);
}

/** Roles of the newer kinds are looked up together with role codes alone (altinn-pdp.md 7.2). */
function checkLookUps(policy: CompiledPolicy, file: string, findings: Findings): void {
  const newer = [...ROLE_URNS].filter((id) => policy.mentionsSubject(id));
  if (newer.length > 0 && !policy.mentionsSubject(ids.ROLE_CODE))
    findings.warn(
      'role-not-looked-up',
      `the policy names ${newer.join(' and ')} and nowhere ${ids.ROLE_CODE}: TT02 looks roles up only for policies that name the latter, and so nobody fits`,
      { file },
    );
}

function checkLevel({ document }: CompiledPolicy, file: string, findings: Findings): void {
  const { root } = document;
  const assigned = root.obligations.flatMap(({ assignments }) => assignments.map(({ category }) => category));
  if (!assigned.includes(ids.LEVEL_CATEGORY))
    findings.warn(
      'level-missing',
      `the policy has no obligation with ${ids.LEVEL_CATEGORY}: whoever has logged in may use the app at any level, also by user name and password`,
      { file, line: root.line, column: root.column },
    );
}

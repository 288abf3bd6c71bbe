/**
 * What a policy gives to the holder of certain roles and packages: the delegation check's question, answered by the same engine
 * that decides. Pure.
 */
import { createHash } from 'node:crypto';
import { createRequest } from '@portvakt/xacml';
import { attributeIds as ids } from '../foundation/index.ts';
import type { HeldRole, Party } from '../register/index.ts';
import { type CompiledPolicy, type PolicyRight, policyRights } from '../resources/index.ts';
import { refuse } from './refusals.ts';

/** Who wants to pass something on. */
export interface Holder {
  /** Left out: a system user. */
  readonly party?: Party | undefined;
  readonly roles: readonly HeldRole[];
  /** URNs */
  readonly packages: readonly string[];
}

const ROLE_TYPES = [ids.ROLE_CODE, 'urn:altinn:role', 'urn:altinn:external-role'] as const;
const { ACCESS_PACKAGE: PACKAGE_TYPE, LEVEL_CATEGORY, ACTION_ID, STRING_TYPE } = ids;
const CATEGORY = {
  subject: ids.SUBJECT_CATEGORY,
  resource: ids.RESOURCE_CATEGORY,
  action: ids.ACTION_CATEGORY,
} as const;

const isRoleType = (type: string): boolean => ROLE_TYPES.some((one) => type === one || type.startsWith(`${one}:`));

/** A role or a package can give the right: only such rights can be passed on. What a rule gives to one named party cannot. */
const isDelegableRight = (right: PolicyRight): boolean =>
  right.subjectTypes.some((type) => isRoleType(type) || type === PACKAGE_TYPE);

/** Every right that a policy gives to anyone. */
export const policyRightsOf = (policy: CompiledPolicy): readonly PolicyRight[] => policyRights(policy.document);

/** The rights of a policy that can be passed on. */
export const delegableRights = (policy: CompiledPolicy): readonly PolicyRight[] =>
  policyRights(policy.document).filter(isDelegableRight);

/** By which attributes a resource, or an app, is named. */
export const NAMING: readonly string[] = [ids.RESOURCE_ID, ids.ORG, ids.APP];

/** What a right is on, the resource by its id first. */
export const resourceOf = (right: PolicyRight, resourceId: string) => [
  { type: ids.RESOURCE_ID, value: resourceId },
  ...right.resource.filter(({ type }) => !NAMING.includes(type)).map(({ type, value }) => ({ type, value })),
];

/** `01` and the SHA-256 of resource and action: what a right is called where it is given (access-management.md 6.4). */
export function rightKeyOf(right: PolicyRight, resourceId: string): string {
  const named = resourceOf(right, resourceId).toSorted((a, b) =>
    a.type.toLowerCase() < b.type.toLowerCase() ? -1 : 1,
  );
  const text = [...named, { type: ACTION_ID, value: right.action.value }].map(({ type, value }) => `${type}:${value}`);
  return `01${createHash('sha256').update(text.join(':').toLowerCase()).digest('hex')}`;
}

const MAX_INSTANCE = 200;

/** @throws Refusal 400 for what is too long to be the id of an instance */
export function requireShort(instanceId: string): void {
  if (instanceId.length > MAX_INSTANCE)
    throw refuse('instance-too-long', `the instance has more than ${MAX_INSTANCE} characters`);
}

/** Those to whom the policy gives the right, each by one role or package alone. */
export const accessorsOf = (right: PolicyRight): readonly { readonly urn: string; readonly isPackage: boolean }[] =>
  right.subjects.flatMap(({ subjectAttributes: [one, ...more] }) =>
    one && more.length === 0 && (isRoleType(one.type) || one.type === PACKAGE_TYPE)
      ? [{ urn: one.urn.toLowerCase(), isPackage: one.type === PACKAGE_TYPE }]
      : [],
  );

/** True when no role gives the right, only access packages do. */
export const needsPackage = (right: PolicyRight): boolean => !right.subjectTypes.some(isRoleType);

/** Does the holder have the right for `of`? The level is what the policy asks of a person, if anything. */
export function holds(
  policy: CompiledPolicy,
  right: PolicyRight,
  holder: Holder,
  of: Party,
): { readonly permitted: boolean; readonly level?: number } {
  const request = createRequest({
    categories: [
      category(CATEGORY.subject, subjectAttributes(holder)),
      category(CATEGORY.action, [[ACTION_ID, right.action.value]]),
      category(CATEGORY.resource, resourceAttributes(right, policy.resourceId, of)),
    ],
  });
  const [result] = policy.pdp.evaluate(request).results;
  if (result?.decision !== 'Permit') return { permitted: false };
  const levels = result.obligations
    .flatMap((one) => one.assignments)
    .filter((one) => one.category === LEVEL_CATEGORY)
    .map((one) => Number(one.value))
    .filter(Number.isInteger);
  return levels.length === 0 ? { permitted: true } : { permitted: true, level: Math.max(...levels) };
}

type Pairs = readonly (readonly [id: string, value: string])[];

function category(id: string, pairs: Pairs) {
  const byId = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = byId.get(name);
    if (values) values.push(value);
    else byId.set(name, [value]);
  }
  const attributes = [...byId].map(([name, values]) => ({
    id: name,
    dataType: STRING_TYPE,
    values,
    includeInResult: false,
  }));
  return { id, attributes };
}

const split = (urn: string): readonly [string, string] => {
  const at = urn.lastIndexOf(':');
  return [urn.slice(0, at), urn.slice(at + 1)];
};

/** Role codes in both cases: policies write either. */
function subjectAttributes({ party, roles, packages }: Holder): Pairs {
  const pairs: (readonly [string, string])[] = [];
  if (party?.userId !== undefined) pairs.push([ids.USER_ID, String(party.userId)]);
  for (const urn of new Set(roles.flatMap((role) => (role.legacyUrn ? [role.urn, role.legacyUrn] : [role.urn])))) {
    const [type, code] = split(urn);
    const spellings = type === ids.ROLE_CODE ? new Set([code.toLowerCase(), code.toUpperCase()]) : [code];
    for (const value of spellings) pairs.push([type, value]);
  }
  for (const urn of packages) pairs.push(split(urn));
  return pairs;
}

function resourceAttributes(right: PolicyRight, resourceId: string, of: Party): Pairs {
  const pairs = right.resource.map(({ type, value }) => [type, value] as const);
  const named = pairs.some(([type]) => type === ids.RESOURCE_ID);
  const number = of.organizationNumber;
  return [
    ...pairs,
    ...(named ? [] : [[ids.RESOURCE_ID, resourceId] as const]),
    [ids.PARTY_ID, String(of.partyId)],
    ...(number === undefined ? [] : [[ids.ORGANIZATION_NUMBER, number] as const]),
  ];
}

/**
 * The delegation check: may this person pass on what is wanted, for this party? (system-register-and-users.md 5.6 and 8.1, access-management.md 6.4)
 *
 * A resource is passed on whole: every right of it that a role or package can give must be the person's own. Otherwise the receiver
 * would get less than what was asked for and agreed to.
 */
import type { Party, Register } from '../register/index.ts';
import type { CompiledPolicy, PolicyRight, ResourceRecord, Resources } from '../resources/index.ts';
import { type Actor, type Passable, partyOf, rolesOfMainAdministrator } from './passable.ts';
import { accessorsOf, delegableRights, type Holder, holds, needsPackage, resourceOf, rightKeyOf } from './rights.ts';
import type { DelegatedRight, DelegationFailure, DelegationPlan, RightPart, RightToGrant, Wanted } from './types.ts';

export interface CheckDeps {
  readonly register: Register;
  readonly resources: Resources;
  /** Single rights that somebody has been given, also through a key role. */
  readonly received: (actor: Actor, of: Party, resourceId: string) => Promise<readonly DelegatedRight[]>;
  readonly passable: (actor: Actor, of: Party) => Promise<Passable>;
}

/** @returns what to write, or the first reason why it may not be */
export async function planDelegation(
  deps: CheckDeps,
  actor: Actor,
  of: Party,
  wanted: Wanted,
): Promise<DelegationPlan | DelegationFailure> {
  const { register } = deps;
  const passable = await deps.passable(actor, of);
  const packages = checkPackages(deps, passable, of, wanted.packages);
  if (packages) return packages;
  const holder = await holderOf(deps, actor, of, passable);
  const rights: RightToGrant[] = [];
  for (const resourceId of new Set(wanted.resources)) {
    const found = await checkResource(deps, { actor, holder, of }, resourceId, wanted.authenticationLevel);
    if ('code' in found) return found;
    rights.push(...found);
  }
  const urns = wanted.packages.map((ref) => register.catalogue.package(ref)?.urn ?? ref);
  return { rights, packages: [...new Set(urns)] };
}

/** What the policies are asked with: roles and packages that may be passed on, and those that give access. */
async function holderOf({ register }: CheckDeps, actor: Actor, of: Party, passable: Passable): Promise<Holder> {
  const party = partyOf(actor);
  const roles = party ? await register.roles(party, of) : [];
  const more = passable.isMainAdministrator
    ? rolesOfMainAdministrator(register).map(({ urn, code, legacyUrn }) => ({
        urn,
        code,
        ...(legacyUrn && { legacyUrn }),
      }))
    : [];
  const packages = party ? await register.packages(party, of) : [];
  return { party, roles: [...roles, ...more], packages: [...new Set([...packages, ...passable.packages.keys()])] };
}

function checkPackages(
  { register }: CheckDeps,
  passable: Passable,
  of: Party,
  wanted: readonly string[],
): DelegationFailure | undefined {
  for (const ref of wanted) {
    const subject = ref.slice(0, 200);
    const known = register.catalogue.package(ref);
    if (!known) return { code: 52, subject, detail: `there is no access package "${subject}"` };
    if (!known.isDelegable || !known.isAssignable)
      return { code: 51, subject, detail: `the access package ${known.urn} cannot be given away` };
    if (!passable.packages.has(known.urn))
      return {
        code: 53,
        subject,
        detail: `the person may not pass on the access package ${known.urn} for ${of.name}: a managing director or main administrator of the organisation can`,
      };
  }
  return undefined;
}

interface Giving {
  readonly actor: Actor;
  readonly holder: Holder;
  readonly of: Party;
}

async function checkResource(
  deps: CheckDeps,
  giving: Giving,
  resourceId: string,
  level: number | undefined,
): Promise<readonly RightToGrant[] | DelegationFailure> {
  const failure = (code: DelegationFailure['code'], detail: string): DelegationFailure => ({
    code,
    subject: resourceId.slice(0, 200),
    detail,
  });
  const record = await deps.resources.resource(resourceId);
  if (!record) return failure(14, `the resource registry has no resource "${resourceId.slice(0, 200)}"`);
  const forbidden = await notOpen(deps, record, giving.of);
  if (forbidden) return failure(...forbidden);
  const policy = await deps.resources.policy(resourceId);
  if (!policy) return failure(14, `the resource ${resourceId} has no policy`);
  const missing = await missingRight(deps, policy, giving, level);
  if (missing) return failure(...missing);
  const actions = new Set(delegableRights(policy).map((right) => right.action.value));
  return [...actions].map((action) => ({ resourceId, action }));
}

/** Why a right may, or may not, be passed on, as it goes over the wire. */
export type ReasonCode =
  | 'RoleAccess'
  | 'DelegationAccess'
  | 'MissingRoleAccess'
  | 'MissingDelegationAccess'
  | 'AccessListValidationFail'
  | 'PackageAccess'
  | 'MissingPackageAccess'
  | 'ResourceNotDelegable'
  | 'ResourceIsMaskinPortenSchema';

/** A right that a role or package can give, and whether the person may pass it on. */
export interface PassableRight {
  readonly key: string;
  readonly action: string;
  readonly resource: readonly RightPart[];
  readonly permitted: boolean;
  readonly codes: readonly ReasonCode[];
}

const CLOSED: Readonly<Partial<Record<DelegationFailure['code'], ReasonCode>>> = {
  69: 'AccessListValidationFail',
  70: 'ResourceNotDelegable',
  71: 'ResourceIsMaskinPortenSchema',
};

/**
 * Every right of a resource that can be passed on, one by one: what a person may give to another person or organisation, or on one
 * instance, need not be the whole resource.
 * `instanceId`: with what the person has on this instance. `isScheme`: it is given as a scheme of Maskinporten, which goes no other way.
 * @returns why there are none, when the registry has no such resource
 */
export async function passableRights(
  deps: CheckDeps,
  actor: Actor,
  of: Party,
  resourceId: string,
  { instanceId, isScheme = false }: { readonly instanceId?: string | undefined; readonly isScheme?: boolean } = {},
): Promise<readonly PassableRight[] | DelegationFailure> {
  const subject = resourceId.slice(0, 200);
  const [record, policy] = [await deps.resources.resource(resourceId), await deps.resources.policy(resourceId)];
  if (!record || !policy)
    return { code: 14, subject, detail: `the resource registry has no resource "${subject}" with a policy` };
  const closed = await notOpen(deps, record, of, isScheme);
  const shut = closed && CLOSED[closed[0]];
  const passable = await deps.passable(actor, of);
  const holder = await holderOf(deps, actor, of, passable);
  const received = await deps.received(actor, of, resourceId);
  const counts = (one: DelegatedRight) =>
    one.part === undefined && (one.instanceId === undefined || one.instanceId === instanceId?.toLowerCase());
  const given = new Set(received.filter(counts).map((one) => one.action));
  return delegableRights(policy).map((right) => {
    const action = right.action.value;
    const isGiven = given.has(action);
    const isHeld = holds(policy, right, holder, of).permitted;
    const codes = [...reasonsOf(deps.register, right, { holder, passable, isGiven, isHeld }), ...(shut ? [shut] : [])];
    return {
      key: rightKeyOf(right, resourceId),
      action,
      resource: resourceOf(right, resourceId),
      permitted: (isGiven || isHeld) && shut === undefined,
      codes: [...new Set(codes)],
    };
  });
}

interface Held {
  readonly holder: Holder;
  readonly passable: Passable;
  readonly isGiven: boolean;
  readonly isHeld: boolean;
}

/** By what the right is had, or what is lacking for it. */
function reasonsOf({ catalogue }: Register, right: PolicyRight, held: Held): readonly ReasonCode[] {
  const roles = new Set(
    held.holder.roles.flatMap((one) => [one.urn, one.legacyUrn ?? one.urn]).map((urn) => urn.toLowerCase()),
  );
  const accessors = accessorsOf(right);
  const has = (isPackage: boolean) =>
    accessors.some(
      (one) => one.isPackage === isPackage && (isPackage ? held.passable.packages.has(one.urn) : roles.has(one.urn)),
    );
  const found: ReasonCode[] = [];
  if (held.isHeld && has(true)) found.push('PackageAccess');
  if (held.isHeld && (has(false) || found.length === 0)) found.push('RoleAccess');
  if (held.isGiven) found.push('DelegationAccess');
  if (found.length > 0) return found;
  const known = (isPackage: boolean) =>
    accessors.some(
      (one) => one.isPackage === isPackage && (isPackage ? catalogue.package(one.urn) : catalogue.role(one.urn)),
    );
  return [
    ...(known(true) ? (['MissingPackageAccess'] as const) : []),
    ...(known(false) ? (['MissingRoleAccess'] as const) : []),
    'MissingDelegationAccess',
  ];
}

function lacking(right: PolicyRight, action: string, resourceId: string, of: Party): string {
  const who = right.subjects.flatMap((one) => one.subjectAttributes.map((attribute) => attribute.urn));
  return `the person lacks "${action}" on ${resourceId} for ${of.name}; it belongs to: ${[...new Set(who)].slice(0, 10).join(', ')}`;
}

type Reason = readonly [DelegationFailure['code'], string];

async function notOpen(
  { resources }: CheckDeps,
  record: ResourceRecord,
  of: Party,
  isScheme = false,
): Promise<Reason | undefined> {
  const { identifier, resourceType } = record;
  if (resourceType === 'MaskinportenSchema' && !isScheme)
    return [
      71,
      `${identifier} is a delegation scheme of Maskinporten: it is given to a supplier, at /enduser/maskinportensuppliers`,
    ];
  if (!record.delegable) return [70, `the resource ${identifier} cannot be delegated`];
  if (record.accessListMode !== 'Enabled') return undefined;
  const number = of.organizationNumber;
  const lists = number === undefined ? [] : await resources.memberships(number, identifier);
  return lists.length > 0
    ? undefined
    : [69, `${of.name} is on no access list of the resource ${identifier}: its owner must add the organisation`];
}

async function missingRight(
  deps: CheckDeps,
  policy: CompiledPolicy,
  { actor, holder, of }: Giving,
  level: number | undefined,
): Promise<Reason | undefined> {
  const { resourceId } = policy;
  const rights = delegableRights(policy);
  if (rights.length === 0)
    return [18, `the policy of ${resourceId} gives nothing to a role or package: its owner must delegate directly`];
  const received = await deps.received(actor, of, resourceId);
  const given = new Set(received.filter((one) => one.instanceId === undefined).map((one) => one.action));
  for (const right of rights) {
    const action = right.action.value;
    if (given.has(action)) continue;
    const held = holds(policy, right, holder, of);
    if (!held.permitted) {
      return [needsPackage(right) ? 68 : 16, lacking(right, action, resourceId, of)];
    }
    if (level !== undefined && held.level !== undefined && level < held.level)
      return [
        20,
        `${resourceId} asks for authentication level ${held.level}, and the login has ${level}: log in again with more`,
      ];
  }
  return undefined;
}

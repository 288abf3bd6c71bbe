/**
 * The delegation check: may this person pass on what is wanted, for this party? (system-register-and-users.md 5.6 and 8.1)
 *
 * A resource is passed on whole: every right of it that a role or package can give must be the person's own. Otherwise the receiver
 * would get less than what was asked for and agreed to.
 */
import type { Party, Register } from '../register/index.ts';
import type { CompiledPolicy, PolicyRight, ResourceRecord, Resources } from '../resources/index.ts';
import { delegableRights, type Holder, holds, needsPackage } from './rights.ts';
import type { DelegatedRight, DelegationFailure, DelegationPlan, RightToGrant, Wanted } from './types.ts';

export interface CheckDeps {
  readonly register: Register;
  readonly resources: Resources;
  /** Single rights that the person has been given, also through a key role. */
  readonly received: (person: Party, of: Party, resourceId: string) => Promise<readonly DelegatedRight[]>;
}

/** @returns what to write, or the first reason why it may not be */
export async function planDelegation(
  deps: CheckDeps,
  person: Party,
  of: Party,
  wanted: Wanted,
): Promise<DelegationPlan | DelegationFailure> {
  const packages = await checkPackages(deps, person, of, wanted.packages);
  if (packages) return packages;
  const { register } = deps;
  const holder: Holder = {
    party: person,
    roles: await register.roles(person, of),
    packages: await register.packages(person, of),
  };
  const rights: RightToGrant[] = [];
  for (const resourceId of new Set(wanted.resources)) {
    const found = await checkResource(deps, holder, of, resourceId, wanted.authenticationLevel);
    if ('code' in found) return found;
    rights.push(...found);
  }
  const urns = wanted.packages.map((ref) => register.catalogue.package(ref)?.urn ?? ref);
  return { rights, packages: [...new Set(urns)] };
}

async function checkPackages(
  { register }: CheckDeps,
  person: Party,
  of: Party,
  wanted: readonly string[],
): Promise<DelegationFailure | undefined> {
  if (wanted.length === 0) return undefined;
  const own = new Set(await register.delegablePackages(person, of));
  for (const ref of wanted) {
    const subject = ref.slice(0, 200);
    const known = register.catalogue.package(ref);
    if (!known) return { code: 52, subject, detail: `there is no access package "${subject}"` };
    if (!known.isDelegable || !known.isAssignable)
      return { code: 51, subject, detail: `the access package ${known.urn} cannot be given away` };
    if (!own.has(known.urn))
      return {
        code: 53,
        subject,
        detail: `the person may not pass on the access package ${known.urn} for ${of.name}: a managing director or main administrator of the organisation can`,
      };
  }
  return undefined;
}

async function checkResource(
  deps: CheckDeps,
  holder: Holder,
  of: Party,
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
  const forbidden = await notOpen(deps, record, of);
  if (forbidden) return failure(...forbidden);
  const policy = await deps.resources.policy(resourceId);
  if (!policy) return failure(14, `the resource ${resourceId} has no policy`);
  const missing = await missingRight(deps, policy, holder, of, level);
  if (missing) return failure(...missing);
  const actions = new Set(delegableRights(policy).map((right) => right.action.value));
  return [...actions].map((action) => ({ resourceId, action }));
}

/** A right that a role or package can give, and whether the person may pass it on. */
export interface PassableRight {
  readonly key: string;
  readonly action: string;
  readonly permitted: boolean;
  /** Why not. */
  readonly detail?: string;
}

/**
 * Every right of a resource that can be passed on, one by one: what a person may give to another person or organisation, or on one
 * instance, need not be the whole resource.
 * @returns why none of them may be, when that is the resource's doing
 */
export async function passableRights(
  deps: CheckDeps,
  person: Party,
  of: Party,
  resourceId: string,
): Promise<readonly PassableRight[] | DelegationFailure> {
  const subject = resourceId.slice(0, 200);
  const [record, policy] = [await deps.resources.resource(resourceId), await deps.resources.policy(resourceId)];
  if (!record || !policy)
    return { code: 14, subject, detail: `the resource registry has no resource "${subject}" with a policy` };
  const closed = await notOpen(deps, record, of);
  if (closed) return { code: closed[0], subject, detail: closed[1] };
  const { register } = deps;
  const holder: Holder = {
    party: person,
    roles: await register.roles(person, of),
    packages: await register.packages(person, of),
  };
  const received = await deps.received(person, of, resourceId);
  const given = new Set(received.filter((one) => one.instanceId === undefined).map((one) => one.action));
  return delegableRights(policy).map((right) => {
    const action = right.action.value;
    const permitted = given.has(action) || holds(policy, right, holder, of).permitted;
    const common = { key: right.rightKey, action, permitted };
    return permitted ? common : { ...common, detail: lacking(right, action, resourceId, of) };
  });
}

function lacking(right: PolicyRight, action: string, resourceId: string, of: Party): string {
  const who = right.subjects.flatMap((one) => one.subjectAttributes.map((attribute) => attribute.urn));
  return `the person lacks "${action}" on ${resourceId} for ${of.name}; it belongs to: ${[...new Set(who)].slice(0, 10).join(', ')}`;
}

type Reason = readonly [DelegationFailure['code'], string];

async function notOpen({ resources }: CheckDeps, record: ResourceRecord, of: Party): Promise<Reason | undefined> {
  const { identifier, resourceType } = record;
  if (resourceType === 'MaskinportenSchema')
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
  holder: Holder,
  of: Party,
  level: number | undefined,
): Promise<Reason | undefined> {
  const { resourceId } = policy;
  const rights = delegableRights(policy);
  if (rights.length === 0)
    return [18, `the policy of ${resourceId} gives nothing to a role or package: its owner must delegate directly`];
  const received = await deps.received(holder.party, of, resourceId);
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

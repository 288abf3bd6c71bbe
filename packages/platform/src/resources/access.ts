import type { Caller } from '../callers/index.ts';
import { invalidMembers } from '../http/index.ts';
import { refuse } from './refusals.ts';
import type { CompetentAuthority, ResourceRecord } from './types.ts';

export const RESOURCE_WRITE = 'altinn:resourceregistry/resource.write';
export const RESOURCE_ADMIN = 'altinn:resourceregistry/resource.admin';
const TEST_OWNER = 'ttd';

/** What the rules of ownership need to know. */
export interface OwnerRules {
  readonly register: { serviceOwner(ref: { code: string }): Promise<{ organizationNumber: string } | undefined> };
  /** True in the sandbox: what belongs to the test owner `ttd` is open to everyone with the write scope. Default false. */
  readonly openTestOwner?: boolean;
}

type Owned = Pick<ResourceRecord, 'identifier' | 'hasCompetentAuthority'>;

const isSame = (one: CompetentAuthority, other: CompetentAuthority): boolean =>
  one.organization === other.organization && one.orgcode === other.orgcode;

async function isRegistered({ register }: OwnerRules, owner: CompetentAuthority): Promise<boolean> {
  return (await register.serviceOwner({ code: owner.orgcode }))?.organizationNumber === owner.organization;
}

const isOpen = ({ openTestOwner }: OwnerRules, { orgcode }: CompetentAuthority): boolean =>
  openTestOwner === true && orgcode === TEST_OWNER;

/**
 * Only the competent authority's organisation, or the admin scope, may write a resource; in the sandbox those of the test owner are open
 * (altinn-pdp.md 12.1).
 * @throws Refusal 403
 */
export async function mayWrite(rules: OwnerRules, caller: Caller, record: Owned): Promise<void> {
  const owner = record.hasCompetentAuthority;
  if (isOwner(caller, owner)) return;
  if (isOpen(rules, owner) && (await isRegistered(rules, owner))) return;
  throw notYours(caller, record);
}

/**
 * A record takes the place of another. That the test owner's are open lets nobody move one, to or from it.
 * @throws Refusal 403, 400
 */
export async function mayReplace(rules: OwnerRules, caller: Caller, known: Owned, record: Owned): Promise<void> {
  await mayWrite(rules, caller, known);
  if (!isSame(known.hasCompetentAuthority, record.hasCompetentAuthority))
    for (const one of [known, record]) if (!isOwner(caller, one.hasCompetentAuthority)) throw notYours(caller, one);
  const stays = isSame(known.hasCompetentAuthority, record.hasCompetentAuthority);
  await requireRegistered(rules, record, stays && isTestOwnersWriter(rules, caller, record));
}

/** A record that is new. @throws Refusal 403, 400 */
export async function mayAdd(rules: OwnerRules, caller: Caller, record: Owned): Promise<void> {
  await mayWrite(rules, caller, record);
  await requireRegistered(rules, record, isTestOwnersWriter(rules, caller, record));
}

/**
 * The test owner has no number of its own at Altinn, and Altinn's suites write that of who sends them. What is open to everyone by the
 * test owner's number is no less so by the writer's own.
 */
const isTestOwnersWriter = (rules: OwnerRules, caller: Caller, { hasCompetentAuthority: owner }: Owned): boolean =>
  isOpen(rules, owner) && isOwner(caller, owner);

const isOwner = (caller: Caller, owner: CompetentAuthority): boolean =>
  caller.scopes.has(RESOURCE_ADMIN) ||
  (caller.organization !== undefined && caller.organization === owner.organization);

const notYours = (caller: Caller, { identifier, hasCompetentAuthority: { organization, orgcode } }: Owned) =>
  refuse(
    'resource-of-other',
    `the resource ${identifier} belongs to ${organization} (${orgcode}); the token is for ${caller.organization ?? 'no organisation'}`,
  );

/**
 * Code and number are those of one service owner, and an app is its owner's.
 * @param anyNumber the code alone is looked at
 * @throws Refusal 400
 */
async function requireRegistered(rules: OwnerRules, record: Owned, anyNumber: boolean): Promise<void> {
  const { identifier, hasCompetentAuthority: owner } = record;
  const errors: Record<string, string[]> = {};
  if (!anyNumber && !(await isRegistered(rules, owner)))
    errors['hasCompetentAuthority'] = [
      `no service owner is registered with the code "${owner.orgcode}" and the organisation number ${owner.organization}: the import of organisations registers them, by the column serviceOwnerCode`,
    ];
  if (identifier.startsWith('app_') && !identifier.startsWith(`app_${owner.orgcode}_`))
    errors['identifier'] = [`an app of ${owner.orgcode} is named app_${owner.orgcode}_{app}`];
  if (Object.keys(errors).length > 0) throw invalidMembers(errors);
}

/** The older API over single delegated rights, rule by rule (altinn-pdp.md 12.4): what a rule says, and what storing one needs. */
import type { Delegations } from '../delegations/index.ts';
import { uuidOfText } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import { namedResource, type Resources } from '../resources/index.ts';

export const USER_ID = 'urn:altinn:userid';
const PARTY_ID = 'urn:altinn:partyid';
const ACTION_ID = 'urn:oasis:names:tc:xacml:1.0:action:action-id';

export interface Match {
  readonly id: string;
  readonly value: string;
}

export interface Rule {
  readonly ruleId?: string;
  /** 1 = delegated directly. */
  readonly type?: number;
  readonly createdSuccessfully?: boolean;
  readonly delegatedByUserId: number;
  readonly offeredByPartyId: number;
  readonly coveredBy: readonly Match[];
  readonly resource: readonly Match[];
  readonly action: Match;
}

/** Where delegations are kept, as far as rules need it. */
export type RuleStore = Pick<Delegations, 'grantPlanned' | 'revoke' | 'rights'>;

export interface Policies {
  readonly register: Register;
  readonly resources: Resources;
}

/** From whom, to whom, on what. */
export interface Relation {
  readonly from: Party;
  readonly to: Party;
  readonly resourceId: string;
}

/** Rules are named by what they say, so that the same rule has the same id each time. */
export function ruleIdOf({ from, to, resourceId }: Relation, action: string): string {
  return uuidOfText([from.uuid, to.uuid, resourceId, action].join('\n'));
}

export async function receiverOf(register: Register, coveredBy: readonly Match[]): Promise<Party | undefined> {
  const [match, ...more] = coveredBy;
  if (!match || more.length > 0 || !/^\d{1,15}$/.test(match.value)) return undefined;
  if (match.id === USER_ID) return register.party({ userId: Number(match.value) });
  return match.id === PARTY_ID ? register.party({ partyId: Number(match.value) }) : undefined;
}

/** @returns undefined when a party or the resource is not known */
export async function relationOf(
  { register, resources }: Policies,
  rule: {
    readonly offeredByPartyId: number;
    readonly coveredBy: readonly Match[];
    readonly resource: readonly Match[];
  },
): Promise<Relation | undefined> {
  const resourceId = namedResource(rule.resource);
  const from = await register.party({ partyId: rule.offeredByPartyId });
  const to = await receiverOf(register, rule.coveredBy);
  if (resourceId === undefined || !from || !to || !(await resources.policy(resourceId))) return undefined;
  return { from, to, resourceId };
}

/** What is to be written for a rule; undefined when something in it is not known. */
export async function storable(
  policies: Policies,
  rule: Rule,
): Promise<(Relation & { by: string; action: string }) | undefined> {
  const relation = await relationOf(policies, rule);
  const by = await policies.register.party({ userId: rule.delegatedByUserId });
  if (!relation || !by || rule.action.id !== ACTION_ID) return undefined;
  const policy = await policies.resources.policy(relation.resourceId);
  if (!policy?.actions.includes(rule.action.value)) return undefined;
  return { ...relation, by: by.uuid, action: rule.action.value };
}

/** How the answer tells where a rule comes from. */
export const RULE_TYPE = { none: 0, direct: 1, keyRole: 2, subUnit: 3, subUnitByKeyRole: 4 } as const;

/**
 * The rules that stand between two parties on a resource.
 * @param told what the answer says of each beside what it is
 */
export async function rulesOf(
  store: RuleStore,
  relation: Relation,
  asked: Pick<Rule, 'coveredBy' | 'resource'>,
  told: Required<Pick<Rule, 'type' | 'createdSuccessfully'>>,
): Promise<readonly Rule[]> {
  const { from, to, resourceId } = relation;
  const rights = await store.rights({ to: [to.uuid], from: from.uuid, resourceId });
  return rights
    .filter((right) => right.instanceId === undefined)
    .map((right) => ({
      ruleId: ruleIdOf(relation, right.action),
      ...told,
      delegatedByUserId: 0,
      offeredByPartyId: from.partyId,
      coveredBy: asked.coveredBy,
      resource: asked.resource,
      action: { id: ACTION_ID, value: right.action },
    }));
}

/** Approving: what a person gives a system user, all or nothing (system-register-and-users.md 5.6 and 6). */
import type { Transaction } from 'kysely';
import type { Announce, Database, Tables } from '../database/index.ts';
import { type DelegationFailure, type DelegationPlan, type Delegations, isResourceGone } from '../delegations/index.ts';
import type { Party } from '../register/index.ts';
import type { ProblemName } from './codes.ts';
import { problem } from './refusals.ts';

/** Who answers a request, for which party. */
export interface Approver {
  readonly person: Party;
  readonly party: Party;
  /** Level of the login, 0–4. */
  readonly authenticationLevel: number | undefined;
}

const REFUSALS = {
  14: 'checkFailed',
  16: 'noRole',
  18: 'noDirectDelegation',
  20: 'levelTooLow',
  50: 'packageCheckFailed',
  51: 'packageDelegationFailed',
  52: 'packageInvalid',
  53: 'packageNotHeld',
  68: 'noPackage',
  69: 'notOnAccessList',
  70: 'resourceNotDelegable',
  71: 'maskinportenSchema',
} as const satisfies Record<DelegationFailure['code'], ProblemName>;

/** What the approver gives, if it can give it all. @throws Refusal with the code of what it cannot give */
export async function planOf(
  delegations: Delegations,
  { person, party, authenticationLevel }: Approver,
  wanted: { readonly resources: readonly string[]; readonly packages: readonly string[] },
): Promise<DelegationPlan> {
  const plan = await delegations.plan(person, party, {
    ...wanted,
    ...(authenticationLevel === undefined ? {} : { authenticationLevel }),
  });
  if ('code' in plan) throw problem(REFUSALS[plan.code], plan.detail);
  return plan;
}

/**
 * Gives a system user what has been planned, after what must be written with it: both or neither.
 * @throws Refusal AUTH-00002 when it cannot be given any more
 */
export function approve(
  { database, delegations }: { readonly database: Database; readonly delegations: Delegations },
  { person, party }: Approver,
  to: string,
  plan: DelegationPlan,
  before: (trx: Transaction<Tables>, announce: Announce) => Promise<void>,
): Promise<void> {
  return database.transaction(async (trx, announce) => {
    await before(trx, announce);
    try {
      await delegations.grantPlanned(trx, announce, { ...plan, to, from: party, by: person.uuid });
    } catch (error) {
      throw isResourceGone(error) ? problem('delegationFailed', error.message) : error;
    }
  });
}

/** The rules of an enforcement point (altinn-pdp.md 15): who asks, and what a verdict allows. */
import type { Caller } from '../callers/index.ts';
import * as name from './names.ts';
import type { Ask, AttributeInput, Verdict } from './types.ts';

/**
 * The subject attributes that a token stands for: user id, else party id, else system user (alone), else organisation
 * number; with session and scopes, except for system users. A service owner asks as its code and organisation.
 * @returns nothing when the token names no subject
 */
export function subjectOf(caller: Caller): readonly AttributeInput[] {
  if (caller.systemUser) return [{ id: name.SYSTEM_USER, value: caller.systemUser.id }];
  const who: AttributeInput[] = [];
  if (caller.serviceOwner !== undefined) who.push({ id: name.ORG, value: caller.serviceOwner });
  if (caller.userId !== undefined) who.push({ id: name.USER_ID, value: String(caller.userId) });
  else if (caller.organization !== undefined) who.push({ id: name.ORGANIZATION_NUMBER, value: caller.organization });
  else if (caller.partyId !== undefined) who.push({ id: name.PARTY_ID, value: String(caller.partyId) });
  if (who.length === 0) return who;
  const session = caller.claims['sid'] ?? caller.claims['jti'];
  if (typeof session === 'string') who.push({ id: name.SESSION_ID, value: session });
  for (const scope of caller.scopes) who.push({ id: name.SCOPE, value: scope });
  return who;
}

/** Permit is access only when the token's level is high enough; a service owner's may meet the level for organisations instead. */
export function enforce(verdict: Verdict, caller: Caller): Ask {
  if (verdict.decision !== 'Permit') return { permitted: false, reason: verdict.reason };
  const level = caller.authenticationLevel ?? 0;
  const { requiredLevel, requiredLevelOrg } = verdict;
  if (requiredLevel === undefined || level >= requiredLevel) return { permitted: true, reason: verdict.reason };
  if (caller.serviceOwner !== undefined && requiredLevelOrg !== undefined && level >= requiredLevelOrg)
    return { permitted: true, reason: verdict.reason };
  const needed = caller.serviceOwner === undefined ? requiredLevel : (requiredLevelOrg ?? requiredLevel);
  return {
    permitted: false,
    requiredLevel: needed,
    reason: `the token has authentication level ${level}, and the policy asks for ${needed}`,
  };
}

/** Delegations: who gave whom rights, access packages, Maskinporten scopes and consents. */
export type { HeldClient } from './client-access.ts';
export type { AgentWish } from './client-agents.ts';
export { delegationId, type GrantRow } from './client-store.ts';
export { returnOf } from './consent-return.ts';
export type { ConsentRequest, Consents, GrantedConsent } from './consents.ts';
export { createDelegations, type Delegations, type DelegationsDeps } from './delegations.ts';
export { FailedLookups, mayActFor, personOf } from './persons.ts';
export { isResourceGone } from './refusals.ts';
export { requestDesk } from './request-desk.ts';
export type { AccessRequestDesk, Lack, Submission, Task } from './request-desk-types.ts';
export { delegationsRoutes } from './routes.ts';
export { type ScopeDelegations, scopesOf } from './scope-delegations.ts';
export type { DelegationsRoutesDeps } from './surface.ts';
export type {
  Consent,
  ConsentRight,
  ConsentStatus,
  DelegatedRight,
  DelegationFailure,
  DelegationPlan,
  Grant,
  RightToGrant,
  ScopeDelegation,
  Wanted,
} from './types.ts';

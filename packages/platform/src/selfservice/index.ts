/** Samarbeidsportalen: integrations (clients), their keys, scopes, who may use which; and the self-service API. */
export type { Actor } from './actor.ts';
export {
  administers,
  administrators,
  ORGANIZATION_HEADER,
  organizationActor,
  organizationOf,
} from './administrator.ts';
export { acceptClient } from './client-rules.ts';
export { type LoginClient, loginClient } from './login-clients.ts';
export type {
  AccessState,
  ClientKey,
  ClientRecord,
  GrantClient,
  IntegrationType,
  ScopeAccess,
  ScopeRecord,
} from './model.ts';
export type { DelayRange } from './registration-delay.ts';
export type { WaitingChange } from './registrations.ts';
export { type SelfServiceRouteDeps, selfserviceRoutes } from './routes.ts';
export { acceptScope } from './scope-rules.ts';
export { deletePrefix, findPrefixes, putPrefix } from './scope-store.ts';
export { Scopes } from './scopes.ts';
export { type SeedScope, type SelfServiceSeed, seedSelfService } from './seed.ts';
export { type NewClient, SelfService, type SelfServiceOptions } from './selfservice.ts';

/** Samarbeidsportalen: integrations (clients), their keys, scopes, who may use which; and the self-service API. */
export { ApiError } from './errors.ts';
export {
  type AccessState,
  type ClientKey,
  type ClientRecord,
  type GrantClient,
  type IntegrationType,
  JWT_BEARER,
  type ScopeAccess,
  type ScopeRecord,
} from './model.ts';
export { type SelfServiceRouteDeps, selfserviceRoutes } from './routes.ts';
export { Scopes } from './scopes.ts';
export { type SeedScope, type SelfServiceSeed, seedSelfService } from './seed.ts';
export { type Actor, type NewClient, SelfService } from './selfservice.ts';

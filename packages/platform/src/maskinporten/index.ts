/** Maskinporten: exchanges signed grants for access tokens. */
export type { AltinnLookups, FoundConsent, FoundSystemUser } from './authorization-details.ts';
export { DOCUMENTED, type GrantRules } from './grant.ts';
export { CHECKS, type Check, checkOf, codeOf, isRefusal as isGrantRefusal } from './refusals.ts';
export { ReplayGuard } from './replay.ts';
export { RequestLog } from './request-log.ts';
export type { TokenRequestEntry } from './request-log-store.ts';
export { maskinportenRoutes, type ToldOfGrant } from './routes.ts';
export { type TokenAnswer, type TokenEndpointDeps, tokenWithoutGrant } from './token-endpoint.ts';

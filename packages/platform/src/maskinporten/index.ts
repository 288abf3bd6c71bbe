/** Maskinporten: exchanges signed grants for access tokens. */
export type { AltinnLookups, FoundConsent, FoundSystemUser } from './authorization-details.ts';
export { ReplayGuard } from './replay.ts';
export { RequestLog, type TokenRequestEntry } from './request-log.ts';
export { maskinportenRoutes } from './routes.ts';
export type { TokenEndpointDeps } from './token-endpoint.ts';

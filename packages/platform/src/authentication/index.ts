/** Altinn tokens: exchange, refresh, keys, enterprise users; login of persons and their portal sessions. */
export {
  type Authentication,
  type AuthenticationOptions,
  createAuthentication,
} from './authentication.ts';
export type { LogoutReason } from './browser-routes.ts';
export type { Login } from './claims.ts';
export { SESSION_COOKIE } from './cookies.ts';
export type { EnterpriseUser } from './enterprise-users.ts';
export type { LoginProvider } from './login.ts';
export type { OidcClient } from './oidc.ts';
export type { PlatformAccess, PlatformAccessTokens } from './platform-access.ts';
export { sendToken } from './replies.ts';
export { authenticationRoutes } from './routes.ts';
export { EndedCount, OpenSession, SessionId } from './schemas.ts';
export { type GivePackages, type SeedEnterpriseUser, sandboxEnterpriseUsers, seedAuthentication } from './seed.ts';
export { sessionView } from './session-routes.ts';
export type { Sessions } from './sessions.ts';
export type { Language, Profile } from './users.ts';

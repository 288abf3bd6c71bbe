import type { IntegrationType, ScopeRecord } from './model.ts';

const LOGIN_TYPES: readonly IntegrationType[] = ['idporten', 'api_klient', 'ansattporten'];

/** Scopes of OpenID Connect itself. They have no prefix, no owner and no access: every client that logs persons in may have them. */
export const OIDC_SCOPES: readonly ScopeRecord[] = (
  [
    ['openid', 'Logge inn en person'],
    ['profile', 'Personens navn'],
  ] as const
).map(([name, description]) => ({
  name,
  prefix: '',
  subscope: name,
  owner: '',
  active: true,
  description,
  visibility: 'PUBLIC',
  accessibleForAll: true,
  integrationTypes: LOGIN_TYPES,
  requiresUserConsent: false,
  requiresUserAuthentication: true,
  requiresPseudonymousTokens: false,
  created: 0,
  lastUpdated: 0,
}));

export const isOidcScope = (name: string): boolean => OIDC_SCOPES.some((scope) => scope.name === name);

/** The scopes of OpenID Connect for those who ask what clients of one type may have. Others do not see them. */
export const oidcScopesFor = (integrationType: string | undefined): readonly ScopeRecord[] =>
  OIDC_SCOPES.filter((scope) => (scope.integrationTypes as readonly string[]).includes(integrationType ?? ''));

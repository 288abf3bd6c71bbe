import type { ClientKey, ClientRecord, OnBehalfOf, ScopeAccess, ScopeRecord } from './model.ts';

/** ISO 8601 with offset, as the API writes times. */
const time = (ms: number): string => new Date(ms).toISOString();

/** Client (maskinporten.md 6.3). */
export const clientJson = (client: ClientRecord) => ({
  ...client.others,
  client_id: client.clientId,
  client_name: client.name,
  description: client.description,
  client_orgno: client.organization,
  ...(client.supplier === undefined ? {} : { supplier_orgno: client.supplier }),
  active: client.active,
  integration_type: client.integrationType,
  application_type: client.applicationType,
  token_endpoint_auth_method: client.authMethod,
  grant_types: client.grantTypes,
  scopes: client.scopes,
  access_token_lifetime: client.accessTokenLifetime,
  created: time(client.created),
  last_updated: time(client.lastUpdated),
});

/** OnBehalfOf (maskinporten.md 6.3). @param organizationName as the register knows it */
export const onBehalfOfJson = (entry: OnBehalfOf, organizationName?: string) => ({
  onbehalfof: entry.id,
  name: entry.name,
  orgno: entry.organization,
  ...(organizationName === undefined ? {} : { organization_name: organizationName }),
  ...(entry.description === undefined ? {} : { description: entry.description }),
  ...(entry.uri === undefined ? {} : { uri: entry.uri }),
  ...(entry.logoUri === undefined ? {} : { logo_uri: entry.logoUri }),
  created: time(entry.created),
  last_updated: time(entry.lastUpdated),
});

/** A client as the onboarding wizard knows it: the one place with camel case (maskinporten.md 6.2). */
export const datasharingJson = (client: ClientRecord, keys: readonly ClientKey[]) => ({
  clientId: client.clientId,
  description: client.description,
  consumerOrgNr: client.organization,
  scopes: client.scopes,
  keys: keys.map(keyJson),
});

/** Jwk with when it was posted and expires. */
export const keyJson = (key: ClientKey) => ({
  ...key.jwk,
  exp: Math.floor(key.expires / 1000),
  created: time(key.created),
});

/** `{keys, created, last_updated}`. */
export const keySetJson = (keys: readonly ClientKey[]) => ({
  keys: keys.map(keyJson),
  ...(keys.length === 0
    ? {}
    : {
        created: time(Math.min(...keys.map((key) => key.created))),
        last_updated: time(Math.max(...keys.map((key) => key.created))),
      }),
});

/** `description#nn` and so on. */
const inLanguages = (field: string, texts: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries(texts).map(([language, text]) => [`${field}#${language}`, text]));

/** Scope (maskinporten.md 5.2). */
export const scopeJson = (scope: ScopeRecord) => ({
  name: scope.name,
  prefix: scope.prefix,
  subscope: scope.subscope,
  description: scope.description,
  ...(scope.longDescription === undefined ? {} : { long_description: scope.longDescription }),
  ...inLanguages('description', scope.descriptions),
  ...inLanguages('long_description', scope.longDescriptions),
  descriptions: { nb: scope.description, ...scope.descriptions },
  active: scope.active,
  visibility: scope.visibility,
  accessible_for_all: scope.accessibleForAll,
  allowed_integration_types: scope.integrationTypes,
  ...(scope.delegationSource === undefined ? {} : { delegation_source: scope.delegationSource }),
  token_type: scope.tokenType ?? 'SELF_CONTAINED',
  ...(scope.atMaxAge === undefined ? {} : { at_max_age: scope.atMaxAge }),
  ...(scope.authorizationMaxLifetime === undefined
    ? {}
    : { authorization_max_lifetime: scope.authorizationMaxLifetime }),
  requires_user_consent: scope.requiresUserConsent,
  requires_user_authentication: scope.requiresUserAuthentication,
  requires_pseudonymous_tokens: scope.requiresPseudonymousTokens,
  ...(scope.enforcedAud === undefined ? {} : { enforced_aud_for_access_token: scope.enforcedAud }),
  supports_european_businesses: scope.supportsEuropeanBusinesses ?? false,
  protected: scope.protected ?? false,
  owner_orgno: scope.owner,
  created: time(scope.created),
  last_updated: time(scope.lastUpdated),
});

/** A scope as an organisation that may use it sees it. */
export const usableJson = (scope: ScopeRecord, consumer: string) => ({
  ...scopeJson(scope),
  scope: scope.name,
  state: 'APPROVED',
  consumer_orgno: consumer,
});

export const accessJson = (access: ScopeAccess) => ({
  scope: access.scope,
  state: access.state,
  owner_orgno: access.owner,
  consumer_orgno: access.consumer,
  created: time(access.created),
  last_updated: time(access.lastUpdated),
});

import { checkCertificate, NO_TRUST, readChain } from '../business-certificates/index.ts';
import type { AuthMethod, ClientKey, ClientRecord, IntegrationType, PublicJwk } from './model.ts';
import { isOidcScope } from './oidc-scopes.ts';
import { findScopesNamed } from './scope-store.ts';
import type { SelfService } from './selfservice.ts';

/** Client types that log persons in at ID-porten (maskinporten.md 5.2). */
const AT_IDPORTEN: ReadonlySet<IntegrationType> = new Set(['idporten', 'api_klient']);
const DEFAULT_REFRESH_S = 600;

/** A client as the OpenID Connect provider needs it: what may be used now. */
export interface LoginClient {
  readonly clientId: string;
  readonly name: string;
  readonly organization: string;
  readonly native: boolean;
  readonly authentication: AuthMethod;
  /** SHA-256 of the secret in base64url, and when it expires, ms. */
  readonly secret?: { readonly hash: string; readonly expires: number };
  readonly keys: readonly PublicJwk[];
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly oidcScopes: readonly string[];
  /** API scopes that are active, for this kind of client, and granted to its organisation. */
  readonly scopes: readonly string[];
  /** Seconds. */
  readonly accessTokenLifetime: number;
  /** Of a client that may have refresh tokens. Seconds. */
  readonly refresh?: { readonly lifetime: number; readonly once: boolean };
}

/** The client with this id, if it logs persons in at ID-porten and is active. */
export async function loginClient(selfservice: SelfService, clientId: string): Promise<LoginClient | undefined> {
  const state = await selfservice.registered(clientId);
  if (!state?.record.active || !AT_IDPORTEN.has(state.record.integrationType)) return undefined;
  const { record } = state;
  const now = selfservice.clock.now();
  return {
    clientId,
    name: record.name,
    organization: record.organization,
    native: record.applicationType === 'native',
    authentication: record.authMethod,
    ...(record.secret === undefined ? {} : { secret: record.secret }),
    keys: state.keys.filter((key) => isGood(selfservice, key, record, now)).map((key) => key.jwk),
    redirectUris: texts(record.others['redirect_uris']),
    postLogoutRedirectUris: texts(record.others['post_logout_redirect_uris']),
    oidcScopes: record.scopes.filter(isOidcScope),
    scopes: await usableScopes(selfservice, record),
    accessTokenLifetime: record.accessTokenLifetime,
    ...(record.grantTypes.includes('refresh_token') ? { refresh: refreshOf(record) } : {}),
  };
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

const refreshOf = ({ others }: ClientRecord) => ({
  lifetime: Number(others['refresh_token_lifetime'] ?? DEFAULT_REFRESH_S) || DEFAULT_REFRESH_S,
  once: others['refresh_token_usage'] !== 'REUSE',
});

/** A key that has not expired, and whose certificate, if it is one, is good now. */
function isGood({ options }: SelfService, key: ClientKey, owner: ClientRecord, now: number): boolean {
  if (key.expires <= now) return false;
  if (!key.jwk.x5c) return true;
  try {
    checkCertificate(readChain(key.jwk.x5c), owner.organization, options.trust ?? NO_TRUST, now);
    return true;
  } catch {
    return false;
  }
}

async function usableScopes(selfservice: SelfService, record: ClientRecord): Promise<readonly string[]> {
  const named = record.scopes.filter((name) => !isOidcScope(name));
  const found = await findScopesNamed(selfservice.database.db, named);
  const holder = record.supplier ?? record.organization;
  const usable = await Promise.all(
    named.map(async (name) => {
      const scope = found.get(name);
      return scope?.active &&
        scope.integrationTypes.includes(record.integrationType) &&
        (await selfservice.hasAccess(scope, holder))
        ? [name]
        : [];
    }),
  );
  return usable.flat();
}

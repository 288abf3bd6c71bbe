import { generateKeyPair, randomUUID, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Client, Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Database } from '../database/index.ts';
import { type Clock, iso6523, systemClock, UNAVAILABLE } from '../foundation/index.ts';
import type { Register } from '../register/index.ts';
import { adapterFactory } from './adapter.ts';
import { clientMetadata, foreignScopes, type KnownClient, secretHash } from './clients.ts';
import { ACR_VALUES, satisfies, wantedAcr } from './levels.ts';
import { errorPage, loggedOutPage, logoutPage } from './pages.ts';
import { secret } from './store.ts';
import { languageOf } from './texts.ts';

const ACCESS_TOKEN_S = 600;
const REFRESH_TOKEN_S = 600;
const SESSION_S = 8 * 3600;
const INTERACTION_S = 1800;
const OIDC_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'offline_access']);

export interface ProviderDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  /** Without a final slash. */
  readonly issuer: string;
  client(id: string): Promise<KnownClient | undefined>;
}

async function newSigningKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: randomUUID() });
}

const scopesAsked = (ctx: KoaContextWithOIDC): readonly string[] =>
  typeof ctx.oidc.params?.['scope'] === 'string' ? ctx.oidc.params['scope'].split(' ').filter(Boolean) : [];

/** The scopes of APIs (not of OpenID Connect) that a request asks for and its client may have. */
const apiScopes = (ctx: KoaContextWithOIDC, client: KnownClient | undefined): readonly string[] =>
  scopesAsked(ctx).filter((scope) => !OIDC_SCOPES.has(scope) && client?.scopes.includes(scope));

type ClientOf = (id: string | undefined) => Promise<KnownClient | undefined>;
type Library = typeof import('oidc-provider');

/** Makes the OIDC provider. It loads a library that takes some 0.4 s, so this is called at the first request and not at the start. */
export async function createProvider(deps: ProviderDeps): Promise<Provider> {
  const library = await import('oidc-provider');
  const signingKey = JSON.parse(await secret(deps.database, 'signing-key', newSigningKey)) as Record<string, string>;
  const cookieKey = await secret(deps.database, 'cookie-key', async () => randomUUID() + randomUUID());
  const clientOf: ClientOf = async (id) => (id === undefined ? undefined : deps.client(id));
  const configuration: Configuration = {
    ...protocol(library, clientOf),
    ...identity(deps, clientOf),
    adapter: adapterFactory(deps.database, systemClock, async (id) => {
      const client = await clientOf(id);
      return client && clientMetadata(client, deps.clock.now() - systemClock.now());
    }),
    jwks: { keys: [signingKey] } as NonNullable<Configuration['jwks']>,
    cookies: {
      keys: [cookieKey],
      names: { session: 'idporten_session', interaction: 'idporten_interaction', resume: 'idporten_resume' },
      long: { httpOnly: true, sameSite: 'lax', signed: true, path: '/idporten' },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    // A public client's own pages may call from the browser.
    clientBasedCORS: (_ctx, origin, client) =>
      client.clientAuthMethod === 'none' &&
      (client.redirectUris ?? []).some((uri) => URL.parse(uri)?.origin === origin),
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: apis(deps.issuer, clientOf),
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = logoutPage(languageOf(ctx.get('accept-language')), form, hintedByClient(ctx));
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = loggedOutPage(languageOf(ctx.get('accept-language')));
        },
      },
    },
    formats: { customizers: { jwt: (_ctx, _token, parts) => shiftTimes(parts.payload, deps.clock) } },
    loadExistingGrant: (ctx) => loadGrant(ctx, clientOf),
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = errorPage(languageOf(ctx.get('accept-language')), out.error, out.error_description);
    },
  };
  const provider = new library.Provider(deps.issuer, configuration);
  // Secrets are kept as hashes alone.
  provider.Client.prototype.compareClientSecret = function compare(secret: string) {
    return timingSafeEqual(Buffer.from(secretHash(secret)), Buffer.from((this.clientSecret ?? '').padEnd(43)));
  };
  // The routes in front put the issuer's own host and scheme into these headers.
  provider.proxy = true;
  // The library answers an error with its status, and with nothing else of it.
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.status === UNAVAILABLE.status) ctx.set('Retry-After', '1');
  });
  return provider;
}

/** What is spoken: code flow with PKCE, ID-porten's levels and scopes, and its lifetimes. */
function protocol(library: Library, clientOf: ClientOf): Configuration {
  const { base, Check } = library.interactionPolicy;
  const policy = base();
  policy.remove('consent');
  const level = new Check('level', 'a login at a higher level is needed', 'login_required', (ctx) =>
    satisfies(ctx.oidc.session?.acr, wantedAcr(ctx.oidc.params?.['acr_values']))
      ? Check.NO_NEED_TO_PROMPT
      : Check.REQUEST_PROMPT,
  );
  const scopes = new Check('scopes', 'the scopes are the client’s own', async (ctx) => {
    const [foreign] = foreignScopes(await clientOf(ctx.oidc.client?.clientId), scopesAsked(ctx));
    if (foreign === undefined) return Check.NO_NEED_TO_PROMPT;
    throw new library.errors.InvalidScope('the client has not been given this scope', foreign);
  });
  policy.get('login')?.checks.add(level);
  policy.get('login')?.checks.add(scopes);
  return {
    interactions: { policy, url: (_ctx, interaction) => `/idporten/interaction/${interaction.uid}` },
    acrValues: [...ACR_VALUES],
    claims: { openid: ['sub', 'pid', 'acr', 'amr', 'auth_time', 'sid', 'locale'], profile: ['name'] },
    scopes: ['openid', 'profile'],
    responseTypes: ['code'],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    discovery: { ui_locales_supported: ['nb', 'en'] },
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: async (ctx) => (await clientOf(ctx.oidc.client?.clientId))?.refresh?.once ?? true,
    ttl: {
      RefreshToken: REFRESH_TOKEN_S,
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? ACCESS_TOKEN_S,
      AuthorizationCode: 60,
      IdToken: 120,
      Interaction: INTERACTION_S,
      Session: SESSION_S,
      Grant: SESSION_S,
    },
  };
}

/** Who logs in, and what tokens tell of it. */
function identity(deps: ProviderDeps, clientOf: ClientOf): Configuration {
  return {
    findAccount: async (ctx, uuid) => {
      const person = await deps.register.party({ uuid });
      if (!person?.personNumber || person.isDeleted) return undefined;
      const { personNumber: pid, name } = person;
      // The session that the code came from: a client needs it for front-channel logout.
      const sid = (ctx.oidc.entities.AuthorizationCode ?? ctx.oidc.entities.RefreshToken)?.sessionUid;
      const claims = { sub: uuid, pid, name, locale: 'nb', ...(sid === undefined ? {} : { sid }) };
      return { accountId: uuid, claims: async () => claims };
    },
    extraTokenClaims: async (ctx, token) => {
      if (!('accountId' in token)) return undefined;
      const person = await deps.register.party({ uuid: String(token.accountId) });
      const source = ctx.oidc.entities.AuthorizationCode ?? ctx.oidc.entities.RefreshToken;
      const client = await clientOf(token.clientId);
      const owner = client?.organization;
      return {
        pid: person?.personNumber,
        acr: source?.acr,
        amr: source?.amr,
        token_type: 'Bearer',
        client_amr: client?.authentication,
        ...(owner === undefined ? {} : { client_orgno: owner, consumer: iso6523(owner) }),
      };
    },
  };
}

/** A token for an API is a JWT with the API's scopes; a token for `openid` alone is for the user-info endpoint. */
const apis = (issuer: string, clientOf: ClientOf) => ({
  enabled: true,
  defaultResource: async (ctx: KoaContextWithOIDC) =>
    apiScopes(ctx, await clientOf(ctx.oidc.client?.clientId)).length > 0 ? `${new URL(issuer).origin}/` : [],
  useGrantedResource: () => true,
  async getResourceServerInfo(_ctx: KoaContextWithOIDC, resource: string, client: Client) {
    const own = await clientOf(client.clientId);
    return {
      scope: (own?.scopes ?? []).join(' '),
      audience: resource,
      accessTokenTTL: own?.accessTokenLifetime ?? ACCESS_TOKEN_S,
      accessTokenFormat: 'jwt' as const,
      jwt: { sign: { alg: 'RS256' as const } },
    };
  },
});

/** Access tokens are judged by the platform's clock, which the sandbox may have moved. */
function shiftTimes(payload: Record<string, unknown>, clock: Clock): void {
  const shift = Math.round((clock.now() - systemClock.now()) / 1000);
  for (const name of ['iat', 'exp']) {
    const time = payload[name];
    if (typeof time === 'number') payload[name] = time + shift;
  }
}

/** Nobody is asked to consent: the services are public, and the persons synthetic. */
async function loadGrant(ctx: KoaContextWithOIDC, clientOf: ClientOf) {
  const { client, session, provider } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const known = session.grantIdFor(client.clientId);
  const found = known ? await provider.Grant.find(known) : undefined;
  const grant = found ?? new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile');
  const scopes = apiScopes(ctx, await clientOf(client.clientId));
  for (const resource of Object.keys(ctx.oidc.resourceServers ?? {}))
    if (scopes.length > 0) grant.addResourceScope(resource, scopes.join(' '));
  await grant.save();
  return grant;
}

/** True when the logout was asked for by the client that the person is logged in to, with a valid id_token_hint. */
function hintedByClient(ctx: KoaContextWithOIDC): boolean {
  const hint = (ctx.oidc.entities as { IdTokenHint?: { payload?: { sub?: unknown } } }).IdTokenHint;
  return hint?.payload?.sub !== undefined && hint.payload.sub === ctx.oidc.session?.accountId;
}

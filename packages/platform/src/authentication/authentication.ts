import type { Caller, Callers } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import { type Clock, type PlatformUrls, seconds } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { SigningKeys, SigningRing } from '../signing-keys/index.ts';
import { type Login, refreshedClaims } from './claims.ts';
import { createEnterpriseUsers, type EnterpriseUser } from './enterprise-users.ts';
import { createExchange, type Exchange } from './exchange.ts';
import { createLoginFlow, type LoginFlow, type LoginProvider, type Welcome } from './login.ts';
import { createOidc, type Oidc, type OidcClient } from './oidc.ts';
import { createPlatformAccessTokens, type PlatformAccessTokens, readTrustedKeys } from './platform-access.ts';
import { refuse } from './refusals.ts';
import { createSessions, type Session, type Sessions } from './sessions.ts';
import { saveLanguage } from './store.ts';
import { type Fetch, remoteKeys } from './upstream-keys.ts';
import { createUsers, type Language, type Profile } from './users.ts';

export interface Authentication {
  /** `iss` of Altinn tokens. */
  readonly issuer: string;
  readonly exchange: Exchange;
  /**
   * A token with the caller's claims and a new life (altinn-authentication.md 5). A portal token keeps its session alive, and ends with it.
   * @throws Refusal `SESSION_ENDED`
   */
  refresh(caller: Caller, options?: { enrichPid?: boolean }): Promise<string>;
  /** Altinn session token for a person who has logged in (7.6). */
  sessionToken(person: Party, login: Login): Promise<string>;
  /** The enterprise user with this user id. Its party is in the register as well, under the same user id. */
  enterpriseUser(userId: number): Promise<EnterpriseUser | undefined>;
  readonly platformAccess: PlatformAccessTokens;
  readonly sessions: Sessions;
  readonly login: LoginFlow;
  readonly oidc: Oidc;
  /** The cookie token of a session. */
  tokenOf(session: Session): Promise<string | undefined>;
  profile(userId: number): Promise<Profile>;
  setLanguage(userId: number, language: Language): Promise<void>;
}

export interface AuthenticationOptions {
  /** `on`: the former contract of enterprise users; `gone`: 410 as today's service (4). Default `gone`; the sandbox sets `on`. */
  readonly enterpriseUsers?: 'on' | 'gone';
  /** How long an enterprise user is locked after five wrong passwords, in ms. Default one hour. */
  readonly enterpriseLockMs?: number;
  /** PEM certificates or public keys by `iss`: Altinn Studio's (`studio` …) and service owners' for PlatformAccessToken. */
  readonly trustedKeys?: Readonly<Record<string, readonly string[]>>;
  /** Service owners whose platform access tokens this platform makes itself, in a sandbox. Default none. */
  readonly ownersSignedHere?: readonly string[];
  /** Front ends that log persons in with Altinn as their OpenID Connect provider. */
  readonly oidcClients?: readonly OidcClient[];
  /** In place of the global `fetch` towards the login provider's key set. */
  readonly fetch?: Fetch;
}

const PORTAL_SCOPE = 'altinn:portal/enduser';

export interface AuthenticationDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly signingKeys: SigningKeys;
  readonly callers: Callers;
  readonly register: Register;
  readonly urls: PlatformUrls;
  /** Where persons log in, and whose access tokens `exchange/id-porten` takes. */
  readonly loginProvider: LoginProvider;
  /** What becomes of a person who logs in and is not in the register; left out = the login is refused. */
  readonly welcome?: Welcome | undefined;
  readonly options?: AuthenticationOptions;
}

/** Opens the room: tokens, sessions and logins. */
export function createAuthentication(deps: AuthenticationDeps): Authentication {
  const { database, clock, register } = deps;
  const options = deps.options ?? {};
  const issuer = deps.urls.altinnIssuer;
  const ring = deps.signingKeys.ring('altinn');
  const trusted = readTrustedKeys(options.trustedKeys);
  const lock = options.enterpriseLockMs === undefined ? {} : { lockMs: options.enterpriseLockMs };
  const fetching = options.fetch === undefined ? {} : { fetch: options.fetch };
  const enterpriseUsers = createEnterpriseUsers({ database, clock, ...lock });
  const sessions = createSessions({ database, clock, register });

  const users = createUsers({ database, register, clock, issuer });
  return {
    issuer,
    exchange: createExchange({
      callers: deps.callers,
      register,
      ring,
      clock,
      issuer,
      trusted,
      enterpriseUsers: options.enterpriseUsers === 'on' ? enterpriseUsers : 'gone',
      idporten: remoteKeys({ issuer: deps.loginProvider.issuer, clock, ...fetching }),
      user: async (pid) => users.userOf(await register.party({ person: pid })),
    }),
    refresh: refreshing({ clock, register, ring, sessions }),
    async sessionToken(person, login) {
      const claims = await users.claimsOfLogin(person, login);
      if (!claims) throw refuse('LOGIN_REFUSED', 'only a person with a user id can have a session');
      return ring.sign(claims, { typ: 'JWT' });
    },
    enterpriseUser: enterpriseUsers.find,
    platformAccess: createPlatformAccessTokens({
      ring,
      clock,
      trusted,
      ...(options.ownersSignedHere === undefined ? {} : { signedHere: options.ownersSignedHere }),
    }),
    sessions,
    login: createLoginFlow({
      database,
      clock,
      register,
      sessions,
      provider: deps.loginProvider,
      welcome: deps.welcome,
      callback: `${deps.urls.base}/authentication/api/v1/upstream/callback`,
    }),
    oidc: createOidc({
      database,
      clock,
      ring,
      sessions,
      issuer,
      claimsOf: users.claimsOf,
      clients: options.oidcClients ?? [],
    }),
    async tokenOf(session) {
      const claims = await users.claimsOf(session);
      return claims && ring.sign(claims, { typ: 'JWT' });
    },
    profile: users.profile,
    setLanguage: (userId, language) => saveLanguage(database.db, userId, language),
  };
}

/** See `Authentication.refresh`. */
function refreshing({
  clock,
  register,
  ring,
  sessions,
}: Pick<AuthenticationDeps, 'clock' | 'register'> & {
  readonly ring: SigningRing;
  readonly sessions: Sessions;
}): Authentication['refresh'] {
  const pidOf = async (caller: Caller): Promise<string | undefined> =>
    caller.claims['pid'] !== undefined || caller.partyUuid === undefined
      ? undefined
      : (await register.party({ uuid: caller.partyUuid }))?.personNumber;
  return async (caller, { enrichPid = false } = {}) => {
    const sid = caller.claims['sid'];
    let until: number | undefined;
    if (typeof sid === 'string' && caller.scopes.has(PORTAL_SCOPE)) {
      const session = await sessions.touch(sid);
      if (!session) throw refuse('SESSION_ENDED', 'the session of this token has ended: log in again');
      until = session.ends;
    }
    const pid = enrichPid ? await pidOf(caller) : undefined;
    return ring.sign(refreshedClaims(caller.claims, seconds(clock), { pid, until }), { typ: 'JWT' });
  };
}

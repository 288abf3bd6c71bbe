import { createPrivateKey, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ClientAuth, Configuration } from 'openid-client';
import type { Database } from '../database/index.ts';
import { type Clock, isPersonNumber } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Agent } from './agent.ts';
import { levelOf } from './claims.ts';
import { refuse } from './refusals.ts';
import { type Session, type Sessions, sha256, type UpstreamLogin } from './sessions.ts';
import { type AttemptRow, insertAttempt, takeAttempt } from './store.ts';

/** The OIDC provider at which persons log in: the test ID-porten, or any other in production. */
export interface LoginProvider {
  readonly issuer: string;
  readonly clientId: string;
  /** For `client_secret_post`. Without this and `clientKey` it is a public client. PKCE is used in any case. */
  readonly clientSecret?: string;
  /** For `private_key_jwt` (RS256): the private key as PEM, and the `kid` that the provider knows it by. */
  readonly clientKey?: { readonly kid: string; readonly pem: string };
  /** The claim that holds the person number. Default `pid`. */
  readonly personClaim?: string;
}

/** What the provider is told of who is expected. */
export interface Expected {
  /** OpenID Connect Core 3.1.2.1: what the person goes by at the provider. */
  readonly hint?: string | undefined;
  /** Asks who it is, also of a browser in which somebody is logged in at the provider. */
  readonly anew?: boolean;
}

export interface LoginFlow {
  /**
   * Begins a login. `browser` is the value that an earlier login, perhaps in another tab, has left in the browser: it is used again.
   * @returns where to send the browser, and the value that it must bring back in a cookie
   */
  begin(
    goto: string,
    acr: string | undefined,
    browser: string | undefined,
    expected?: Expected,
  ): Promise<{ readonly location: string; readonly browser: string }>;
  /**
   * Ends a login: `url` is what the provider sent the browser to.
   * @throws Refusal `LOGIN_UNKNOWN`, `LOGIN_REFUSED`, `PROVIDER_UNAVAILABLE`
   */
  finish(url: URL, browser: string | undefined, agent?: Agent): Promise<Finished>;
  /** Where to end the session at the provider, or undefined when it has no such place. */
  endSessionUrl(session: Session, returnTo: string): Promise<string | undefined>;
}

/** A finished login; or, when the person broke it off at the provider, only where to go. */
export type Finished =
  | { readonly goto: string; readonly person: Party; readonly session: Session; readonly handle: string }
  | { readonly goto: string; readonly person?: never };

const ATTEMPT_LIFETIME_MS = 15 * 60 * 1000;
/** The sandbox's own provider is loaded when it is first asked: a busy machine takes a while. */
const TIMEOUT_S = 30;
const BROWSER_VALUE = /^[\w-]{43}$/;
/** Codes of openid-client that say the provider is away, and not that its answer is wrong. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);
const DEFAULT_ACR = 'idporten-loa-substantial';

const sameText = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

const textClaim = (claims: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = claims[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const MAX_NAME = 200;

/** What the provider calls the person: ID-porten does not say it, others do. */
function nameIn(claims: Readonly<Record<string, unknown>>): string {
  const parts = [textClaim(claims, 'given_name'), textClaim(claims, 'family_name')];
  const name = textClaim(claims, 'name') ?? parts.filter((part) => part !== undefined).join(' ');
  return name
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, MAX_NAME);
}

/** How we prove to the provider who we are. */
function clientAuthentication(client: typeof import('openid-client'), provider: LoginProvider): ClientAuth {
  const { clientKey, clientSecret } = provider;
  if (clientKey !== undefined) {
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const key = createPrivateKey(clientKey.pem).toCryptoKey(algorithm, false, ['sign']);
    return client.PrivateKeyJwt({ key: key as CryptoKey, kid: clientKey.kid });
  }
  return clientSecret === undefined ? client.None() : client.ClientSecretPost(clientSecret);
}

export interface LoginFlowDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly sessions: Sessions;
  readonly provider: LoginProvider;
  /** `redirect_uri`, registered with the provider. */
  readonly callback: string;
  /** Makes a user of a person whom the register does not know and the provider vouches for; left out = such a person is refused. */
  readonly welcome?: Welcome | undefined;
}

/** @param name as the provider tells it; '' when it does not */
export type Welcome = (personNumber: string, name: string) => Promise<Party>;

type IdTokenClaims = Readonly<Record<string, unknown>>;

interface ProviderAnswer {
  readonly about: IdTokenClaims;
  readonly idToken: string | undefined;
}

class OidcLoginFlow implements LoginFlow {
  readonly #deps: LoginFlowDeps;
  #discovered: Promise<Configuration> | undefined;

  constructor(deps: LoginFlowDeps) {
    this.#deps = deps;
  }

  async begin(goto: string, acr: string | undefined, known: string | undefined, expected: Expected = {}) {
    const config = await this.#configuration();
    const client = await import('openid-client');
    const state = client.randomState();
    const nonce = client.randomNonce();
    const verifier = client.randomPKCECodeVerifier();
    const browser = known !== undefined && BROWSER_VALUE.test(known) ? known : randomBytes(32).toString('base64url');
    const now = this.#deps.clock.now();
    const { db, vault } = this.#deps.database;
    const stateHash = sha256(state);
    const row = {
      state_hash: stateHash,
      browser_hash: sha256(browser),
      nonce: vault.seal(nonce, 'login_attempt.nonce', stateHash),
      code_verifier: vault.seal(verifier, 'login_attempt.code_verifier', stateHash),
      goto,
      acr: acr ?? null,
      expires: now + ATTEMPT_LIFETIME_MS,
    };
    await insertAttempt(db, row, now);
    const location = client.buildAuthorizationUrl(config, {
      redirect_uri: this.#deps.callback,
      scope: 'openid profile',
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      acr_values: acr?.startsWith('idporten-loa-') ? acr : DEFAULT_ACR,
      ...(expected.hint && { login_hint: expected.hint.slice(0, MAX_NAME) }),
      ...(expected.anew && { prompt: 'login' }),
    });
    return { location: location.href, browser };
  }

  async finish(url: URL, browser: string | undefined, agent?: Agent): Promise<Finished> {
    const { database, clock, sessions } = this.#deps;
    const state = url.searchParams.get('state');
    const attempt = state ? await takeAttempt(database.db, sha256(state)) : undefined;
    const here = attempt && browser !== undefined && sameText(sha256(browser), attempt.browser_hash);
    if (!attempt || !here || attempt.expires <= clock.now())
      throw refuse(
        'LOGIN_UNKNOWN',
        'this login was not begun in this browser, has expired or has been used: begin anew',
      );
    const answer = await this.#redeem(url, attempt);
    if (answer === 'cancelled') return { goto: attempt.goto };
    const login = loginIn(answer, this.#deps.provider.issuer);
    const wanted = attempt.acr === null ? 0 : (levelOf(attempt.acr) ?? 0);
    if ((levelOf(login.acr) ?? 0) < wanted)
      throw refuse('LOGIN_REFUSED', `the login is at ${login.acr}, and ${attempt.acr} was asked for`);
    const person = await this.#person(answer.about);
    return { goto: attempt.goto, person, ...(await sessions.begin(person, login, agent)) };
  }

  async endSessionUrl(session: Session, returnTo: string): Promise<string | undefined> {
    const config = await this.#configuration();
    if (session.issuer !== this.#deps.provider.issuer || !config.serverMetadata().end_session_endpoint)
      return undefined;
    const client = await import('openid-client');
    return client.buildEndSessionUrl(config, {
      post_logout_redirect_uri: returnTo,
      ...(session.idToken === undefined ? {} : { id_token_hint: session.idToken }),
    }).href;
  }

  async #configuration(): Promise<Configuration> {
    const { provider } = this.#deps;
    this.#discovered ??= discover(provider);
    try {
      return await this.#discovered;
    } catch (cause) {
      this.#discovered = undefined;
      const isOther =
        cause instanceof Error && 'code' in cause && cause.code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED';
      const what = isOther ? 'says that it is another issuer: see to its address' : 'cannot be reached';
      throw refuse('PROVIDER_UNAVAILABLE', `the login provider ${provider.issuer} ${what}`, { cause });
    }
  }

  /** Redeems the code in the answer; every claim in the ID token has been checked when this returns. */
  async #redeem(url: URL, attempt: AttemptRow): Promise<ProviderAnswer | 'cancelled'> {
    const { vault } = this.#deps.database;
    const known = await this.#configuration();
    const client = await import('openid-client');
    try {
      const tokens = await client.authorizationCodeGrant(checking(client, known, this.#deps.provider), url, {
        pkceCodeVerifier: vault.open(attempt.code_verifier, 'login_attempt.code_verifier', attempt.state_hash),
        expectedNonce: vault.open(attempt.nonce, 'login_attempt.nonce', attempt.state_hash),
        expectedState: url.searchParams.get('state') ?? '',
        idTokenExpected: true,
      });
      return { about: tokens.claims() ?? {}, idToken: tokens.id_token };
    } catch (error) {
      if (error instanceof client.AuthorizationResponseError) {
        if (error.error === 'access_denied') return 'cancelled';
        throw refuse('LOGIN_REFUSED', `the login provider answered ${error.error.slice(0, 60)}`);
      }
      if (error instanceof client.ResponseBodyError) {
        const answer = error.error.slice(0, 60);
        throw refuse('LOGIN_UNKNOWN', `the login provider refused the code: ${answer}; begin anew`);
      }
      if (error instanceof client.ClientError && !UNREACHABLE.has(error.code ?? ''))
        throw refuse('LOGIN_UNKNOWN', 'the answer to the login is not valid: begin anew', { cause: error });
      throw refuse('PROVIDER_UNAVAILABLE', 'the login provider gave no usable answer', { cause: error });
    }
  }

  async #person(claims: IdTokenClaims): Promise<Party> {
    const { provider, register } = this.#deps;
    const pid = textClaim(claims, provider.personClaim ?? 'pid');
    const known = pid === undefined ? undefined : await register.party({ person: pid });
    const person =
      known ?? (pid !== undefined && isPersonNumber(pid) ? await this.#deps.welcome?.(pid, nameIn(claims)) : undefined);
    if (person?.userId === undefined)
      throw refuse('LOGIN_REFUSED', 'the person who logged in is not a user in the register');
    return person;
  }
}

/** Plain http is for the sandbox's own test ID-porten; production refuses to start with it. */
const isInsecure = (provider: LoginProvider): boolean => new URL(provider.issuer).protocol === 'http:';

async function discover(provider: LoginProvider): Promise<Configuration> {
  // Loaded at the first login: a platform that only serves machines starts without it.
  const client = await import('openid-client');
  const issuer = new URL(provider.issuer);
  return client.discovery(issuer, provider.clientId, undefined, clientAuthentication(client, provider), {
    timeout: TIMEOUT_S,
    ...(isInsecure(provider) ? { execute: [client.allowInsecureRequests] } : {}),
  });
}

/**
 * The same provider, whose ID token's signature is verified too: TLS alone would leave it to whatever stands between us and the token endpoint, and
 * the token is kept for as long as the session. openid-client keeps keys for five minutes by configuration and looks for a new one after one at the
 * earliest; with a configuration for each login a key that was changed or withdrawn counts at once, for one request more.
 */
function checking(
  client: typeof import('openid-client'),
  known: Configuration,
  provider: LoginProvider,
): Configuration {
  const authentication = clientAuthentication(client, provider);
  const config = new client.Configuration(known.serverMetadata(), provider.clientId, undefined, authentication);
  config.timeout = TIMEOUT_S;
  if (isInsecure(provider)) client.allowInsecureRequests(config);
  client.enableNonRepudiationChecks(config);
  return config;
}

function loginIn(answer: ProviderAnswer, issuer: string): UpstreamLogin {
  const { amr } = answer.about;
  return {
    issuer,
    sid: textClaim(answer.about, 'sid'),
    idToken: answer.idToken,
    acr: textClaim(answer.about, 'acr') ?? 'level0',
    amr: Array.isArray(amr) ? amr.filter((one): one is string => typeof one === 'string') : [],
  };
}

export const createLoginFlow = (deps: LoginFlowDeps): LoginFlow => new OidcLoginFlow(deps);

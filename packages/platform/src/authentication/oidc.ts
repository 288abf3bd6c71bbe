/** Altinn as an OpenID Connect provider for its own front ends (altinn-authentication.md 9): code flow with PKCE, and refresh. */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Database } from '../database/index.ts';
import { type Clock, type JsonObject, seconds } from '../foundation/index.ts';
import type { SigningRing } from '../signing-keys/index.ts';
import { insertGrant, isRevoked, type OidcGrantRow, revokeFamily, useGrant } from './oidc-store.ts';
import { refuseOidc } from './refusals.ts';
import { type Session, type Sessions, sha256 } from './sessions.ts';

/** A front end that logs persons in with Altinn. */
export interface OidcClient {
  readonly clientId: string;
  /** Left out = a public client. */
  readonly clientSecret?: string;
  readonly redirectUris: readonly string[];
  /** What it may ask for, `openid` included. */
  readonly scopes: readonly string[];
}

/** Parameters or form fields; what was not sent or was empty is undefined. */
export type Texts = Readonly<Record<string, string | undefined>>;

export interface AuthorizationRequest {
  readonly client: OidcClient;
  readonly redirectUri: string;
  readonly scope: string;
  readonly codeChallenge: string;
  readonly nonce: string | undefined;
}

export interface TokenAnswer {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
}

export interface Oidc {
  /** The client, when the address is one of its own. Exact text comparison (RFC 9700 section 2.1). */
  clientFor(clientId: string | undefined, redirectUri: string | undefined): OidcClient | undefined;
  /** @throws Refusal for the client's mistakes */
  check(client: OidcClient, parameters: Texts): AuthorizationRequest;
  /** A code for a logged-in session, good for one minute and one use. */
  issueCode(request: AuthorizationRequest, session: Session): Promise<string>;
  /** @throws Refusal */
  redeem(form: Texts, basic: { id: string; secret: string } | undefined): Promise<TokenAnswer>;
}

const CODE_MS = 60_000;
const TOKEN_S = 600;
const REFRESH_MS = 30 * 60 * 1000;
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

const sameHash = (one: string, other: string): boolean =>
  timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest());

export interface OidcDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly ring: SigningRing;
  readonly sessions: Sessions;
  readonly issuer: string;
  readonly clients: readonly OidcClient[];
  /** The claims of the session's token, or undefined when its person is gone. */
  readonly claimsOf: (session: Session) => Promise<JsonObject | undefined>;
}

class SqlOidc implements Oidc {
  readonly #deps: OidcDeps;
  readonly #clients: ReadonlyMap<string, OidcClient>;

  constructor(deps: OidcDeps) {
    this.#deps = deps;
    this.#clients = new Map(deps.clients.map((client) => [client.clientId, client]));
  }

  clientFor(clientId: string | undefined, redirectUri: string | undefined): OidcClient | undefined {
    const client = this.#clients.get(clientId ?? '');
    return client && redirectUri !== undefined && client.redirectUris.includes(redirectUri) ? client : undefined;
  }

  check(client: OidcClient, parameters: Texts): AuthorizationRequest {
    if (parameters['response_type'] !== 'code')
      throw refuseOidc('unsupported_response_type', 'response_type must be code');
    const scopes = (parameters['scope'] ?? '').split(' ').filter(Boolean);
    if (!scopes.includes('openid')) throw refuseOidc('invalid_scope', 'scope must hold openid');
    const foreign = scopes.find((scope) => !client.scopes.includes(scope));
    if (foreign !== undefined) throw refuseOidc('invalid_scope', `the client may not ask for ${foreign.slice(0, 80)}`);
    const challenge = parameters['code_challenge'] ?? '';
    if (parameters['code_challenge_method'] !== 'S256' || !CHALLENGE.test(challenge))
      throw refuseOidc('invalid_request', 'send code_challenge with code_challenge_method=S256 (PKCE)');
    const redirectUri = parameters['redirect_uri'] ?? '';
    return { client, redirectUri, scope: scopes.join(' '), codeChallenge: challenge, nonce: parameters['nonce'] };
  }

  issueCode(request: AuthorizationRequest, session: Session): Promise<string> {
    const row = {
      kind: 'code',
      family: randomUUID(),
      sid: session.sid,
      client_id: request.client.clientId,
      redirect_uri: request.redirectUri,
      code_challenge: request.codeChallenge,
      nonce: request.nonce?.slice(0, 500) ?? null,
      scope: request.scope,
    } as const;
    return this.#keep(row, CODE_MS);
  }

  async redeem(form: Texts, basic: { id: string; secret: string } | undefined): Promise<TokenAnswer> {
    const client = this.#authenticated(form, basic);
    if (form['grant_type'] === 'refresh_token')
      return this.#tokens(await this.#take('refresh', form['refresh_token'], client), client);
    if (form['grant_type'] !== 'authorization_code')
      throw refuseOidc('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token');
    const grant = await this.#take('code', form['code'], client);
    const verifier = form['code_verifier'] ?? '';
    if (!VERIFIER.test(verifier) || sha256(verifier) !== grant.code_challenge)
      throw refuseOidc('invalid_grant', 'code_verifier does not fit the code_challenge');
    if (form['redirect_uri'] !== grant.redirect_uri)
      throw refuseOidc('invalid_grant', 'redirect_uri is not the one that the code was sent to');
    return this.#tokens(grant, client);
  }

  #authenticated(form: Texts, basic: { id: string; secret: string } | undefined): OidcClient {
    const client = this.#clients.get(basic?.id ?? form['client_id'] ?? '');
    const secret = basic?.secret ?? form['client_secret'];
    const expected = client?.clientSecret;
    const proven = expected === undefined ? secret === undefined : secret !== undefined && sameHash(secret, expected);
    if (!client || !proven) throw refuseOidc('invalid_client', 'the client is unknown or did not prove who it is');
    return client;
  }

  /** The grant behind a code or refresh token. One that comes twice ends all that came of it (RFC 9700 sections 2.1.1 and 4.14). */
  async #take(kind: OidcGrantRow['kind'], token: string | undefined, client: OidcClient): Promise<OidcGrantRow> {
    const { clock, database } = this.#deps;
    const found = token ? await useGrant(database.db, kind, sha256(token)) : undefined;
    if (found && 'again' in found) await revokeFamily(database.db, found.again);
    if (!found || 'again' in found || found.expires <= clock.now() || found.client_id !== client.clientId) {
      const what = kind === 'code' ? 'code' : 'refresh token';
      throw refuseOidc('invalid_grant', `the ${what} is unknown, expired or used`);
    }
    return found;
  }

  async #tokens(grant: OidcGrantRow, client: OidcClient): Promise<TokenAnswer> {
    const { sessions, claimsOf, clock, ring, issuer } = this.#deps;
    const session = await sessions.touch(grant.sid);
    const claims = session && (await claimsOf(session));
    if (!claims) throw refuseOidc('invalid_grant', 'the session has ended: log in again');
    const now = seconds(clock);
    const times = { iat: now, nbf: now, exp: Math.min(now + TOKEN_S, session.ends) };
    // Pairwise: two clients cannot tell by the subject that they serve the same person.
    const sub = sha256(`${issuer} ${client.clientId} ${session.partyUuid}`);
    const { scope: _portalScopes, ...about }: JsonObject = { ...claims, ...times, sub };
    const { client_id, nonce, scope } = grant;
    const refreshToken = await this.#refreshToken(grant);
    return {
      access_token: await ring.sign({ ...about, jti: randomUUID(), client_id, scope }, { typ: 'JWT' }),
      id_token: await ring.sign(
        { ...about, jti: randomUUID(), aud: client_id, ...(nonce === null ? {} : { nonce }) },
        { typ: 'JWT' },
      ),
      refresh_token: refreshToken,
      token_type: 'Bearer',
      expires_in: times.exp - now,
      scope,
    };
  }

  async #refreshToken(grant: OidcGrantRow): Promise<string> {
    const { token_hash: _used, used: _mark, expires: _old, ...same } = grant;
    const token = await this.#keep({ ...same, kind: 'refresh' }, REFRESH_MS);
    const { db } = this.#deps.database;
    // Asked after the writing: whoever used the code a second time has either seen this row or is seen here.
    if (!(await isRevoked(db, grant.family))) return token;
    await revokeFamily(db, grant.family);
    throw refuseOidc('invalid_grant', 'the code was used twice');
  }

  async #keep(row: Omit<OidcGrantRow, 'token_hash' | 'used' | 'expires'>, lifeMs: number): Promise<string> {
    const { clock, database } = this.#deps;
    const token = randomBytes(32).toString('base64url');
    const now = clock.now();
    await insertGrant(database.db, { ...row, token_hash: sha256(token), used: 0, expires: now + lifeMs }, now);
    return token;
  }
}

export const createOidc = (deps: OidcDeps): Oidc => new SqlOidc(deps);

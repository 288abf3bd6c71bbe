import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PlatformUrls } from '../foundation/index.ts';
import { HttpProblem, valuesOf } from '../http/index.ts';
import type { Authentication } from './authentication.ts';
import { ALLOWED_ACR, levelOf } from './claims.ts';
import { LOGIN_COOKIE, SESSION_COOKIE, setLoginCookie } from './cookies.ts';
import { type OidcClient, OidcError, type Texts } from './oidc.ts';
import { answerError } from './replies.ts';

const PREFIX = '/authentication/api/v1';
const PARAMETERS = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'nonce',
  'prompt',
  'acr_values',
  'code_challenge',
  'code_challenge_method',
] as const;
const FORM = [
  'grant_type',
  'code',
  'redirect_uri',
  'code_verifier',
  'refresh_token',
  'client_id',
  'client_secret',
] as const;
const MAX_URL = 4000;

/** The named values, each given at most once and not empty. @throws OidcError */
function texts(source: unknown, names: readonly string[]): Texts {
  return Object.fromEntries(
    names.map((name) => {
      const [value, ...more] = valuesOf(source, name);
      if (more.length > 0) throw new OidcError('invalid_request', `give ${name} once`);
      return [name, value === '' ? undefined : value];
    }),
  );
}

/** The client in `Authorization: Basic` (RFC 6749 section 2.3.1: each part is form-encoded first). */
function basicClient(header: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^basic ([A-Za-z0-9+/=]{1,2000})$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  try {
    const decode = (part: string) => decodeURIComponent(part.replaceAll('+', ' '));
    return { id: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) };
  } catch {
    return undefined;
  }
}

/** `/authorize` and `/token`: Altinn as an OpenID Connect provider (altinn-authentication.md 9). */
export function oidcRoutes(
  scope: FastifyInstance,
  deps: { authentication: Authentication; urls: PlatformUrls; secureCookies: boolean },
): void {
  const { authentication, urls, secureCookies } = deps;
  const { oidc } = authentication;

  const back = (reply: FastifyReply, query: Texts, answer: Readonly<Record<string, string>>): FastifyReply => {
    const target = new URL(query['redirect_uri'] ?? '');
    for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
    if (query['state'] !== undefined) target.searchParams.set('state', query['state']);
    target.searchParams.set('iss', authentication.issuer);
    return reply.redirect(target.href);
  };

  const authorize = async (request: FastifyRequest, reply: FastifyReply, query: Texts, client: OidcClient) => {
    const asked = oidc.check(client, query);
    const acr = (query['acr_values'] ?? '').split(' ').find(Boolean);
    if (acr !== undefined && !ALLOWED_ACR.has(acr))
      throw new OidcError('invalid_request', `acr_values ${acr.slice(0, 40)} is unknown`);
    const handle = request.cookies[SESSION_COOKIE];
    const session = handle ? await authentication.sessions.byHandle(handle) : undefined;
    const enough = session && (acr === undefined || (levelOf(session.acr) ?? 0) >= (levelOf(acr) ?? 0));
    if (enough) return back(reply, query, { code: await oidc.issueCode(asked, session) });
    if (query['prompt'] === 'none') throw new OidcError('login_required', 'nobody is logged in at the level asked for');
    const { location, browser } = await authentication.login.begin(
      `${urls.base}${request.url}`,
      acr,
      request.cookies[LOGIN_COOKIE],
    );
    return setLoginCookie(reply, browser, secureCookies).redirect(location);
  };

  scope.get(
    `${PREFIX}/authorize`,
    { schema: { tags: ['authentication'], summary: 'OpenID Connect: authorization code flow with PKCE' } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
      if (request.url.length > MAX_URL) throw new HttpProblem(400, `the address is longer than ${MAX_URL} characters`);
      const query = texts(request.query, PARAMETERS);
      const client = oidc.clientFor(query['client_id'], query['redirect_uri']);
      // An address that is not the client's own gets no redirect, whatever else is wrong.
      if (!client) throw new HttpProblem(400, 'client_id is unknown, or redirect_uri is not registered for it');
      try {
        return await authorize(request, reply, query, client);
      } catch (error) {
        if (!(error instanceof OidcError)) throw error;
        return back(reply, query, { error: error.code, error_description: error.message });
      }
    },
  );

  scope.post(
    `${PREFIX}/token`,
    { schema: { tags: ['authentication'], summary: 'OpenID Connect: tokens for a code or a refresh token' } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
      if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? ''))
        throw new OidcError('invalid_request', 'send the form application/x-www-form-urlencoded');
      return oidc.redeem(texts(request.body, FORM), basicClient(request.headers.authorization));
    },
  );

  scope.setErrorHandler((error: FastifyError | Error, request, reply) => {
    if (!(error instanceof OidcError)) return answerError(error, request, reply);
    if (error.code === 'invalid_client') reply.header('www-authenticate', 'Basic realm="altinn"');
    return reply
      .code(error.code === 'invalid_client' ? 401 : 400)
      .send({ error: error.code, error_description: error.message });
  });
}

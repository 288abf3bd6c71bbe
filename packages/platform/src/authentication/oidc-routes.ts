import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PlatformUrls } from '../foundation/index.ts';
import { valuesOf } from '../http/index.ts';
import type { Authentication } from './authentication.ts';
import { ALLOWED_ACR, levelOf } from './claims.ts';
import { LOGIN_COOKIE, SESSION_COOKIE, setLoginCookie } from './cookies.ts';
import type { OidcClient, Texts } from './oidc.ts';
import { asSent } from './readers.ts';
import { isOidcRefusal, refuse, refuseOidc } from './refusals.ts';
import { answerError, FORM, isForm } from './replies.ts';
import { OidcForm, OidcTokens } from './schemas.ts';
import { ANYONE, oidcSurface } from './surface.ts';

const PREFIX = '/authentication/api/v1';
const PARAMETERS = {
  client_id: asSent('The client'),
  redirect_uri: asSent('Where the answer is sent: an address that is registered for the client'),
  response_type: asSent('Must be `code`'),
  scope: asSent('Scopes, separated by blanks; `openid` among them'),
  state: asSent('Comes back with the answer'),
  nonce: asSent('Comes back in the ID token'),
  prompt: asSent('`none`: refuse where somebody would have to log in'),
  acr_values: asSent('The least level, or several, of which the first counts'),
  code_challenge: asSent('SHA-256 of the verifier in base64url (RFC 7636)'),
  code_challenge_method: asSent('Must be `S256`'),
};
const FIELDS = Object.keys(OidcForm.properties);
const MAX_URL = 4000;

/** Each value given at most once; an empty one is none. @throws Refusal */
const texts = (members: Readonly<Record<string, readonly string[]>>): Texts =>
  Object.fromEntries(
    Object.entries(members).map(([name, [value, ...more]]) => {
      if (more.length > 0) throw refuseOidc('invalid_request', `give ${name} once`);
      return [name, value === '' ? undefined : value];
    }),
  );

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

interface OidcRoutesDeps {
  readonly authentication: Authentication;
  readonly urls: PlatformUrls;
  readonly secureCookies: boolean;
}

/** `/authorize` and `/token`: Altinn as an OpenID Connect provider (altinn-authentication.md 9). */
export function oidcRoutes(scope: FastifyInstance, deps: OidcRoutesDeps): void {
  const { route } = oidcSurface(scope);
  authorizeRoute(route, deps);
  redeemRoute(route, deps);
  scope.setErrorHandler((error: FastifyError | Error, request, reply) => {
    if (!isOidcRefusal(error)) return answerError(error, request, reply);
    const { code, status, message } = error;
    if (code === 'invalid_client') reply.header('www-authenticate', 'Basic realm="altinn"');
    return reply.code(status).header('cache-control', 'no-store').send({ error: code, error_description: message });
  });
}

type Route = ReturnType<typeof oidcSurface>['route'];

function authorizeRoute(route: Route, { authentication, urls, secureCookies }: OidcRoutesDeps): void {
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
      throw refuseOidc('invalid_request', `acr_values ${acr.slice(0, 40)} is unknown`);
    const handle = request.cookies[SESSION_COOKIE];
    const session = handle ? await authentication.sessions.byHandle(handle) : undefined;
    const enough = session && (acr === undefined || (levelOf(session.acr) ?? 0) >= (levelOf(acr) ?? 0));
    if (enough) return back(reply, query, { code: await oidc.issueCode(asked, session) });
    if (query['prompt'] === 'none') throw refuseOidc('login_required', 'nobody is logged in at the level asked for');
    const { location, browser } = await authentication.login.begin(
      `${urls.base}${request.url}`,
      acr,
      request.cookies[LOGIN_COOKIE],
    );
    return setLoginCookie(reply, browser, secureCookies).redirect(location);
  };

  route({
    method: 'GET',
    path: `${PREFIX}/authorize`,
    operationId: 'authorizeFrontEnd',
    summary: 'OpenID Connect: authorization code flow with PKCE',
    access: ANYONE,
    query: PARAMETERS,
    answers: { 302: { description: 'To the login provider, or to the client with a code or an error' } },
    async handle({ query: sent, request }, reply) {
      reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
      if (request.url.length > MAX_URL)
        throw refuse('address-too-long', `the address is longer than ${MAX_URL} characters`);
      const query = texts(sent);
      const client = oidc.clientFor(query['client_id'], query['redirect_uri']);
      // An address that is not the client's own gets no redirect, whatever else is wrong.
      if (!client) throw refuse('client-unknown', 'client_id is unknown, or redirect_uri is not registered for it');
      try {
        return await authorize(request, reply, query, client);
      } catch (error) {
        if (!isOidcRefusal(error)) throw error;
        return back(reply, query, { error: error.code, error_description: error.message });
      }
    },
  });
}

function redeemRoute(route: Route, { authentication }: OidcRoutesDeps): void {
  route({
    method: 'POST',
    path: `${PREFIX}/token`,
    operationId: 'redeemOidcGrant',
    summary: 'OpenID Connect: tokens for a code or a refresh token',
    access: ANYONE,
    body: {
      schema: OidcForm,
      types: [FORM],
      // What came twice is refused by the handler: another media type comes first.
      read: (form: unknown) => Object.fromEntries(FIELDS.map((name) => [name, valuesOf(form, name)])),
    },
    answers: { 200: { description: 'The tokens', schema: OidcTokens } },
    refusals: [401],
    async handle({ body, request }, reply) {
      reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
      if (!isForm(request)) throw refuseOidc('invalid_request', `send the form ${FORM}`);
      return authentication.oidc.redeem(texts(body), basicClient(request.headers.authorization));
    },
  });
}

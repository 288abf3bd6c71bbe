import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PlatformUrls } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Authentication } from './authentication.ts';
import { ALLOWED_ACR, levelOf } from './claims.ts';
import {
  clearLogoutInfo,
  clearSessionCookies,
  LOGIN_COOKIE,
  LOGOUT_INFO_COOKIE,
  SESSION_COOKIE,
  setLoginCookie,
  setSessionCookies,
  setTokenCookie,
} from './cookies.ts';
import { safeGoto, underBaseName } from './goto.ts';
import { single } from './replies.ts';
import type { Session } from './sessions.ts';

const PREFIX = '/authentication/api/v1';

/** The request whose approval led to a logout: its vendor says where the browser goes next. */
export interface LogoutReason {
  readonly kind: 'systemUserRequest' | 'agentRequest' | 'changeRequest';
  readonly id: string;
}

export interface BrowserRoutesDeps {
  readonly authentication: Authentication;
  readonly urls: PlatformUrls;
  readonly secureCookies: boolean;
  /** The `redirectUrl` of that request, if it has one. */
  readonly logoutRedirect?: (reason: LogoutReason) => Promise<string | undefined>;
}

const LOGOUT_KEYS: ReadonlyMap<string, LogoutReason['kind']> = new Map([
  ['SystemuserRequestId', 'systemUserRequest'],
  ['SystemuserAgentRequestId', 'agentRequest'],
  ['SystemuserChangeRequestId', 'changeRequest'],
]);

/** The request that the cookie `AltinnLogoutInfo` names: `key=value` pairs joined by `&`. */
export function logoutReason(cookie: string | undefined): LogoutReason | undefined {
  if (cookie === undefined || cookie.length > 500) return undefined;
  for (const [key, id] of new URLSearchParams(cookie)) {
    const kind = LOGOUT_KEYS.get(key);
    if (kind && /^[0-9a-f-]{36}$/i.test(id)) return { kind, id: id.toLowerCase() };
  }
  return undefined;
}

/** Login and logout of persons in the browser (9). */
export function browserRoutes(scope: FastifyInstance, deps: BrowserRoutesDeps): void {
  scope.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
  });
  loginRoutes(scope, deps);
  logoutRoutes(scope, deps);
  frontChannelRoutes(scope, deps);
}

const schema = (summary: string) => ({ tags: ['authentication'], summary });

async function sessionOf(request: FastifyRequest, authentication: Authentication): Promise<Session | undefined> {
  const handle = request.cookies[SESSION_COOKIE];
  return handle ? authentication.sessions.byHandle(handle) : undefined;
}

function loginRoutes(scope: FastifyInstance, { authentication, urls, secureCookies }: BrowserRoutesDeps): void {
  scope.get(
    `${PREFIX}/authentication`,
    { schema: schema('Log in: sends the browser to the login provider, and then to goto') },
    async (request, reply) => {
      const proper = underBaseName(request.hostname, request.url, urls.base);
      if (proper !== undefined) return reply.redirect(proper);
      const goto = safeGoto(single(request.query, 'goto'), urls.base);
      const acr = acrValue(single(request.query, 'acr_values'));
      const session = await sessionOf(request, authentication);
      if (session && (acr === undefined || (levelOf(session.acr) ?? 0) >= (levelOf(acr) ?? 0))) {
        const token = await authentication.tokenOf(session);
        if (token && (await authentication.sessions.touch(session.sid)))
          return setTokenCookie(reply, token, secureCookies).redirect(goto);
      }
      const { location, browser } = await authentication.login.begin(goto, acr, request.cookies[LOGIN_COOKIE]);
      return setLoginCookie(reply, browser, secureCookies).redirect(location);
    },
  );

  scope.get(
    `${PREFIX}/upstream/callback`,
    { schema: schema('Where the login provider sends the browser back to') },
    async (request, reply) => {
      // The Host header is the caller's word; the address that the provider knows is ours.
      const url = new URL(`${urls.base}${PREFIX}/upstream/callback`);
      const query = request.url.indexOf('?');
      if (query >= 0) url.search = request.url.slice(query);
      const before = await sessionOf(request, authentication);
      const finished = await authentication.login.finish(url, request.cookies[LOGIN_COOKIE]);
      if (finished.person === undefined) return reply.redirect(urls.portal);
      if (before) await authentication.sessions.end(before.sid);
      const token = await authentication.tokenOf(finished.session);
      if (token === undefined) throw new HttpProblem(403, 'the person who logged in is no longer in the register');
      const { partyId, uuid: partyUuid } = finished.person;
      setSessionCookies(reply, { handle: finished.handle, token, partyId, partyUuid }, secureCookies);
      return reply.redirect(finished.goto);
    },
  );
}

function logoutRoutes(scope: FastifyInstance, deps: BrowserRoutesDeps): void {
  const { authentication, urls, secureCookies } = deps;
  const logout = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const returnTo = `${urls.base}${PREFIX}/logout/handleloggedout`;
    const session = await sessionOf(request, authentication);
    clearSessionCookies(reply, secureCookies);
    if (!session) return reply.redirect(returnTo);
    await authentication.sessions.end(session.sid);
    const upstream = await authentication.login.endSessionUrl(session, returnTo).catch((error: unknown) => {
      // The session here has ended all the same; the browser must not be left standing.
      request.log.warn({ err: error }, 'the login provider could not be asked to end its session');
      return undefined;
    });
    return reply.redirect(upstream ?? returnTo);
  };
  scope.get(`${PREFIX}/logout`, { schema: schema('Log out here and at the login provider') }, logout);
  scope.get(`${PREFIX}/openid/logout`, { schema: schema("End the caller's own session") }, logout);

  scope.get(
    `${PREFIX}/logout/handleloggedout`,
    { schema: schema('Sends a logged-out browser on: to the vendor whose request was answered, or to the portal') },
    async (request, reply) => {
      const reason = logoutReason(request.cookies[LOGOUT_INFO_COOKIE]);
      clearLogoutInfo(reply, secureCookies);
      const redirect = reason && (await deps.logoutRedirect?.(reason));
      return reply.redirect(redirect ?? urls.portal);
    },
  );
}

function frontChannelRoutes(scope: FastifyInstance, { authentication, secureCookies }: BrowserRoutesDeps): void {
  const frontChannel = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const iss = single(request.query, 'iss');
    const sid = single(request.query, 'sid');
    if (!iss || !sid) throw new HttpProblem(400, 'give iss and sid: they name the session to end');
    if (iss === authentication.issuer) await authentication.sessions.end(sid);
    else await authentication.sessions.endUpstream(iss, sid);
    clearSessionCookies(reply, secureCookies);
    return reply.code(200).send();
  };
  const frontChannelSchema = { schema: schema('Ends the session that iss and sid name') };
  scope.get(`${PREFIX}/frontchannel_logout`, frontChannelSchema, frontChannel);
  scope.get(`${PREFIX}/upstream/frontchannel-logout`, frontChannelSchema, frontChannel);
}

/** The first of `acr_values`. @throws HttpProblem 400 when one of them is unknown */
function acrValue(text: string | undefined): string | undefined {
  const values = (text ?? '').split(' ').filter(Boolean);
  const unknown = values.find((value) => !ALLOWED_ACR.has(value));
  if (unknown !== undefined)
    throw new HttpProblem(400, `acr_values "${unknown.slice(0, 40)}" is not one of: ${[...ALLOWED_ACR].join(', ')}`);
  return values[0];
}

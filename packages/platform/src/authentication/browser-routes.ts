import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PlatformUrls } from '../foundation/index.ts';
import { type Answers, logOf } from '../http/index.ts';
import { agentIn } from './agent.ts';
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
import { asSent, needed, single } from './readers.ts';
import { refuse } from './refusals.ts';
import { AcrValues, Prompt } from './schemas.ts';
import type { Session } from './sessions.ts';
import { ANYONE, browserSurface } from './surface.ts';

const PREFIX = '/authentication/api/v1';

/** The request whose approval led to a logout: its vendor says where the browser goes next. */
export interface LogoutReason {
  readonly kind: 'systemUserRequest' | 'agentRequest' | 'changeRequest' | 'consent';
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
  ['ConsentRequestId', 'consent'],
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

const redirect = (description: string): Answers => ({ 302: { description } });

/** Login and logout of persons in the browser (9). */
export function browserRoutes(scope: FastifyInstance, deps: BrowserRoutesDeps): void {
  scope.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
  });
  const { route } = browserSurface(scope);
  loginRoute(route, deps);
  callbackRoute(route, deps);
  logoutRoutes(route, deps);
  frontChannelRoutes(route, deps);
}

type Route = ReturnType<typeof browserSurface>['route'];

async function sessionOf(request: FastifyRequest, authentication: Authentication): Promise<Session | undefined> {
  const handle = request.cookies[SESSION_COOKIE];
  return handle ? authentication.sessions.byHandle(handle) : undefined;
}

function loginRoute(route: Route, { authentication, urls, secureCookies }: BrowserRoutesDeps): void {
  route({
    method: 'GET',
    path: `${PREFIX}/authentication`,
    operationId: 'logIn',
    summary: 'Log in: sends the browser to the login provider, and then to goto',
    access: ANYONE,
    query: {
      goto: single('Where the browser goes in the end: an address of the platform’s own host or a host below it'),
      acr_values: single('The least level, or several, of which the first counts', AcrValues),
      login_hint: single('Who is expected, for the login provider to offer'),
      prompt: single('login: the provider asks who it is, also of somebody who is logged in', Prompt),
    },
    answers: redirect('To the login provider, or to goto when the session is fresh'),
    async handle({ query, request }, reply) {
      const proper = underBaseName(request.hostname, request.url, urls.base);
      if (proper !== undefined) return reply.redirect(proper);
      const goto = safeGoto(query.goto, urls.base);
      const acr = acrValue(query.acr_values);
      const anew = query.prompt === 'login';
      const session = anew ? undefined : await sessionOf(request, authentication);
      if (session && (acr === undefined || (levelOf(session.acr) ?? 0) >= (levelOf(acr) ?? 0))) {
        const token = await authentication.tokenOf(session);
        if (token && (await authentication.sessions.touch(session.sid)))
          return setTokenCookie(reply, token, secureCookies).redirect(goto);
      }
      const expected = { hint: query.login_hint, anew };
      const known = request.cookies[LOGIN_COOKIE];
      const { location, browser } = await authentication.login.begin(goto, acr, known, expected);
      return setLoginCookie(reply, browser, secureCookies).redirect(location);
    },
  });
}

function callbackRoute(route: Route, { authentication, urls, secureCookies }: BrowserRoutesDeps): void {
  route({
    method: 'GET',
    path: `${PREFIX}/upstream/callback`,
    operationId: 'finishLogIn',
    summary: 'Where the login provider sends the browser back to',
    access: ANYONE,
    query: {
      state: asSent('Names the login that was begun'),
      code: asSent('The provider’s code'),
      iss: asSent('The provider'),
      error: asSent('Why the provider has logged nobody in'),
    },
    answers: redirect('To where the login was begun for; to the portal when the person broke it off'),
    refusals: [403],
    async handle({ request }, reply) {
      // The Host header is the caller's word; the address that the provider knows is ours.
      const url = new URL(`${urls.base}${PREFIX}/upstream/callback`);
      const query = request.url.indexOf('?');
      if (query >= 0) url.search = request.url.slice(query);
      const before = await sessionOf(request, authentication);
      const finished = await authentication.login.finish(
        url,
        request.cookies[LOGIN_COOKIE],
        agentIn(request.headers['user-agent']),
      );
      if (finished.person === undefined) return reply.redirect(urls.portal);
      if (before) await authentication.sessions.end(before.sid);
      const token = await authentication.tokenOf(finished.session);
      if (token === undefined) throw refuse('person-gone', 'the person who logged in is no longer in the register');
      const { partyId, uuid: partyUuid } = finished.person;
      setSessionCookies(reply, { handle: finished.handle, token, partyId, partyUuid }, secureCookies);
      return reply.redirect(finished.goto);
    },
  });
}

function logoutRoutes(route: Route, deps: BrowserRoutesDeps): void {
  const { authentication, urls, secureCookies } = deps;
  const logout = {
    method: 'GET',
    summary: 'Log out here and at the login provider',
    access: ANYONE,
    answers: redirect('To the login provider, or on at once when there was no session'),
    async handle({ request }: { readonly request: FastifyRequest }, reply: FastifyReply): Promise<FastifyReply> {
      const returnTo = `${urls.base}${PREFIX}/logout/handleloggedout`;
      const session = await sessionOf(request, authentication);
      clearSessionCookies(reply, secureCookies);
      if (!session) return reply.redirect(returnTo);
      await authentication.sessions.end(session.sid);
      const upstream = await authentication.login.endSessionUrl(session, returnTo).catch((error: unknown) => {
        // The session here has ended all the same; the browser must not be left standing.
        logOf(request).warn({ err: error }, 'the login provider could not be asked to end its session');
        return undefined;
      });
      return reply.redirect(upstream ?? returnTo);
    },
  } as const;
  route({ ...logout, path: `${PREFIX}/logout`, operationId: 'logOut' });
  route({ ...logout, path: `${PREFIX}/openid/logout`, operationId: 'logOutByAlias', hidden: true });
  route({
    method: 'GET',
    path: `${PREFIX}/logout/handleloggedout`,
    operationId: 'leaveAfterLogout',
    summary: 'Sends a logged-out browser on: to the vendor whose request was answered, or to the portal',
    access: ANYONE,
    answers: redirect('To the vendor or the portal'),
    async handle({ request }, reply) {
      const reason = logoutReason(request.cookies[LOGOUT_INFO_COOKIE]);
      clearLogoutInfo(reply, secureCookies);
      const target = reason && (await deps.logoutRedirect?.(reason));
      return reply.redirect(target ?? urls.portal);
    },
  });
}

const NAMES_MISSING = 'give iss and sid: they name the session to end';

function frontChannelRoutes(route: Route, { authentication, secureCookies }: BrowserRoutesDeps): void {
  const query = {
    iss: needed('The issuer of the session', NAMES_MISSING),
    sid: needed('The session', NAMES_MISSING),
  };
  const frontChannel = {
    method: 'GET',
    summary: 'Ends the session that iss and sid name',
    access: ANYONE,
    query,
    answers: { 200: { description: 'It has ended, if there was one' } },
    async handle(
      { query: { iss, sid } }: { readonly query: { readonly iss: string; readonly sid: string } },
      reply: FastifyReply,
    ) {
      if (iss === authentication.issuer) await authentication.sessions.end(sid);
      else await authentication.sessions.endUpstream(iss, sid);
      clearSessionCookies(reply, secureCookies);
      return reply.code(200).send();
    },
  } as const;
  route({ ...frontChannel, path: `${PREFIX}/frontchannel_logout`, operationId: 'endNamedSession' });
  route({
    ...frontChannel,
    path: `${PREFIX}/upstream/frontchannel-logout`,
    operationId: 'endNamedSessionByAlias',
    hidden: true,
  });
}

/** The first of `acr_values`. @throws Refusal 400 when one of them is unknown */
function acrValue(text: string | undefined): string | undefined {
  const values = (text ?? '').split(' ').filter(Boolean);
  const unknown = values.find((value) => !ALLOWED_ACR.has(value));
  if (unknown !== undefined)
    throw refuse('acr-unknown', `acr_values "${unknown.slice(0, 40)}" is not one of: ${[...ALLOWED_ACR].join(', ')}`);
  return values[0];
}

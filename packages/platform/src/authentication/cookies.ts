/** The cookies of the browser flow (altinn-authentication.md 9). */
import type {} from '@fastify/cookie';
import type { FastifyReply } from 'fastify';

const TOKEN_COOKIE = 'AltinnStudioRuntime';
export const SESSION_COOKIE = 'altinnsession';
const PARTY_ID_COOKIE = 'AltinnPartyId';
const PARTY_UUID_COOKIE = 'AltinnPartyUuid';
/** Where to go after logout; set by the page that asks for the logout. */
export const LOGOUT_INFO_COOKIE = 'AltinnLogoutInfo';
/** Ties logins under way to the browser that began them; it stays for its quarter of an hour, since another tab may be logging in as well. */
export const LOGIN_COOKIE = 'altinnlogin';

const LOGIN_PATH = '/authentication/api/v1';
const common = (secure: boolean) => ({ sameSite: 'lax', secure, path: '/' }) as const;

export const setTokenCookie = (reply: FastifyReply, token: string, secure: boolean): FastifyReply =>
  reply.setCookie(TOKEN_COOKIE, token, { ...common(secure), httpOnly: true });

export function setSessionCookies(
  reply: FastifyReply,
  session: { readonly handle: string; readonly token: string; readonly partyId: number; readonly partyUuid: string },
  secure: boolean,
): void {
  setTokenCookie(reply, session.token, secure);
  reply.setCookie(SESSION_COOKIE, session.handle, { ...common(secure), httpOnly: true });
  reply.setCookie(PARTY_ID_COOKIE, String(session.partyId), common(secure));
  reply.setCookie(PARTY_UUID_COOKIE, session.partyUuid, common(secure));
}

export function clearSessionCookies(reply: FastifyReply, secure: boolean): void {
  for (const name of [TOKEN_COOKIE, SESSION_COOKIE]) reply.clearCookie(name, { ...common(secure), httpOnly: true });
  for (const name of [PARTY_ID_COOKIE, PARTY_UUID_COOKIE]) reply.clearCookie(name, common(secure));
  reply.clearCookie(LOGIN_COOKIE, { ...common(secure), path: LOGIN_PATH, httpOnly: true });
}

export const setLoginCookie = (reply: FastifyReply, value: string, secure: boolean): FastifyReply =>
  reply.setCookie(LOGIN_COOKIE, value, { ...common(secure), path: LOGIN_PATH, httpOnly: true, maxAge: 900 });

export const clearLogoutInfo = (reply: FastifyReply, secure: boolean): FastifyReply =>
  reply.clearCookie(LOGOUT_INFO_COOKIE, common(secure));

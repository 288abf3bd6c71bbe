import type {} from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { type Callers, requireToken } from '../callers/index.ts';
import { Unavailable } from '../foundation/index.ts';
import { bearerToken, HttpProblem } from '../http/index.ts';
import type { SigningRing } from '../signing-keys/index.ts';
import type { Authentication } from './authentication.ts';
import { setTokenCookie } from './cookies.ts';
import { Refused } from './errors.ts';
import { flag, sendRefusal, sendToken } from './replies.ts';

const PREFIX = '/authentication/api/v1';
const ENTERPRISE_HEADER = 'x-altinn-enterpriseuser-authentication';
/** Clock tolerance of introspection in seconds (altinn-authentication.md 8). */
const INTROSPECTION_TOLERANCE_S = 60;

export interface TokenRoutesDeps {
  readonly authentication: Authentication;
  readonly callers: Callers;
  readonly ring: SigningRing;
  readonly secureCookies: boolean;
}

/** Exchange, refresh, introspection, OpenID configuration and keys (altinn-authentication.md 3, 5, 6, 8). */
export function tokenRoutes(scope: FastifyInstance, deps: TokenRoutesDeps): void {
  const { authentication, callers, ring } = deps;
  const schema = (summary: string) => ({ tags: ['authentication'], summary });

  scope.get<{ Params: { provider: string } }>(
    `${PREFIX}/exchange/:provider`,
    { schema: schema('Exchange a token from Maskinporten, ID-porten or Altinn Studio for an Altinn token') },
    async (request, reply) => {
      const header = request.headers[ENTERPRISE_HEADER];
      try {
        const token = await authentication.exchange({
          provider: request.params.provider,
          token: bearerToken(request),
          enterpriseHeader: Array.isArray(header) ? header.join(',') : header,
          test: flag(request.query, 'test'),
        });
        return sendToken(request, reply, token);
      } catch (error) {
        if (error instanceof Refused) return sendRefusal(request, reply, error);
        if (error instanceof HttpProblem || error instanceof Unavailable) throw error;
        // The contract answers 401 when a part behind the exchange fails (3.2, step 5): a client tries once more.
        request.log.error({ err: error }, 'exchange failed');
        return sendRefusal(request, reply, new Refused('TOKEN_REJECTED', 'the exchange failed: try again'));
      }
    },
  );

  scope.get(`${PREFIX}/refresh`, { schema: schema('Renew an Altinn token') }, async (request, reply) => {
    const caller = requireToken(callers, request, ['altinn']);
    const enrichPid = flag(request.query, 'enrichPid');
    const token = await authentication.refresh(caller, { enrichPid });
    // The cookie token never holds pid (7.6), so one that was enriched with it stays out of the cookie.
    if (caller.fromCookie)
      setTokenCookie(reply, enrichPid ? await authentication.refresh(caller) : token, deps.secureCookies);
    return sendToken(request, reply, token);
  });

  for (const kind of ['openid-configuration', 'oauth-authorization-server'])
    scope.get(
      `${PREFIX}/openid/.well-known/${kind}`,
      { schema: schema('OpenID configuration of the Altinn token issuer') },
      async () => openIdConfiguration(authentication.issuer),
    );

  scope.get(
    `${PREFIX}/openid/.well-known/openid-configuration/jwks`,
    { schema: schema('Public keys of the Altinn token issuer') },
    async () => ring.freshJwks(),
  );

  scope.post<{ Body: unknown }>(
    `${PREFIX}/introspection`,
    { schema: schema('Is a platform access token valid?') },
    async (request, reply) => {
      requireToken(callers, request, ['altinn']);
      if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? ''))
        throw new HttpProblem(415, 'send the form application/x-www-form-urlencoded');
      const token = (request.body as Readonly<Record<string, unknown>> | null)?.['token'];
      if (typeof token !== 'string' || token.trim() === '')
        return reply.code(400).type('text/plain; charset=utf-8').send('the field token is missing or empty');
      try {
        const options = { toleranceS: INTROSPECTION_TOLERANCE_S };
        return { active: true, iss: authentication.platformAccess.verify(token.trim(), options).issuer };
      } catch (error) {
        if (error instanceof Refused) return { active: false };
        throw error;
      }
    },
  );
}

/** The OpenID configuration (6). */
export const openIdConfiguration = (issuer: string) => {
  const api = issuer.replace(/openid\/$/, '');
  return {
    issuer,
    authorization_endpoint: `${api}authorize/`,
    token_endpoint: `${api}token/`,
    end_session_endpoint: `${api}openid/logout/`,
    jwks_uri: `${issuer}.well-known/openid-configuration/jwks`,
    response_types_supported: ['token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
};

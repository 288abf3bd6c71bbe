import type { FastifyInstance } from 'fastify';
import type { Callers } from '../callers/index.ts';
import { Refusal } from '../foundation/index.ts';
import { type Answers, logOf, valuesOf } from '../http/index.ts';
import type { SigningRing } from '../signing-keys/index.ts';
import type { Authentication } from './authentication.ts';
import { setTokenCookie } from './cookies.ts';
import { PROVIDERS } from './exchange.ts';
import { flag, header } from './readers.ts';
import { isRefusal, refuse } from './refusals.ts';
import { FORM, isForm, sendToken } from './replies.ts';
import { CompactToken, Introspection, IntrospectionForm, KeySet, OpenIdConfiguration } from './schemas.ts';
import { ALTINN_TOKEN, ANYONE, exchangeSurface, tokenSurface } from './surface.ts';

const PREFIX = '/authentication/api/v1';
const ENTERPRISE_HEADER = 'x-altinn-enterpriseuser-authentication';
/** Clock tolerance of introspection in seconds (altinn-authentication.md 8). */
const INTROSPECTION_TOLERANCE_S = 60;
const TOKEN: Answers = {
  200: {
    description: 'The Altinn token as text',
    type: 'text/plain',
    schema: CompactToken,
    or: [{ description: 'the same as a JSON string, where the caller asks for JSON', schema: CompactToken }],
  },
};

export interface TokenRoutesDeps {
  readonly authentication: Authentication;
  readonly callers: Callers;
  readonly ring: SigningRing;
  readonly secureCookies: boolean;
}

/** Exchange, refresh, introspection, OpenID configuration and keys (altinn-authentication.md 3, 5, 6, 8). */
export function tokenRoutes(scope: FastifyInstance, deps: TokenRoutesDeps): void {
  exchangeRoute(scope, deps);
  refreshRoute(scope, deps);
  issuerRoutes(scope, deps);
  introspectionRoute(scope, deps);
}

function exchangeRoute(scope: FastifyInstance, { authentication }: TokenRoutesDeps): void {
  exchangeSurface(scope).route({
    method: 'GET',
    path: `${PREFIX}/exchange/:provider`,
    operationId: 'exchangeToken',
    summary: 'Exchange a token from Maskinporten, ID-porten or Altinn Studio for an Altinn token',
    access: { who: 'upstream', providers: PROVIDERS },
    query: { test: flag('Let Digdir stand for the test organisation') },
    headers: { [ENTERPRISE_HEADER]: header('Name and password of an enterprise user: base64 of `name:password`') },
    answers: TOKEN,
    refusals: [410, 429],
    async handle({ params, query, headers, caller: token, request }, reply) {
      try {
        const exchanged = await authentication.exchange({
          provider: params.provider,
          token,
          enterpriseHeader: headers[ENTERPRISE_HEADER],
          test: query.test,
        });
        return sendToken(request, reply, exchanged);
      } catch (error) {
        if (error instanceof Refusal) throw error;
        // The contract answers 401 when a part behind the exchange fails (3.2, step 5): a client tries once more.
        logOf(request).error({ err: error }, 'exchange failed');
        throw refuse('TOKEN_REJECTED', 'the exchange failed: try again');
      }
    },
  });
}

function refreshRoute(scope: FastifyInstance, { authentication, callers, secureCookies }: TokenRoutesDeps): void {
  tokenSurface(scope, callers).route({
    method: 'GET',
    path: `${PREFIX}/refresh`,
    operationId: 'refreshToken',
    summary: 'Renew an Altinn token',
    access: ALTINN_TOKEN,
    query: { enrichPid: flag('Add the person number of the token’s person') },
    answers: TOKEN,
    async handle({ query: { enrichPid }, caller, request }, reply) {
      const token = await authentication.refresh(caller, { enrichPid });
      // The cookie token never holds pid (7.6), so one that was enriched with it stays out of the cookie.
      if (caller.fromCookie)
        setTokenCookie(reply, enrichPid ? await authentication.refresh(caller) : token, secureCookies);
      return sendToken(request, reply, token);
    },
  });
}

function issuerRoutes(scope: FastifyInstance, { authentication, callers, ring }: TokenRoutesDeps): void {
  const { route } = tokenSurface(scope, callers);
  const configuration = {
    method: 'GET',
    summary: 'OpenID configuration of the Altinn token issuer',
    access: ANYONE,
    answers: { 200: { description: 'The configuration', schema: OpenIdConfiguration } },
    handle: () => openIdConfiguration(authentication.issuer),
  } as const;
  route({
    ...configuration,
    path: `${PREFIX}/openid/.well-known/openid-configuration`,
    operationId: 'readAltinnConfiguration',
  });
  route({
    ...configuration,
    path: `${PREFIX}/openid/.well-known/oauth-authorization-server`,
    operationId: 'readAltinnConfigurationByAlias',
    hidden: true,
  });
  route({
    method: 'GET',
    path: `${PREFIX}/openid/.well-known/openid-configuration/jwks`,
    operationId: 'readAltinnKeys',
    summary: 'Public keys of the Altinn token issuer',
    access: ANYONE,
    answers: { 200: { description: 'The keys', schema: KeySet } },
    handle: () => ring.freshJwks(),
  });
}

function introspectionRoute(scope: FastifyInstance, { authentication, callers }: TokenRoutesDeps): void {
  tokenSurface(scope, callers).route({
    method: 'POST',
    path: `${PREFIX}/introspection`,
    operationId: 'introspectPlatformToken',
    summary: 'Is a platform access token valid?',
    access: ALTINN_TOKEN,
    body: {
      schema: IntrospectionForm,
      types: [FORM],
      // What is missing is refused by the handler: another media type comes first.
      read: tokenIn,
    },
    answers: { 200: { description: 'Whether it is, and who signed it', schema: Introspection } },
    async handle({ body: token, request }) {
      if (!isForm(request)) throw refuse('form-expected', `send the form ${FORM}`);
      if (token === undefined) throw refuse('token-field-missing');
      try {
        const options = { toleranceS: INTROSPECTION_TOLERANCE_S };
        return { active: true, iss: authentication.platformAccess.verify(token, options).issuer };
      } catch (error) {
        if (isRefusal(error)) return { active: false };
        throw error;
      }
    },
  });
}

/** The one token of the form; undefined when it is missing, empty or there more than once. */
function tokenIn(form: unknown): string | undefined {
  const [token = '', ...more] = valuesOf(form, 'token');
  return more.length > 0 || token.trim() === '' ? undefined : token.trim();
}

/** The OpenID configuration (6). */
const openIdConfiguration = (issuer: string) => {
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

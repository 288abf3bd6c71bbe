import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, type Callers, isStudio, requireToken, STUDIO } from '../callers/index.ts';
import { problemAnswers, surface } from '../http/index.ts';
import { REFUSALS, refuse } from './refusals.ts';
import { AUTHORIZE_SCOPES, type TokenCheck } from './token-check.ts';

export interface SurfaceDeps {
  readonly callers: Callers;
  readonly mayAuthorize: TokenCheck;
}

/** The doors of the PDP and what belongs to it; a scope with parsers of its own has a surface of its own. */
export const authorizationSurface = (app: FastifyInstance, deps: SurfaceDeps, name = 'authorization') =>
  surface(app, {
    name,
    admit: {
      anyone: nobody,
      sandbox: nobody,
      token: deps.mayAuthorize,
      person: (request) => user(deps.callers, request),
      /** The only component that these routes know: the studio stores the policies of apps. */
      platform: (request) => studio(deps.callers, request),
    },
    refusals: problemAnswers({ 401: 'There is no token, or it proves nothing, or it has expired' }, REFUSALS),
  });

export type AuthorizationSurface = ReturnType<typeof authorizationSurface>;

export const ANYONE = { who: 'anyone' } as const;
/** Whoever may ask the PDP. */
export const AUTHORIZE = { who: 'token', issuers: ['altinn'], scopes: AUTHORIZE_SCOPES } as const;
export const OWN_USER = { who: 'person' } as const;
export const STUDIO_ONLY = { who: 'platform', scopes: [] } as const;
const OPEN_HERE = { who: 'sandbox' } as const;

/** Open in a sandbox, as inside Altinn's own network; for whoever may ask the PDP elsewhere. */
export const fromInside = (sandbox: boolean | undefined) => (sandbox ? OPEN_HERE : AUTHORIZE);

const nobody = (): undefined => undefined;

interface User {
  readonly userId: number;
}

/** @throws Refusal 401, 403 */
function user(callers: Callers, request: FastifyRequest): User {
  const { userId } = requireToken(callers, request, ['altinn']);
  if (userId !== undefined) return { userId };
  throw refuse('not-a-user', 'the token is not of a user');
}

/** @throws Refusal 401, 403 */
function studio(callers: Callers, request: FastifyRequest): Caller {
  const caller = requireToken(callers, request, ['altinn']);
  if (isStudio(caller)) return caller;
  throw refuse('caller-not-studio', `only a token with the claim urn:altinn:app = ${STUDIO} may store app policies`);
}

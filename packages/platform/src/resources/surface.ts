/** The two surfaces of this room: the registry itself, and its access lists. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Callers, requireScope } from '../callers/index.ts';
import { problemAnswers, scopesOf, surface } from '../http/index.ts';
import { RESOURCE_ADMIN, RESOURCE_WRITE } from './access.ts';
import { REFUSALS, refuse } from './refusals.ts';

/** Reading the registry. */
export const OPEN = { who: 'anyone' } as const;
/** Whose the resource is can be told only when it, or the body, has been read: handlers ask `mayWrite`. */
export const OWNER = { who: 'vendor', scopes: [RESOURCE_WRITE, RESOURCE_ADMIN] } as const;

/** `/resourceregistry/api/…/resource…` */
export const registrySurface = (app: FastifyInstance, { callers }: { readonly callers: Callers }) =>
  surface(app, {
    name: 'resource registry',
    admit: {
      anyone: () => undefined,
      vendor: (request, { scopes }) => requireScope(callers, request, scopes),
    },
    refusals: problemAnswers(
      {
        403: 'The token lacks the scope, or the resource belongs to another organisation',
        404: 'There is no such resource, version or policy',
        409: 'A resource of that identifier exists',
      },
      REFUSALS,
    ),
  });

export type RegistrySurface = ReturnType<typeof registrySurface>;

const LIST_WRITE = 'altinn:resourceregistry/accesslist.write';
/** The service owner in the path reads its lists. */
export const LIST_READER = { who: 'vendor', scopes: ['altinn:resourceregistry/accesslist.read', LIST_WRITE] } as const;
/** The service owner in the path changes its lists. */
export const LIST_WRITER = { who: 'vendor', scopes: [LIST_WRITE] } as const;
/** What decides by the lists. */
export const DECIDER = { who: 'token', scopes: ['altinn:resourceregistry/pdp:accesslist.read'] } as const;

export interface AccessListSurfaceDeps {
  readonly callers: Callers;
  readonly register: { serviceOwner(ref: { code: string }): Promise<{ organizationNumber: string } | undefined> };
}

/** `/resourceregistry/api/v1/access-lists…`; a vendor is admitted as the organisation number of the owner in the path. */
export const accessListSurface = (app: FastifyInstance, deps: AccessListSurfaceDeps) =>
  surface(app, {
    name: 'access lists',
    admit: {
      token: (request, access) => requireScope(deps.callers, request, scopesOf(access)),
      vendor: (request, { scopes }) => requireOwner(deps, request, scopes),
    },
    refusals: problemAnswers(
      {
        403: 'The token lacks the scope, or is not of the service owner in the path',
        404: 'There is no such list, or nothing of that name on it',
        409: 'The list is not what the patch tests for',
        412: 'The list has another version than the request asks for',
      },
      REFUSALS,
    ),
  });

export type AccessListSurface = ReturnType<typeof accessListSurface>;

/** The token must be of the owner's organisation. @returns its number @throws Refusal 401, 403 */
async function requireOwner(
  { callers, register }: AccessListSurfaceDeps,
  request: FastifyRequest,
  scopes: readonly string[],
): Promise<string> {
  const caller = requireScope(callers, request, scopes);
  const owner = ownerIn(request.params);
  const known = await register.serviceOwner({ code: owner });
  if (!known || known.organizationNumber !== caller.organization)
    throw refuse(
      'owner-of-other',
      `the token is for ${caller.organization ?? 'no organisation'}, which is not the service owner "${owner.slice(0, 40)}"`,
    );
  return known.organizationNumber;
}

const ownerIn = (params: unknown): string =>
  typeof params === 'object' && params !== null && 'owner' in params ? String(params.owner) : '';

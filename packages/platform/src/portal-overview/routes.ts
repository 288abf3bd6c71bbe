import type { FastifyInstance } from 'fastify';
import { type Callers, requireScope, requireToken } from '../callers/index.ts';
import type { MovableClock } from '../foundation/index.ts';
import { problemAnswers, surface, text } from '../http/index.ts';
import type { Register } from '../register/index.ts';
import { administrators, ORGANIZATION_HEADER, organizationOf } from '../selfservice/index.ts';
import { keyUseOf, type OverviewDeps, overviewOf } from './overview.ts';
import { Environment, KeyUse, Overview, ScopeDelegates, ScopeUse } from './schemas.ts';
import { type ScopeDelegatesDeps, scopeDelegates } from './scope-delegates.ts';
import { type ScopeUseDeps, scopeUse } from './scope-use.ts';

const BASE = '/portal/api/v1';

export interface PortalRoutesDeps extends OverviewDeps, ScopeUseDeps, ScopeDelegatesDeps {
  readonly clock: MovableClock;
  readonly callers: Callers;
  readonly register: Register;
  readonly environment: { readonly mode: 'sandbox' | 'production'; readonly name: string };
}

const portalSurface = (app: FastifyInstance, deps: PortalRoutesDeps) =>
  surface(app, {
    name: 'portal',
    admit: {
      anyone: () => undefined,
      async administrator(request, { scopes }) {
        const isPerson = requireToken(deps.callers, request).kind === 'person';
        if (!isPerson && scopes.length > 0) requireScope(deps.callers, request, scopes, ['maskinporten']);
        return organizationOf(deps.callers, deps.register, request);
      },
    },
    headers: { administrator: ORGANIZATION_HEADER },
    refusals: problemAnswers({}),
  });

type PortalSurface = ReturnType<typeof portalSurface>;

/** The portal's own operations: none of Altinn's or Digdir's. */
export function portalRoutes(app: FastifyInstance, deps: PortalRoutesDeps): void {
  const doors = portalSurface(app, deps);
  stateRoutes(doors, deps);
  scopeRoutes(doors, deps);
}

function stateRoutes({ route }: PortalSurface, deps: PortalRoutesDeps): void {
  route({
    method: 'GET',
    path: `${BASE}/environment`,
    operationId: 'readEnvironment',
    summary: 'Which environment this is, for whoever looks at the portal',
    access: { who: 'anyone' },
    answers: { 200: { description: 'Its name, and how far its clock is moved', schema: Environment } },
    handle: (_, reply) =>
      reply
        .header('cache-control', 'no-store')
        .send({ ...deps.environment, clockOffsetMs: Math.round(deps.clock.offset()) }),
  });
  route({
    method: 'GET',
    path: `${BASE}/overview`,
    operationId: 'readOverview',
    summary: 'How things stand for an organisation: clients, keys, last tokens, refusals, steps done',
    access: { who: 'administrator', right: 'overview', scopes: [] },
    answers: { 200: { description: 'How things stand now', schema: Overview } },
    refusals: [400],
    handle: async ({ caller }, reply) => reply.header('cache-control', 'no-store').send(await overviewOf(deps, caller)),
  });
  route({
    method: 'GET',
    path: `${BASE}/clients/:id/key-use`,
    operationId: 'readKeyUse',
    summary: 'When each key of a client last got it a token',
    access: { who: 'administrator', right: 'overview', scopes: [] },
    answers: { 200: { description: 'The keys that were used, and since when that is known', schema: KeyUse } },
    refusals: [400, 404],
    handle: async ({ caller, params }, reply) =>
      reply.header('cache-control', 'no-store').send(await keyUseOf(deps, caller, params.id)),
  });
}

/** Of one of the organisation's own scopes. */
function scopeRoutes({ route }: PortalSurface, deps: PortalRoutesDeps): void {
  route({
    method: 'GET',
    path: `${BASE}/scopes/users`,
    operationId: 'readScopeUse',
    summary: 'Who uses a scope, and when last: for its owner',
    access: administrators('scopes.read'),
    query: { scope: { ...text('Full name of the scope'), required: true } },
    answers: { 200: { description: 'The clients that have it', schema: ScopeUse } },
    refusals: [400, 404],
    handle: async ({ caller, query }, reply) =>
      reply.header('cache-control', 'no-store').send(await scopeUse(deps, caller, query.scope ?? '')),
  });
  route({
    method: 'GET',
    path: `${BASE}/scopes/delegates`,
    operationId: 'readScopeDelegates',
    summary: 'Who has given a scope to a supplier, and by which resource: for its owner',
    access: administrators('scopes.read'),
    query: { scope: { ...text('Full name of the scope'), required: true } },
    answers: {
      200: { description: 'The resources that carry the scope, and who has given it to whom', schema: ScopeDelegates },
    },
    refusals: [400, 404],
    handle: async ({ caller, query }, reply) =>
      reply.header('cache-control', 'no-store').send(await scopeDelegates(deps, caller, query.scope ?? '')),
  });
}

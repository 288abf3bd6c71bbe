import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Callers } from '../callers/index.ts';
import type { Authentication } from './authentication.ts';
import { refuse } from './refusals.ts';
import { EndedCount, OpenSession, SessionId } from './schemas.ts';
import type { ShownSession } from './sessions.ts';
import { PORTAL_PERSON, sessionSurface } from './surface.ts';

const PATH = '/portal/api/v1/sessions';

/** A session as its person, and whoever operates the platform, is told of it. */
export const sessionView = ({ id, begun, used, acr, browser, system, isOwn }: ShownSession) => ({
  id,
  begun: new Date(begun).toISOString(),
  lastUsed: new Date(used).toISOString(),
  level: acr,
  browser: browser ?? null,
  system: system ?? null,
  isThis: isOwn,
});

/** A person's own sessions: seen, and ended. */
export function sessionRoutes(
  scope: FastifyInstance,
  deps: { readonly authentication: Authentication; readonly callers: Callers },
): void {
  const { sessions } = deps.authentication;
  const { route } = sessionSurface(scope, deps.callers);
  route({
    method: 'GET',
    path: PATH,
    operationId: 'listOwnSessions',
    summary: 'Where the person is logged in; at most 100, those used last first',
    access: PORTAL_PERSON,
    answers: { 200: { description: 'The sessions', schema: Type.Array(OpenSession) } },
    handle: async ({ caller: { person, sid } }) => (await sessions.of(person, sid)).map(sessionView),
  });
  route({
    method: 'DELETE',
    path: PATH,
    operationId: 'endOtherSessions',
    summary: 'End every session of the person but the one that asks; their tokens are refused from now on',
    access: PORTAL_PERSON,
    answers: { 200: { description: 'How many there were', schema: EndedCount } },
    handle: async ({ caller: { person, sid } }) => ({ ended: await sessions.endAll(person, sid) }),
  });
  route({
    method: 'DELETE',
    path: `${PATH}/:id`,
    operationId: 'endOwnSession',
    summary: 'End one of the person’s sessions; its tokens are refused from now on',
    access: PORTAL_PERSON,
    params: { id: SessionId },
    answers: { 204: { description: 'It has ended' } },
    refusals: [404],
    async handle({ caller: { person }, params: { id } }, reply) {
      if (!(await sessions.endShown(person, id))) throw refuse('session-unknown');
      return reply.code(204).send();
    },
  });
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type LocalAccess, problemAnswers, surface, wholeNumber } from '../http/index.ts';
import { ORGANIZATION_HEADER, organizationOf } from '../selfservice/index.ts';
import { lineOf } from './chain.ts';
import { type OperatorAuditDeps, operatorAuditRoutes } from './operator-routes.ts';
import { BEFORE, CHECKPOINT } from './readers.ts';
import { REFUSALS } from './refusals.ts';
import { AuditPage, AuditVerdict, OwnAudit } from './schemas.ts';
import { rowsOf, verdictOf } from './shown.ts';

const MAX_PAGE = 1_000;
const MAX_OWN = 200;

export interface AuditRoutesDeps extends OperatorAuditDeps {
  /** What an operator's token needs one of. */
  readonly scopes: readonly string[];
  /** Throws what a caller that is no operator is answered with. */
  readonly mayRead: (request: FastifyRequest, scopes: readonly string[]) => unknown;
}

/** The whole log for the operator, and its own part for each organisation. */
export function auditRoutes(app: FastifyInstance, deps: AuditRoutesDeps): void {
  wholeRoutes(app, deps);
  ownRoutes(app, deps);
  operatorAuditRoutes(app, deps);
}

function wholeRoutes(app: FastifyInstance, { audit, scopes, mayRead }: AuditRoutesDeps): void {
  const { route } = surface(app, {
    name: 'audit',
    admit: { local: (request, access: LocalAccess) => mayRead(request, access.scopes) },
    refusals: problemAnswers({}, REFUSALS),
  });
  const access = { who: 'local', scopes } as const;
  route({
    method: 'GET',
    path: '/audit/api/v1/entries',
    operationId: 'readAudit',
    summary: 'The audit log, oldest first: each entry holds the hash of the one before it',
    access,
    query: {
      after: wholeNumber('Only entries after this position', { from: 0, to: Number.MAX_SAFE_INTEGER, otherwise: 0 }),
      limit: wholeNumber('At most so many', { from: 1, to: MAX_PAGE, otherwise: MAX_PAGE }),
    },
    answers: { 200: { description: 'A piece of the log, and where it ends', schema: AuditPage } },
    refusals: [400],
    async handle({ query: { after, limit } }, reply) {
      // The end first: what is added meanwhile is beyond it.
      const { head, gone } = await audit.state();
      const entries = await audit.after(after, limit);
      return reply
        .header('cache-control', 'no-store')
        .type('application/json; charset=utf-8')
        .send(
          `{"head":${JSON.stringify(head)},"gone":${JSON.stringify(gone)},"entries":[${entries.map(lineOf).join()}]}`,
        );
    },
  });
  route({
    method: 'GET',
    path: '/audit/api/v1/verification',
    operationId: 'verifyAudit',
    summary: 'Is the audit log whole? Reads all of it',
    access,
    query: { checkpoint: CHECKPOINT },
    answers: { 200: { description: 'How far it is right, and the first fault', schema: AuditVerdict } },
    refusals: [400],
    async handle({ query: { checkpoint } }, reply) {
      return reply.header('cache-control', 'no-store').send(await verdictOf(audit, checkpoint));
    },
  });
}

function ownRoutes(app: FastifyInstance, deps: AuditRoutesDeps): void {
  const { audit, callers, register } = deps;
  const { route } = surface(app, {
    name: 'portal',
    admit: { administrator: (request) => organizationOf(callers, register, request) },
    headers: { administrator: ORGANIZATION_HEADER },
    refusals: problemAnswers({}, REFUSALS),
  });
  route({
    method: 'GET',
    path: '/portal/api/v1/audit',
    operationId: 'readOwnAudit',
    summary: 'What has been changed on the organisation’s behalf, and by whom, newest first',
    access: { who: 'administrator', right: 'log', scopes: [] },
    query: {
      before: BEFORE,
      limit: wholeNumber('At most so many', { from: 1, to: MAX_OWN, otherwise: MAX_OWN }),
    },
    answers: { 200: { description: 'The entries', schema: OwnAudit } },
    refusals: [400],
    async handle({ query: { before, limit }, caller }, reply) {
      const { head } = await audit.state();
      const rows = await rowsOf(await audit.of(caller, { before, limit }), { organization: caller }, deps);
      return reply.header('cache-control', 'no-store').send({ head, rows });
    },
  });
}

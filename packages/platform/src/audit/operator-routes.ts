import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Callers } from '../callers/index.ts';
import type { Clock } from '../foundation/index.ts';
import { anyOf, text, wholeNumber } from '../http/index.ts';
import { OPERATOR, type OperatorRoom, operatorSurface } from '../operator/index.ts';
import type { Register } from '../register/index.ts';
import type { AuditLog } from './audit.ts';
import type { NamesDeps } from './names.ts';
import { BEFORE, CHECKPOINT } from './readers.ts';
import { AuditVerdict, FoundAudit } from './schemas.ts';
import { AUDIT_KINDS } from './search.ts';
import { rowsOf, verdictOf } from './shown.ts';

const BASE = '/operator/api/v1/audit';
const MAX_ROWS = 200;
const USUAL_ROWS = 50;
const EXPORT_TYPE = 'application/jsonl';

export interface OperatorAuditDeps extends NamesDeps {
  readonly audit: AuditLog;
  readonly callers: Callers;
  readonly clock: Clock;
  readonly register: Register;
  readonly operator: OperatorRoom;
}

/** The whole log for whoever operates the platform, as the portal's page reads it. */
export function operatorAuditRoutes(app: FastifyInstance, deps: OperatorAuditDeps): void {
  const { audit, callers, clock, operator } = deps;
  const { route } = operatorSurface(app, { callers, operators: operator.operators });
  route({
    method: 'GET',
    path: BASE,
    operationId: 'searchAudit',
    summary:
      'The audit log, newest first: who has changed what, what was refused, and decisions where they are recorded',
    access: OPERATOR,
    query: {
      kind: anyOf('Only these', AUDIT_KINDS, 'all'),
      organization: text('Only what was done on behalf of this organisation'),
      contains: text('Only entries with this text in them: an operation, a client, a path …'),
      before: BEFORE,
      limit: wholeNumber('At most so many', { from: 1, to: MAX_ROWS, otherwise: USUAL_ROWS }),
    },
    answers: { 200: { description: 'The entries, and where to go on', schema: FoundAudit } },
    refusals: [400],
    async handle({ query }, reply) {
      const { head } = await audit.state();
      const { found, next } = await audit.search({
        ...query,
        organization: query.organization?.replaceAll(' ', '') || undefined,
        contains: query.contains?.trim() || undefined,
      });
      const rows = await rowsOf(found, { operator: true }, deps);
      return reply.header('cache-control', 'no-store').send({ head, rows, ...(next === undefined ? {} : { next }) });
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/verification`,
    operationId: 'verifyWholeAudit',
    summary: 'Is the audit log whole? Reads all of it',
    access: OPERATOR,
    query: { checkpoint: CHECKPOINT },
    answers: { 200: { description: 'How far it is right, and the first fault', schema: AuditVerdict } },
    refusals: [400],
    handle: async ({ query: { checkpoint } }, reply) =>
      reply.header('cache-control', 'no-store').send(await verdictOf(audit, checkpoint)),
  });
  route({
    method: 'GET',
    path: `${BASE}/export`,
    operationId: 'exportAudit',
    summary: 'The whole audit log as a file: a line an entry, as `portvakt audit verify --file` reads it',
    access: OPERATOR,
    answers: { 200: { description: 'JSON lines, oldest first', type: EXPORT_TYPE } },
    async handle(_, reply) {
      const name = `audit-${new Date(clock.now()).toISOString().slice(0, 19).replaceAll(':', '')}.jsonl`;
      return reply
        .header('content-type', EXPORT_TYPE)
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(audit.lines()));
    },
  });
}

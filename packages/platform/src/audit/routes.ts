import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Callers } from '../callers/index.ts';
import { type LocalAccess, problemAnswers, surface, text, wholeNumber } from '../http/index.ts';
import type { Register } from '../register/index.ts';
import { ORGANIZATION_HEADER, organizationOf } from '../selfservice/index.ts';
import type { AuditLog } from './audit.ts';
import { type AuditLine, type Checkpoint, lineOf } from './chain.ts';
import { REFUSALS, refuse } from './refusals.ts';
import { AuditPage, AuditVerdict, OwnAudit } from './schemas.ts';
import type { StoredEntry } from './store.ts';

const MAX_PAGE = 1_000;
const MAX_OWN = 200;

export interface AuditRoutesDeps {
  readonly audit: AuditLog;
  readonly callers: Callers;
  readonly register: Register;
  /** What an operator's token needs one of. */
  readonly scopes: readonly string[];
  /** Throws what a caller that is no operator is answered with. */
  readonly mayRead: (request: FastifyRequest, scopes: readonly string[]) => unknown;
}

/** The whole log for the operator, and its own part for each organisation. */
export function auditRoutes(app: FastifyInstance, deps: AuditRoutesDeps): void {
  operatorRoutes(app, deps);
  ownRoutes(app, deps);
}

function operatorRoutes(app: FastifyInstance, { audit, scopes, mayRead }: AuditRoutesDeps): void {
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
    query: { checkpoint: text('position:hash of an earlier export or verification, kept elsewhere') },
    answers: { 200: { description: 'How far it is right, and the first fault', schema: AuditVerdict } },
    refusals: [400],
    async handle({ query: { checkpoint } }, reply) {
      const { last, fault } = await audit.verify(checkpoint === undefined ? undefined : placeIn(checkpoint));
      return reply
        .header('cache-control', 'no-store')
        .send({ isWhole: fault === undefined, last, ...(fault === undefined ? {} : { fault }) });
    },
  });
}

/** @throws Refusal `checkpoint-malformed` */
function placeIn(checkpoint: string): Checkpoint {
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(checkpoint) ?? [];
  if (position === undefined || hash === undefined)
    throw refuse('checkpoint-malformed', `${JSON.stringify(checkpoint.slice(0, 80))} is not position:hash`);
  return { position: Number(position), hash };
}

function ownRoutes(app: FastifyInstance, { audit, callers, register }: AuditRoutesDeps): void {
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
      before: wholeNumber('Only entries before this position', {
        from: 1,
        to: Number.MAX_SAFE_INTEGER,
        otherwise: Number.MAX_SAFE_INTEGER,
      }),
      limit: wholeNumber('At most so many', { from: 1, to: MAX_OWN, otherwise: MAX_OWN }),
    },
    answers: { 200: { description: 'The entries', schema: OwnAudit } },
    refusals: [400],
    async handle({ query: { before, limit }, caller }, reply) {
      const { head } = await audit.state();
      const rows = (await audit.of(caller, { before, limit })).map(rowOf);
      const persons = await register.parties([...new Set(rows.flatMap(({ by: { person } }) => person ?? []))]);
      return reply.header('cache-control', 'no-store').send({
        head,
        rows: rows.map((row) => {
          const name = row.by.person === undefined ? undefined : persons.get(row.by.person)?.name;
          return name === undefined ? row : { ...row, personName: name };
        }),
      });
    },
  });
}

type Row = AuditLine & { readonly by: { readonly person?: string } };

function rowOf({ text: entry, hash }: StoredEntry): Row {
  const { previous: _, ...row } = JSON.parse(entry) as Row;
  return { ...row, hash };
}

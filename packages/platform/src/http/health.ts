import type { FastifyInstance } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { UNAVAILABLE } from '../foundation/index.ts';
import { ANYONE, ownSurface } from './own-surface.ts';

const [HEALTH, LIVE, READY] = ['/health', '/health/live', '/health/ready'] as const;
/** Answered also while the database is away. */
export const HEALTH_PATHS: ReadonlySet<string | undefined> = new Set([HEALTH, LIVE, READY]);

/** What a node needs to answer requests, and whether it is well. */
const HEALTH_CHECKS = ['running', 'database', 'writes', 'schema', 'signingKeys', 'queue'] as const;
type HealthChecks = Readonly<Record<(typeof HEALTH_CHECKS)[number], boolean>>;
/** What is well, and in a sentence what is not and whoever operates the platform is to do; nothing that strangers may not read. */
export type Health = HealthChecks & {
  readonly reason?: string | undefined;
  /** What will not be well for long, a line each; the node is ready all the same. */
  readonly warnings?: readonly string[] | undefined;
};

const Health = Type.Object({ status: Type.Literal('ok'), version: Type.String() });
const CHECKED = Type.Union([Type.Literal('ok'), Type.Literal('failed')]);
const readinessOf = (status: 'ready' | 'not-ready'): TSchema =>
  Type.Object({
    status: Type.Literal(status),
    checks: Type.Object({
      running: Type.Unsafe<string>({ ...CHECKED, description: 'It has not been told to stop.' }),
      database: Type.Unsafe<string>({
        ...CHECKED,
        description: 'The database answers, takes writes, and tells this node of every change.',
      }),
      writes: Type.Unsafe<string>({
        ...CHECKED,
        description: 'The disk of the database has room, and can be written.',
      }),
      schema: Type.Unsafe<string>({ ...CHECKED, description: 'The database has every table that this node knows.' }),
      signingKeys: Type.Unsafe<string>({ ...CHECKED, description: 'Each issuer has a key to sign with.' }),
      queue: Type.Unsafe<string>({ ...CHECKED, description: 'Few statements wait for a connection.' }),
    }),
    reason: Type.Optional(Type.String({ description: 'Why the database takes no writes, and what to do.' })),
    warnings: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Certificates that end within three weeks, or have ended. The node is ready all the same.',
      }),
    ),
  });

/**
 * `GET /health`, `/health/live` and `/health/ready`.
 * @param checks what is well now; never rejects
 */
export function healthRoutes(app: FastifyInstance, version: string, checks: () => Promise<Health>): void {
  const own = ownSurface(app);
  for (const [path, operationId] of [
    [HEALTH, 'readHealth'],
    [LIVE, 'readLiveness'],
  ] as const)
    own.route({
      method: 'GET',
      path,
      operationId,
      summary: 'Does this process live?',
      access: ANYONE,
      answers: { 200: { description: 'It does', schema: Health } },
      handle: () => ({ status: 'ok', version }),
    });
  own.route({
    method: 'GET',
    path: READY,
    operationId: 'readReadiness',
    summary: 'Can this node answer requests? A load balancer asks, and sends none where it cannot.',
    access: ANYONE,
    answers: {
      200: { description: 'It can', schema: readinessOf('ready') },
      [UNAVAILABLE.status]: { description: 'It cannot now', schema: readinessOf('not-ready') },
    },
    async handle(_, reply) {
      const found = await checks();
      const isReady = HEALTH_CHECKS.every((name) => found[name]);
      if (!isReady) reply.code(UNAVAILABLE.status).header('retry-after', '1');
      return reply.header('cache-control', 'no-store').send({
        status: isReady ? 'ready' : 'not-ready',
        checks: Object.fromEntries(HEALTH_CHECKS.map((name) => [name, found[name] ? 'ok' : 'failed'])),
        ...(found.reason === undefined ? {} : { reason: found.reason }),
        ...(found.warnings === undefined || found.warnings.length === 0 ? {} : { warnings: found.warnings }),
      });
    },
  });
}

import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { ANYONE, ownSurface } from './own-surface.ts';

/** Tells whether this process lives, also while the database is away. */
export const HEALTH = '/health';

const Health = Type.Object({ status: Type.Literal('ok'), version: Type.String() });

/** `GET /health`. */
export function healthRoute(app: FastifyInstance, version: string): void {
  ownSurface(app).route({
    method: 'GET',
    path: HEALTH,
    operationId: 'readHealth',
    summary: 'Does this process live?',
    access: ANYONE,
    answers: { 200: { description: 'It does', schema: Health } },
    handle: () => ({ status: 'ok', version }),
  });
}

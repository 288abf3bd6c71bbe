import type { FastifyInstance } from 'fastify';
import { HttpProblem } from '../http/index.ts';
import type { Faults, FaultWish } from './faults.ts';

const BASE = '/sandbox/faults';
const summary = (text: string) => ({ schema: { tags: ['sandbox'], summary: text } });
const FIELDS = new Set(['kind', 'count', 'clientId', 'path', 'ms', 'status', 'retryAfter']);

/** Faults on demand: for the next n requests, or for a client. */
export function faultRoutes(app: FastifyInstance, { faults }: { faults: Faults }): void {
  app.get(BASE, summary('Faults in force'), async () => faults.list());
  app.post(
    BASE,
    summary('Let something fail: {"kind":"latency|status|reset|wrong-key|slow-jwks", "count", "clientId", "path", …}'),
    async (request, reply) => reply.code(201).send(add(faults, request.body)),
  );
  app.delete(BASE, summary('Take every fault away'), async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  app.delete(`${BASE}/:id`, summary('Take one fault away'), async (request, reply) => {
    if (!faults.remove((request.params as { id: string }).id)) throw new HttpProblem(404, 'there is no such fault');
    return reply.code(204).send();
  });
}

function add(faults: Faults, body: unknown) {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new HttpProblem(400, 'send a JSON object, e.g. {"kind":"status","status":503,"count":2}');
  const unknown = Object.keys(body).find((name) => !FIELDS.has(name));
  if (unknown !== undefined)
    throw new HttpProblem(
      400,
      `${JSON.stringify(unknown.slice(0, 60))} is unknown; known are ${[...FIELDS].join(', ')}`,
    );
  try {
    return faults.add(body as FaultWish);
  } catch (error) {
    throw error instanceof RangeError ? new HttpProblem(400, error.message) : error;
  }
}

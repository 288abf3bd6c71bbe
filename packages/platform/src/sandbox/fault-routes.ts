import { Type } from 'typebox';
import { FAULT_KINDS, type Faults, type FaultWish } from './faults.ts';
import { refuse } from './refusals.ts';
import { SANDBOX, type SandboxSurface } from './surface.ts';

const BASE = '/sandbox/faults';

const members = {
  kind: Type.Union(
    FAULT_KINDS.map((kind) => Type.Literal(kind)),
    { description: 'What goes wrong' },
  ),
  count: Type.Optional(Type.Integer({ description: 'For so many requests; until it is taken away when left out' })),
  clientId: Type.Optional(Type.String({ description: 'Only for requests of this client' })),
  path: Type.Optional(Type.String({ description: 'Only for paths that begin so' })),
  ms: Type.Optional(Type.Integer({ description: 'Milliseconds: how much later the answer comes' })),
  status: Type.Optional(Type.Integer({ description: 'HTTP status of the answer, 400 to 599' })),
  retryAfter: Type.Optional(Type.Integer({ description: 'Seconds: Retry-After of the answer' })),
};
const Wish = Type.Object(members, { additionalProperties: false });
const Fault = Type.Object({
  ...members,
  id: Type.String(),
  remaining: Type.Union([Type.Integer(), Type.Null()]),
});

/** Faults on demand: for the next n requests, or for a client. */
export function faultRoutes({ route }: SandboxSurface, { faults }: { faults: Faults }): void {
  route({
    method: 'GET',
    path: BASE,
    operationId: 'listFaults',
    summary: 'Faults in force',
    access: SANDBOX,
    answers: { 200: { description: 'The faults', schema: Type.Array(Fault) } },
    handle: () => faults.list(),
  });
  route({
    method: 'POST',
    path: BASE,
    operationId: 'addFault',
    summary: 'Let something fail: never what lies under /sandbox, /health or /metrics',
    access: SANDBOX,
    body: { schema: Wish, example: { kind: 'status', status: 503, count: 2 }, read: wishIn },
    answers: { 201: { description: 'The fault', schema: Fault } },
    handle: ({ body }, reply) => reply.code(201).send(add(faults, body)),
  });
  route({
    method: 'DELETE',
    path: BASE,
    operationId: 'clearFaults',
    summary: 'Take every fault away',
    access: SANDBOX,
    answers: { 204: { description: 'There are none now' } },
    handle(_, reply) {
      faults.clear();
      return reply.code(204).send();
    },
  });
  route({
    method: 'DELETE',
    path: `${BASE}/:id`,
    operationId: 'removeFault',
    summary: 'Take one fault away',
    access: SANDBOX,
    answers: { 204: { description: 'It is gone' } },
    refusals: [404],
    handle({ params }, reply) {
      if (!faults.remove(params.id)) throw refuse('fault-unknown', 'there is no such fault');
      return reply.code(204).send();
    },
  });
}

/** @throws Refusal 400 naming the member that is unknown */
function wishIn(body: unknown): FaultWish {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw refuse('fault-malformed', 'send a JSON object, e.g. {"kind":"status","status":503,"count":2}');
  const unknown = Object.keys(body).find((name) => !(name in members));
  if (unknown === undefined) return body as FaultWish;
  throw refuse(
    'fault-malformed',
    `${JSON.stringify(unknown.slice(0, 60))} is unknown; known are ${Object.keys(members).join(', ')}`,
  );
}

function add(faults: Faults, wish: FaultWish) {
  try {
    return faults.add(wish);
  } catch (error) {
    throw error instanceof RangeError ? refuse('fault-malformed', error.message) : error;
  }
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Callers, requireToken } from '../callers/index.ts';
import type { MovableClock } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { RequestLog } from '../maskinporten/index.ts';
import type { Register } from '../register/index.ts';
import type { SigningKeys } from '../signing-keys/index.ts';
import type { TestAuthority } from './authority.ts';
import { certificateRoutes } from './certificate-routes.ts';
import { faultRoutes } from './fault-routes.ts';
import type { Faults } from './faults.ts';

export interface SandboxDeps {
  readonly clock: MovableClock;
  readonly callers: Callers;
  readonly register: Register;
  readonly log: RequestLog;
  readonly signingKeys: SigningKeys;
  readonly authority: TestAuthority;
  readonly faults: Faults;
  /** Empties the sandbox and fills it anew. */
  readonly resetWorld: () => Promise<void>;
}

const MAX_LINES = 1000;
const summary = (text: string) => ({ schema: { tags: ['sandbox'], summary: text } });

/** `/sandbox/…`: never registered in production mode. */
export function sandboxRoutes(app: FastifyInstance, deps: SandboxDeps): void {
  const clockState = () => ({ now: new Date(deps.clock.now()).toISOString(), offsetMs: deps.clock.offset() });
  app.get('/sandbox/clock', summary('The clock of the sandbox'), async () => clockState());
  app.put('/sandbox/clock', summary('Move the clock: {"advanceMs"} or {"set"} or {"reset":true}'), async (request) => {
    moveClock(deps.clock, request.body);
    return clockState();
  });
  app.post('/sandbox/rotate-keys', summary('Put new signing keys in use now'), async (_request, reply) => {
    await Promise.all(
      (['maskinporten', 'altinn'] as const).map((name) => deps.signingKeys.ring(name).rotate({ immediately: true })),
    );
    return reply.code(204).send();
  });
  app.get(
    '/sandbox/token-requests',
    summary('Token requests of your clients, accepted and refused'),
    async (request) => {
      const organization = await organizationOf(deps, request);
      const { client_id, limit } = request.query as { client_id?: string; limit?: string };
      const lines = limit === undefined ? 100 : Number(limit);
      if (!Number.isSafeInteger(lines) || lines < 1 || lines > MAX_LINES)
        throw new HttpProblem(400, `limit must be 1 to ${MAX_LINES}`);
      return deps.log.of(organization, client_id, lines);
    },
  );
  app.post('/sandbox/reset', summary('The synthetic world as it was at first'), async (_request, reply) => {
    deps.faults.clear();
    deps.clock.reset();
    await deps.log.flush();
    await deps.resetWorld();
    return reply.code(204).send();
  });
  certificateRoutes(app, deps);
  faultRoutes(app, deps);
}

function moveClock(clock: MovableClock, body: unknown): void {
  const { advanceMs, set, reset } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof advanceMs === 'number' && Number.isFinite(advanceMs)) clock.advance(advanceMs);
  else if (typeof set === 'string' && !Number.isNaN(Date.parse(set))) clock.set(Date.parse(set));
  else if (reset === true) clock.reset();
  else throw new HttpProblem(400, 'send {"advanceMs": number}, {"set": "ISO 8601 time"} or {"reset": true}');
}

/** The consumer of a token, or the organisation that a logged-in person has a role in and names in a header. */
async function organizationOf({ callers, register }: SandboxDeps, request: FastifyRequest): Promise<string> {
  const caller = requireToken(callers, request);
  if (caller.kind !== 'person') {
    if (caller.organization) return caller.organization;
    throw new HttpProblem(403, 'the token names no organisation');
  }
  const wanted = request.headers['x-portvakt-organization'];
  if (typeof wanted !== 'string')
    throw new HttpProblem(400, 'name the organisation in the header X-Portvakt-Organization');
  const [person, organization] = await Promise.all([
    caller.partyUuid === undefined ? undefined : register.party({ uuid: caller.partyUuid }),
    register.party({ organization: wanted }),
  ]);
  if (person && organization && (await register.roles(person, organization)).length > 0) return wanted;
  throw new HttpProblem(403, 'you hold no role in that organisation');
}

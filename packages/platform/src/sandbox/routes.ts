import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Callers } from '../callers/index.ts';
import type { MovableClock } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { RequestLog } from '../maskinporten/index.ts';
import type { Register } from '../register/index.ts';
import { organizationOf, type SelfService } from '../selfservice/index.ts';
import type { SigningKeys } from '../signing-keys/index.ts';
import type { TestAuthority } from './authority.ts';
import { certificateRoutes } from './certificate-routes.ts';
import { stampDate } from './date-header.ts';
import { faultRoutes } from './fault-routes.ts';
import type { Faults } from './faults.ts';

export interface SandboxDeps {
  readonly clock: MovableClock;
  readonly callers: Callers;
  readonly register: Register;
  readonly log: RequestLog;
  readonly selfservice: Pick<SelfService, 'client'>;
  readonly signingKeys: SigningKeys;
  readonly authority: TestAuthority;
  readonly faults: Faults;
  /** Empties the sandbox and fills it anew. */
  readonly resetWorld: () => Promise<void>;
}

const MAX_LINES = 1000;
const DEFAULT_LINES = 100;
/** Times beyond these make no sense in tokens and certificates. */
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);
const summary = (text: string) => ({ schema: { tags: ['sandbox'], summary: text } });

/** `/sandbox/…`: never registered in production mode. */
export function sandboxRoutes(app: FastifyInstance, deps: SandboxDeps): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request) => refuseOtherSites(request));
    // The answer to a move of the clock comes from the time that it was moved to.
    scope.addHook('onSend', async (_request, reply) => stampDate(reply, deps.clock));
    controlRoutes(scope, deps);
    certificateRoutes(scope, deps);
    faultRoutes(scope, deps);
  });
}

/** The doors ask for no token, so no page of another site may knock at them through a developer's browser. */
function refuseOtherSites({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  const { origin, host } = headers;
  const isForeign =
    site === undefined
      ? origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host)
      : site !== 'same-origin' && site !== 'none';
  if (isForeign) throw new HttpProblem(403, 'the sandbox’s doors are not for pages of other sites');
}

function controlRoutes(app: FastifyInstance, deps: SandboxDeps): void {
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
      const organization = await organizationOf(deps.callers, deps.register, request);
      const { client_id, limit } = request.query as Readonly<Record<string, unknown>>;
      if (client_id !== undefined && typeof client_id !== 'string') throw new HttpProblem(400, 'give client_id once');
      const lines = limit === undefined ? DEFAULT_LINES : typeof limit === 'string' ? Number(limit) : Number.NaN;
      if (!Number.isSafeInteger(lines) || lines < 1 || lines > MAX_LINES)
        throw new HttpProblem(400, `limit must be 1 to ${MAX_LINES}`);
      // A supplier reads the lines of the clients that it has made for customers, one client at a time.
      const client = client_id === undefined ? undefined : await deps.selfservice.client(client_id);
      const owner = client?.supplierOrganization === organization ? client.organization : organization;
      return deps.log.of(owner, client_id, lines);
    },
  );
  app.get(
    '/sandbox/parties',
    summary('Synthetic persons or organisations by part of a name or number, at most 50: ?type=person&query=…'),
    async (request) => {
      const { type, query = '' } = request.query as Readonly<Record<string, unknown>>;
      if (type !== 'person' && type !== 'organization')
        throw new HttpProblem(400, 'give type=person or type=organization, once');
      if (typeof query !== 'string') throw new HttpProblem(400, 'give query once');
      return (await deps.register.search(type, query)).map(
        ({ name, form, organizationNumber, personNumber, partyId, userId }) => ({
          name,
          form,
          organizationNumber,
          personNumber,
          partyId,
          userId,
        }),
      );
    },
  );
  app.post('/sandbox/reset', summary('The synthetic world as it was at first'), async (_request, reply) => {
    deps.faults.clear();
    deps.clock.reset();
    await deps.log.flush();
    await deps.resetWorld();
    return reply.code(204).send();
  });
}

const WAYS = ['advanceMs', 'set', 'reset'];

function moveClock(clock: MovableClock, body: unknown): void {
  const wish = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const { advanceMs, set } = wish;
  const [way, ...more] = Object.keys(wish);
  if (way === undefined || more.length > 0 || !WAYS.includes(way))
    throw new HttpProblem(400, 'send one of {"advanceMs": number}, {"set": "ISO 8601 time"}, {"reset": true}');
  if (way === 'reset') {
    if (wish['reset'] !== true) throw new HttpProblem(400, 'reset must be true');
    clock.reset();
    return;
  }
  const instant =
    way === 'set'
      ? typeof set === 'string'
        ? Date.parse(set)
        : Number.NaN
      : typeof advanceMs === 'number'
        ? clock.now() + advanceMs
        : Number.NaN;
  if (!(instant >= EARLIEST && instant <= LATEST))
    throw new HttpProblem(400, `${way} must lead to a time from the year 2000 to 2200: a number of ms, or ISO 8601`);
  if (way === 'set') clock.set(instant);
  else clock.advance(advanceMs as number);
}

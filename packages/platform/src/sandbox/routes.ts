import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Callers } from '../callers/index.ts';
import { isoTime, type MovableClock } from '../foundation/index.ts';
import { anyOf, takeRawBodies, text, texts, wholeNumber } from '../http/index.ts';
import type { RequestLog } from '../maskinporten/index.ts';
import type { Party } from '../register/index.ts';
import type { SigningKeys } from '../signing-keys/index.ts';
import type { TestAuthority } from './authority.ts';
import { certificateRoutes } from './certificate-routes.ts';
import { stampDate } from './date-header.ts';
import { type EventDoors, eventRoutes } from './event-routes.ts';
import { faultRoutes } from './fault-routes.ts';
import type { Faults } from './faults.ts';
import { listenerRoutes } from './listener-routes.ts';
import { type LogInDeps, organizationsWith } from './log-in.ts';
import { logInRoutes } from './log-in-routes.ts';
import { refuse } from './refusals.ts';
import { type SituationDoors, situationReportRoutes, situationRoutes } from './situation-routes.ts';
import { type SnapshotDoors, snapshotRoutes } from './snapshot-routes.ts';
import { SANDBOX, type SandboxSurface, sandboxSurface } from './surface.ts';

export interface SandboxDeps extends LogInDeps {
  readonly clock: MovableClock;
  readonly callers: Callers;
  readonly log: RequestLog;
  readonly signingKeys: SigningKeys;
  readonly authority: TestAuthority;
  readonly faults: Faults;
  /** Empties the sandbox and fills it anew. */
  readonly resetWorld: () => Promise<void>;
  readonly snapshots: SnapshotDoors;
  readonly feed: EventDoors;
  readonly situation: SituationDoors;
}

const MAX_LINES = 1000;
const MAX_SCOPES = 20;
const DEFAULT_LINES = 100;
/** Times beyond these make no sense in tokens and certificates. */
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);
const Clock = Type.Object({ now: Type.String({ format: 'date-time' }), offsetMs: Type.Number() });
const PartyLine = Type.Object(
  {
    name: Type.String(),
    form: Type.Optional(Type.String()),
    organizationNumber: Type.Optional(Type.String()),
    personNumber: Type.Optional(Type.String()),
    partyId: Type.Integer(),
    userId: Type.Optional(Type.Integer()),
    scopes: Type.Optional(Type.Array(Type.String())),
  },
  { title: 'SyntheticParty' },
);
const RequestLine = Type.Object(
  {
    time: Type.String({ format: 'date-time' }),
    clientId: Type.String(),
    outcome: Type.Union([Type.Literal('issued'), Type.Literal('refused')]),
    kid: Type.Optional(Type.String()),
    scopes: Type.Array(Type.String()),
    check: Type.Optional(Type.String()),
    code: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    remedy: Type.Optional(Type.String()),
    parameters: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), { description: 'The values in the two' }),
    ),
  },
  { title: 'TokenRequest' },
);

/** `/sandbox/…`: never registered in production mode. */
export function sandboxRoutes(app: FastifyInstance, deps: SandboxDeps): void {
  app.register(async (scope) => {
    // The answer to a move of the clock comes from the time that it was moved to.
    scope.addHook('onSend', async (_request, reply) => stampDate(reply, deps.clock));
    const doors = sandboxSurface(scope, deps);
    clockRoutes(doors, deps);
    worldRoutes(doors, deps);
    logInRoutes(doors, deps);
    tokenRequestRoute(doors, deps);
    certificateRoutes(doors, deps);
    faultRoutes(doors, deps);
    eventRoutes(doors, deps.feed);
    listenerRoutes(doors, deps.feed);
    situationRoutes(doors, deps.situation);
    situationReportRoutes(doors, deps.situation);
    await scope.register(async (raw) => {
      takeRawBodies(raw);
      snapshotRoutes(sandboxSurface(raw, deps), deps.snapshots);
    });
  });
}

function clockRoutes({ route }: SandboxSurface, { clock }: SandboxDeps): void {
  const state = () => ({ now: new Date(clock.now()).toISOString(), offsetMs: clock.offset() });
  route({
    method: 'GET',
    path: '/sandbox/clock',
    operationId: 'readClock',
    summary: 'The clock of the sandbox',
    access: SANDBOX,
    answers: { 200: { description: 'What time it is here', schema: Clock } },
    handle: state,
  });
  route({
    method: 'PUT',
    path: '/sandbox/clock',
    operationId: 'moveClock',
    summary: 'Move the clock: {"advanceMs"} or {"set"} or {"reset":true}',
    access: SANDBOX,
    body: { schema: ClockMove, example: { advanceMs: 120_000 }, read: (body: unknown) => moveIn(body, clock) },
    answers: { 200: { description: 'What time it is now', schema: Clock } },
    handle({ body: move }) {
      move();
      return state();
    },
  });
}

function worldRoutes({ route }: SandboxSurface, deps: SandboxDeps): void {
  route({
    method: 'POST',
    path: '/sandbox/rotate-keys',
    operationId: 'rotateSigningKeys',
    summary: 'Put new signing keys in use now',
    access: SANDBOX,
    answers: { 204: { description: 'New keys sign from now on' } },
    async handle(_, reply) {
      await Promise.all(
        (['maskinporten', 'altinn'] as const).map((name) => deps.signingKeys.ring(name).rotate({ immediately: true })),
      );
      return reply.code(204).send();
    },
  });
  route({
    method: 'GET',
    path: '/sandbox/parties',
    operationId: 'findSyntheticParties',
    summary: 'Synthetic persons or organisations by part of a name or number, at most 50',
    access: SANDBOX,
    query: {
      type: anyOf('What is looked for', ['person', 'organization']),
      query: text('Part of a name or number'),
      scope: texts('Only organisations that may use at least one of these scopes; the lines say which', MAX_SCOPES),
    },
    answers: { 200: { description: 'Who fits', schema: Type.Array(PartyLine) } },
    async handle({ query: { type, query = '', scope } }) {
      if (scope.length === 0) return (await deps.register.search(type, query)).map(partyLine);
      if (type === 'person')
        throw refuse('scopes-of-person', 'scopes are given to organisations: ask for type=organization');
      return (await organizationsWith(deps, scope, query)).map(({ party, scopes }) => ({
        ...partyLine(party),
        scopes,
      }));
    },
  });
  route({
    method: 'POST',
    path: '/sandbox/reset',
    operationId: 'resetWorld',
    summary: 'The synthetic world as it was at first',
    access: SANDBOX,
    answers: { 204: { description: 'It is' } },
    async handle(_, reply) {
      deps.faults.clear();
      deps.situation.situations.clear();
      deps.clock.reset();
      await deps.log.flush();
      await deps.resetWorld();
      return reply.code(204).send();
    },
  });
}

const partyLine = ({ name, form, organizationNumber, personNumber, partyId, userId }: Party) => ({
  name,
  form,
  organizationNumber,
  personNumber,
  partyId,
  userId,
});

function tokenRequestRoute({ route }: SandboxSurface, deps: SandboxDeps): void {
  route({
    method: 'GET',
    path: '/sandbox/token-requests',
    operationId: 'listTokenRequests',
    summary: 'Token requests of your clients, accepted and refused',
    access: { who: 'administrator', right: 'log', scopes: [] },
    query: {
      client_id: text('One client only'),
      limit: wholeNumber('At most so many', { from: 1, to: MAX_LINES, otherwise: DEFAULT_LINES }),
    },
    answers: { 200: { description: 'The newest first', schema: Type.Array(RequestLine) } },
    async handle({ query: { client_id, limit }, caller: organization }) {
      // A supplier reads the lines of the clients that it has made for customers, one client at a time.
      const client = client_id === undefined ? undefined : await deps.selfservice.client(client_id);
      const owner = client?.supplierOrganization === organization ? client.organization : organization;
      return deps.log.of(owner, client_id, limit);
    },
  });
}

const ClockMove = Type.Union([
  Type.Object(
    { advanceMs: Type.Number({ description: 'Milliseconds ahead; below 0 back' }) },
    { additionalProperties: false },
  ),
  Type.Object(
    { set: Type.String({ format: 'date-time', description: 'The moment that it is from now on' }) },
    { additionalProperties: false },
  ),
  Type.Object(
    { reset: Type.Literal(true, { description: 'As the machine’s clock again' }) },
    { additionalProperties: false },
  ),
]);
const WAYS = ['advanceMs', 'set', 'reset'];

/** What the body asks for, checked and ready to be done. @throws Refusal 400 */
function moveIn(body: unknown, clock: MovableClock): () => void {
  const wish = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const { advanceMs, set } = wish;
  const [way, ...more] = Object.keys(wish);
  if (way === undefined || more.length > 0 || !WAYS.includes(way))
    throw refuse('clock-malformed', 'send one of {"advanceMs": number}, {"set": "ISO 8601 time"}, {"reset": true}');
  if (way === 'reset') {
    if (wish['reset'] !== true) throw refuse('clock-malformed', 'reset must be true');
    return () => clock.reset();
  }
  const instant =
    way === 'set'
      ? typeof set === 'string'
        ? isoTime(set)
        : Number.NaN
      : typeof advanceMs === 'number'
        ? clock.now() + advanceMs
        : Number.NaN;
  if (!(instant >= EARLIEST && instant <= LATEST))
    throw refuse(
      'clock-malformed',
      `${way} must lead to a time from the year 2000 to 2200: a number of ms, or ISO 8601`,
    );
  return way === 'set' ? () => clock.set(instant) : () => clock.advance(advanceMs as number);
}

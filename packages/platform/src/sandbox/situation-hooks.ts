/** Situations that happen to a request on its way, and which of them its answer shows. Register it before any route. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type JsonObject, organizationIn, unavailable } from '../foundation/index.ts';
import {
  type AnsweredRequest,
  metByRequest,
  type SituationName,
  type Situations,
  type Who,
} from '../situations/index.ts';
import { claimsOf } from './fault-hooks.ts';

/** Whose absence it is when a surface is away; those that are not here stay: Digdir's self-service, and what is the platform's own. */
const AWAY: ReadonlyMap<string, SituationName> = new Map<string, SituationName>([
  ['maskinporten', 'maskinporten-unavailable'],
  ['apps', 'service-unavailable'],
  ...[
    'access lists',
    'access management',
    'access metadata',
    'authentication',
    'authorization',
    'client delegation',
    'policy information',
    'register',
    'resource registry',
    'storage',
    'system register',
    'system users',
  ].map((surface) => [surface, 'altinn-unavailable'] as const),
]);

/** Operations whose answers show a vendor's requests, and of which kind. */
interface Showing {
  readonly isAgent: boolean;
  readonly creates: boolean;
}

const SHOWING: ReadonlyMap<string, Showing> = new Map(
  [false, true].flatMap((isAgent): readonly (readonly [string, Showing])[] => {
    const name = isAgent ? 'AgentSystemUserRequest' : 'SystemUserRequest';
    return [
      [`create${name}`, { isAgent, creates: true }],
      [`read${name}`, { isAgent, creates: false }],
      [`find${name}ByReference`, { isAgent, creates: false }],
      [`list${name}sOfSystem`, { isAgent, creates: false }],
    ];
  }),
);

/** Which situation it is when this request finds nobody, in force or not. */
export function awayOf(request: FastifyRequest): SituationName | undefined {
  return AWAY.get(request.routeOptions.config.operation?.surface ?? '');
}

/** @param situations of this node */
export function situationHooks(app: FastifyInstance, situations: Situations): void {
  /** @throws Refusal 503 where who is asked for is away */
  const away = (request: FastifyRequest, name: SituationName | undefined): void => {
    const who = whoAsks(request);
    if (name === undefined || !situations.of(name, who)) return;
    situations.meet(name, who);
    throw unavailable(`the situation ${name} is in force`);
  };
  app.addHook('onRequest', (request, _reply, done) => {
    if (situations.active && awayOf(request) !== 'maskinporten-unavailable') away(request, awayOf(request));
    done();
  });
  // Whose grant it is stands in the body.
  app.addHook('preHandler', (request, _reply, done) => {
    if (situations.active && awayOf(request) === 'maskinporten-unavailable') away(request, 'maskinporten-unavailable');
    done();
  });
  app.addHook('onRoute', (route) => {
    const showing = SHOWING.get(route.config?.operation?.operationId ?? '');
    if (!showing) return;
    const look = (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: Done): void => {
      if (isLost(situations, showing, request, reply, payload)) breakOff(request, reply);
      else done(null, payload);
    };
    route.onSend = [...[route.onSend ?? []].flat(), look];
  });
}

type Done = (error: null, payload: unknown) => void;

/** Notes what the answer shows. @returns true when it is not to arrive */
function isLost(
  situations: Situations,
  { isAgent, creates }: Showing,
  request: FastifyRequest,
  { statusCode }: FastifyReply,
  payload: unknown,
): boolean {
  if (typeof payload !== 'string' || statusCode >= 300) return false;
  const { clients = [] } = whoAsks(request);
  const again = creates && statusCode === 200;
  return shownIn(payload).some((shown) => {
    const who = { clients, system: shown.systemId, customer: shown.partyOrgNo, externalRef: shown.externalRef };
    if (creates && !again && situations.of('uncertain-answer', who)) {
      situations.meet('uncertain-answer', who);
      return true;
    }
    for (const name of metByRequest(shown, { isAgent, again })) situations.meet(name, who);
    return false;
  });
}

function breakOff(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  request.raw.socket.destroy();
}

function shownIn(payload: string): readonly AnsweredRequest[] {
  const answer = JSON.parse(payload) as AnsweredRequest | { readonly data: readonly AnsweredRequest[] };
  return 'data' in answer ? answer.data : [answer];
}

/** Who says to be asking. Not verified: it only chooses whom a situation is for. */
function whoAsks(request: FastifyRequest): Who {
  const { assertion, token } = claimsOf(request);
  const details = detailsIn(assertion ?? token);
  const client = assertion?.['iss'] ?? token?.['client_id'];
  const system = details['system_id'];
  return {
    clients: typeof client === 'string' ? [client] : [],
    system: typeof system === 'string' ? system : undefined,
    customer: organizationIn(details['systemuser_org']),
  };
}

function detailsIn(claims: JsonObject | undefined): Readonly<Record<string, unknown>> {
  const details = claims?.['authorization_details'];
  const first: unknown = Array.isArray(details) ? details[0] : details;
  return typeof first === 'object' && first !== null ? (first as Readonly<Record<string, unknown>>) : {};
}

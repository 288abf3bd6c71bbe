import { Type } from 'typebox';
import {
  metLine,
  SITUATION_NAMES,
  SITUATIONS,
  type Situation,
  type Situations,
  type SituationWish,
} from '../situations/index.ts';
import { refuse } from './refusals.ts';
import { SANDBOX, type SandboxSurface } from './surface.ts';

const BASE = '/sandbox/situations';
const REPORT = '/sandbox/situation-report';

const Name = Type.Union(
  SITUATION_NAMES.map((name) => Type.Literal(name)),
  { description: 'Which situation' },
);
const scopes = {
  client: Type.Optional(Type.String({ description: 'Only for this client_id' })),
  system: Type.Optional(Type.String({ description: 'Only for this system’s id' })),
  customer: Type.Optional(Type.String({ description: 'Only for this organisation number' })),
  externalRef: Type.Optional(Type.String({ description: 'Only for this reference' })),
};
const Wish = Type.Object({ name: Name, ...scopes }, { additionalProperties: false });
const InForce = Type.Object(
  {
    name: Name,
    ...scopes,
    id: Type.String(),
    started: Type.String({ format: 'date-time' }),
    trouble: Type.Optional(
      Type.String({ description: 'Why it could not be brought about, the last time it could not' }),
    ),
  },
  { title: 'SituationInForce' },
);
const Known = Type.Object(
  {
    name: Name,
    what: Type.String(),
    remedy: Type.String({ description: 'What a program that meets it should do' }),
    contract: Type.Array(Type.String(), { description: 'Where its wire is written down: contract and line' }),
    scopes: Type.Array(Type.String(), { description: 'What it may be narrowed to' }),
    inForce: Type.Array(InForce),
  },
  { title: 'Situation' },
);
const MetLine = Type.Object(
  {
    name: Name,
    met: Type.Boolean(),
    times: Type.Integer(),
    last: Type.Optional(Type.String({ format: 'date-time' })),
    client: Type.Optional(Type.String({ description: 'Of the last that met it, where it is known' })),
  },
  { title: 'MetSituation' },
);

export interface SituationDoors {
  readonly situations: Situations;
  /** Resolves when what has been answered is in the report. */
  readonly settled: () => Promise<void>;
}

/** What Altinn asks integrators to test at least, by name: started and stopped. */
export function situationRoutes({ route }: SandboxSurface, { situations }: Pick<SituationDoors, 'situations'>): void {
  route({
    method: 'GET',
    path: BASE,
    operationId: 'listSituations',
    summary: 'Situations that there are, and which are in force',
    access: SANDBOX,
    answers: { 200: { description: 'All of them', schema: Type.Array(Known) } },
    handle: () => SITUATION_NAMES.map((name) => known(name, situations.list())),
  });
  route({
    method: 'POST',
    path: BASE,
    operationId: 'startSituation',
    summary: 'Put a situation in force, for all or for some',
    access: SANDBOX,
    body: { schema: Wish, example: { name: 'request-declined', customer: '310044423' }, read: wishIn },
    answers: { 201: { description: 'It is', schema: InForce } },
    handle: ({ body }, reply) => reply.code(201).send(started(situations, body)),
  });
  route({
    method: 'DELETE',
    path: BASE,
    operationId: 'stopSituations',
    summary: 'End every situation; what was done by them stays done',
    access: SANDBOX,
    answers: { 204: { description: 'There are none now' } },
    handle(_, reply) {
      situations.clear();
      return reply.code(204).send();
    },
  });
  route({
    method: 'DELETE',
    path: `${BASE}/:id`,
    operationId: 'stopSituation',
    summary: 'End one situation; what was done by it stays done',
    access: SANDBOX,
    answers: { 204: { description: 'It has ended' } },
    refusals: [404],
    handle({ params }, reply) {
      if (!situations.stop(params.id)) throw refuse('situation-unknown', 'no situation with this id is in force');
      return reply.code(204).send();
    },
  });
}

/** Which situations have been met. */
export function situationReportRoutes({ route }: SandboxSurface, { situations, settled }: SituationDoors): void {
  route({
    method: 'GET',
    path: REPORT,
    operationId: 'reportSituations',
    summary: 'Which situations have been met by whoever called, asked for or not',
    access: SANDBOX,
    answers: { 200: { description: 'All of them', schema: Type.Array(MetLine) } },
    async handle() {
      await settled();
      return situations.report().map(metLine);
    },
  });
  route({
    method: 'DELETE',
    path: REPORT,
    operationId: 'forgetMetSituations',
    summary: 'Begin the report anew',
    access: SANDBOX,
    answers: { 204: { description: 'None has been met now' } },
    async handle(_, reply) {
      await settled();
      situations.forget();
      return reply.code(204).send();
    },
  });
}

const known = (name: (typeof SITUATION_NAMES)[number], all: readonly Situation[]) => ({
  name,
  ...SITUATIONS[name],
  inForce: all.filter((one) => one.name === name).map(inForce),
});

const inForce = ({ started: at, ...one }: Situation) => ({ ...one, started: new Date(at).toISOString() });

/** @throws Refusal 400 naming the member that is unknown */
function wishIn(body: unknown): SituationWish {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw refuse('situation-malformed', 'send a JSON object, e.g. {"name":"request-declined","customer":"310044423"}');
  const unknown = Object.keys(body).find((name) => name !== 'name' && !(name in scopes));
  if (unknown === undefined) return body as SituationWish;
  throw refuse(
    'situation-malformed',
    `${JSON.stringify(unknown.slice(0, 60))} is unknown; known are name, ${Object.keys(scopes).join(', ')}`,
  );
}

function started(situations: Situations, wish: SituationWish) {
  try {
    return inForce(situations.start(wish));
  } catch (error) {
    throw error instanceof RangeError ? refuse('situation-malformed', error.message) : error;
  }
}

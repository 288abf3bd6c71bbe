/** Who is logged in, and how whoever operates the platform ends that. */
import { Type } from 'typebox';
import { EndedCount, SessionId, type Sessions, sessionView } from '../authentication/index.ts';
import { text } from '../http/index.ts';
import type { Register } from '../register/index.ts';
import { refuse } from './refusals.ts';
import { LoggedInPerson, SessionsOfPerson } from './schemas.ts';
import { OPERATOR, type OperatorSurface } from './surface.ts';

const PATH = '/operator/api/v1/sessions';
const ONE_PERSON = `${PATH}/:person` as const;
const person = Type.String({ format: 'uuid', description: 'UUID of the person' });

export interface SessionRoutesDeps {
  readonly authentication: { readonly sessions: Pick<Sessions, 'persons' | 'of' | 'endAll' | 'endShown'> };
  readonly register: Pick<Register, 'party'>;
}

export function sessionRoutes({ route }: OperatorSurface, deps: SessionRoutesDeps): void {
  listRoutes(route, deps);
  endRoutes(route, deps);
}

type Route = OperatorSurface['route'];

const ownSid = (sid: unknown): string | undefined => (typeof sid === 'string' ? sid : undefined);

function listRoutes(route: Route, { authentication: { sessions }, register }: SessionRoutesDeps): void {
  route({
    method: 'GET',
    path: PATH,
    operationId: 'findLoggedInPersons',
    summary: 'Who is logged in, by part of a name: at most 50, those seen last first',
    access: OPERATOR,
    query: { query: text('Part of a name') },
    answers: { 200: { description: 'Who has sessions', schema: Type.Array(LoggedInPerson) } },
    async handle({ query }) {
      const found = await sessions.persons((query.query ?? '').trim().slice(0, 100));
      return found.map(({ used, ...one }) => ({ ...one, lastUsed: new Date(used).toISOString() }));
    },
  });
  route({
    method: 'GET',
    path: ONE_PERSON,
    operationId: 'listSessionsOfPerson',
    summary: 'Where a person is logged in; at most 100, those used last first',
    access: OPERATOR,
    params: { person },
    answers: {
      200: { description: 'The sessions; none of a person that is not there', schema: SessionsOfPerson },
    },
    async handle({ caller, params }) {
      const uuid = params.person.toLowerCase();
      const [party, open] = await Promise.all([
        register.party({ uuid }),
        sessions.of(uuid, ownSid(caller.claims['sid'])),
      ]);
      return { name: party?.name ?? null, sessions: open.map(sessionView) };
    },
  });
}

function endRoutes(route: Route, { authentication: { sessions } }: SessionRoutesDeps): void {
  route({
    method: 'DELETE',
    path: ONE_PERSON,
    operationId: 'endSessionsOfPerson',
    summary: 'End all of a person’s sessions; their tokens are refused from now on',
    access: OPERATOR,
    params: { person },
    answers: { 200: { description: 'How many there were', schema: EndedCount } },
    handle: async ({ params }) => ({ ended: await sessions.endAll(params.person.toLowerCase()) }),
  });
  route({
    method: 'DELETE',
    path: `${ONE_PERSON}/:id`,
    operationId: 'endSessionOfPerson',
    summary: 'End one of a person’s sessions; its tokens are refused from now on',
    access: OPERATOR,
    params: { person, id: SessionId },
    answers: { 204: { description: 'It has ended' } },
    refusals: [404],
    async handle({ params }, reply) {
      if (!(await sessions.endShown(params.person.toLowerCase(), params.id))) throw refuse('session-unknown');
      return reply.code(204).send();
    },
  });
}

import { Type } from 'typebox';
import { text } from '../http/index.ts';
import { type LogInDeps, tokenOfClient, tokenOfOrganization, tokenOfPerson } from './log-in.ts';
import { refuse } from './refusals.ts';
import { SANDBOX, type SandboxSurface } from './surface.ts';

const MOST_CLIENTS = 50;
const MAX_SCOPES = 100;

const Wish = Type.Object(
  {
    person: Type.Optional(
      Type.String({ pattern: '^\\d{11}$', description: 'National identity number: whose token it is' }),
    ),
    organization: Type.Optional(
      Type.String({ pattern: '^\\d{9}$', description: 'Organisation number: whose token it is, with scopes' }),
    ),
    client: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'client_id: whose token it is' })),
    scopes: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
        minItems: 1,
        maxItems: MAX_SCOPES,
        description: 'Of the token; of a client all that it has when left out',
      }),
    ),
    issuer: Type.Optional(
      Type.Union([Type.Literal('altinn'), Type.Literal('maskinporten')], {
        description: 'Whose token it is to be: Altinn’s when left out',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ person: '01816010027' }] },
);
const Made = Type.Object(
  { token: Type.String(), expires: Type.String({ format: 'date-time' }) },
  { title: 'SandboxToken' },
);
const ClientLine = Type.Object(
  {
    clientId: Type.String(),
    name: Type.String(),
    organization: Type.String(),
    scopes: Type.Array(Type.String()),
  },
  { title: 'SandboxClient' },
);

const WHOSE = 'name one of person, organization and client';

/** Being somebody with one click, as `/docs` offers it: never registered in production mode, like all of the sandbox's doors. */
export function logInRoutes({ route }: SandboxSurface, deps: LogInDeps): void {
  route({
    method: 'POST',
    path: '/sandbox/tokens',
    operationId: 'makeSandboxToken',
    summary: 'A token of a synthetic person, of an organisation with scopes that it may use, or of a client',
    access: SANDBOX,
    body: Wish,
    answers: { 200: { description: 'The token, and until when it is good', schema: Made } },
    async handle({ body: { person, organization, client, scopes, issuer = 'altinn' } }, reply) {
      if ([person, organization, client].filter((one) => one !== undefined).length !== 1)
        throw refuse('bearer-ambiguous', WHOSE);
      reply.header('cache-control', 'no-store');
      if (person !== undefined) return tokenOfPerson(deps, person);
      if (client !== undefined) return tokenOfClient(deps, client, scopes, issuer);
      return tokenOfOrganization(deps, organization ?? '', scopes ?? [], issuer);
    },
  });
  route({
    method: 'GET',
    path: '/sandbox/clients',
    operationId: 'findSandboxClients',
    summary:
      'Active Maskinporten clients by part of a name, an id or an organisation number; the newest first, at most 50',
    access: SANDBOX,
    query: { query: text('Part of a name, an id or an organisation number') },
    answers: { 200: { description: 'Which fit', schema: Type.Array(ClientLine) } },
    handle: async ({ query: { query = '' } }) =>
      (await deps.selfservice.search(query, MOST_CLIENTS)).map(({ clientId, name, organization, scopes }) => ({
        clientId,
        name,
        organization,
        scopes,
      })),
  });
}

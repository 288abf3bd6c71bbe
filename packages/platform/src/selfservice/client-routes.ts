import { Type } from 'typebox';
import { administrators } from './administrator.ts';
import { CLIENT_BODY } from './bodies.ts';
import { Client, ClientWithSecret, WholeClient } from './client-schemas.ts';
import { clientJson, keyJson } from './json.ts';
import type { ClientRecord, OnBehalfOf } from './model.ts';
import { namedEntries, type OnBehalfOfDeps } from './onbehalfof-routes.ts';
import { inactive } from './readers.ts';
import type { SelfService, WithSecret } from './selfservice.ts';
import { type SelfServiceSurface, V1 } from './surface.ts';

export interface ClientRouteDeps extends OnBehalfOfDeps {
  readonly selfservice: SelfService;
}

const CLIENTS = `${V1}/clients`;
const ONE = `${CLIENTS}/:id` as const;

/** A secret is told once, to whoever made it. */
const withSecret = ({ client, secret }: WithSecret) => ({
  ...clientJson(client),
  ...(secret === undefined ? {} : { client_secret: secret }),
});

/** Clients of the caller's organisation, one by one and all of them. */
export function clientRoutes(surface: SelfServiceSurface, deps: ClientRouteDeps): void {
  const { route } = surface;
  const { selfservice } = deps;
  route({
    method: 'GET',
    path: CLIENTS,
    operationId: 'listClients',
    summary: 'Own clients',
    access: administrators('dcr.read'),
    query: { inactive },
    answers: { 200: { description: 'The newest first', schema: Type.Array(Client) } },
    handle: async ({ caller, query }) => (await selfservice.clients(caller, query.inactive)).map(clientJson),
  });
  route({
    method: 'GET',
    path: ONE,
    operationId: 'readClient',
    summary: 'One client',
    access: administrators('dcr.read'),
    answers: { 200: { description: 'The client, with its keys and on-behalf-of entries', schema: WholeClient } },
    refusals: [404],
    async handle({ caller, params }) {
      const client = await selfservice.ownClient(caller, params.id);
      return whole(deps, client, await deps.entries.list(caller, client.clientId));
    },
  });
  changingRoutes(surface, deps);
}

function changingRoutes({ route }: SelfServiceSurface, { selfservice }: ClientRouteDeps): void {
  route({
    method: 'POST',
    path: CLIENTS,
    operationId: 'createClient',
    summary: 'Create a client',
    access: administrators('dcr.write'),
    body: CLIENT_BODY,
    answers: { 201: { description: 'The client, with its secret if it has one', schema: ClientWithSecret } },
    refusals: [409],
    handle: async ({ caller, body }, reply) =>
      reply.code(201).send(withSecret(await selfservice.addClient(caller, body))),
  });
  route({
    method: 'PUT',
    path: ONE,
    operationId: 'replaceClient',
    summary: 'Replace a client',
    access: administrators('dcr.modify'),
    body: CLIENT_BODY,
    answers: { 200: { description: 'As it is now', schema: Client } },
    refusals: [404],
    handle: async ({ caller, params, body }) => clientJson(await selfservice.changeClient(caller, params.id, body)),
  });
  route({
    method: 'DELETE',
    path: ONE,
    operationId: 'deactivateClient',
    summary: 'Deactivate a client',
    access: administrators('dcr.write'),
    answers: { 200: { description: 'As it is now', schema: Client } },
    refusals: [404],
    handle: async ({ caller, params }) => clientJson(await selfservice.deactivateClient(caller, params.id)),
  });
  route({
    method: 'POST',
    path: `${ONE}/secret`,
    operationId: 'renewClientSecret',
    summary: 'A new secret for a client that has one',
    access: administrators('dcr.write'),
    answers: { 201: { description: 'The client with its new secret', schema: ClientWithSecret } },
    refusals: [404, 409],
    handle: async ({ caller, params }, reply) =>
      reply.code(201).send(withSecret(await selfservice.newSecret(caller, params.id))),
  });
}

/** With the members that can only be read, where there is anything in them (maskinporten.md 6.3). */
async function whole(deps: ClientRouteDeps, client: ClientRecord, entries: readonly OnBehalfOf[]) {
  const keys = (await deps.selfservice.keysOf([client])).get(client.clientId) ?? [];
  return {
    ...clientJson(client),
    ...(keys.length === 0 ? {} : { jwks: { keys: keys.map(keyJson) } }),
    ...(entries.length === 0 ? {} : { onbehalfof: await namedEntries(deps, entries) }),
  };
}

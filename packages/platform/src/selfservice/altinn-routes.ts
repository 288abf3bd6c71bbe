import { Type } from 'typebox';
import { administrators } from './administrator.ts';
import { CLIENT_BODY, KEYS_BODY } from './bodies.ts';
import { Client, KeySet } from './client-schemas.ts';
import { clientJson, keySetJson } from './json.ts';
import { inactive } from './readers.ts';
import type { SelfService } from './selfservice.ts';
import { type SelfServiceSurface, V1 } from './surface.ts';

const CLIENTS = `${V1}/altinn/admin/clients`;
const ONE = `${CLIENTS}/:id` as const;
const KEYS = `${ONE}/jwks` as const;
const ALTINN = administrators('altinn');

interface AltinnRouteDeps {
  readonly selfservice: SelfService;
}

/** Altinn's own paths: it makes clients for the organisations whose apps it runs, and administers those and no others (maskinporten.md 6.2). */
export function altinnRoutes(surface: SelfServiceSurface, deps: AltinnRouteDeps): void {
  const { route } = surface;
  const { selfservice } = deps;
  route({
    method: 'GET',
    path: CLIENTS,
    operationId: 'listAltinnClients',
    summary: 'Clients that Altinn has made',
    access: ALTINN,
    query: { inactive },
    answers: { 200: { description: 'The newest first', schema: Type.Array(Client) } },
    handle: async ({ caller, query }) => (await selfservice.clients(caller, query.inactive)).map(clientJson),
  });
  route({
    method: 'POST',
    path: CLIENTS,
    operationId: 'createAltinnClient',
    summary: 'Create a client for an organisation',
    access: ALTINN,
    body: CLIENT_BODY,
    answers: { 201: { description: 'The client', schema: Client } },
    refusals: [409],
    handle: async ({ caller, body }, reply) =>
      reply.code(201).send(clientJson((await selfservice.addClient(caller, body)).client)),
  });
  route({
    method: 'GET',
    path: ONE,
    operationId: 'readAltinnClient',
    summary: 'One client that Altinn has made',
    access: ALTINN,
    answers: { 200: { description: 'The client', schema: Client } },
    refusals: [404],
    handle: async ({ caller, params }) => clientJson(await selfservice.ownClient(caller, params.id)),
  });
  route({
    method: 'PUT',
    path: ONE,
    operationId: 'replaceAltinnClient',
    summary: 'Replace a client that Altinn has made',
    access: ALTINN,
    body: CLIENT_BODY,
    answers: { 200: { description: 'As it is now', schema: Client } },
    refusals: [404],
    handle: async ({ caller, params, body }) => clientJson(await selfservice.changeClient(caller, params.id, body)),
  });
  route({
    method: 'DELETE',
    path: ONE,
    operationId: 'deactivateAltinnClient',
    summary: 'Deactivate a client that Altinn has made',
    access: ALTINN,
    answers: { 204: { description: 'It gets no tokens any more' } },
    refusals: [404],
    async handle({ caller, params }, reply) {
      await selfservice.deactivateClient(caller, params.id);
      return reply.code(204).send();
    },
  });
  keyRoutes(surface, deps);
}

function keyRoutes({ route }: SelfServiceSurface, { selfservice }: AltinnRouteDeps): void {
  route({
    method: 'GET',
    path: KEYS,
    operationId: 'listAltinnClientKeys',
    summary: 'Keys of a client that Altinn has made',
    access: ALTINN,
    answers: { 200: { description: 'The keys; an empty list where there are none', schema: KeySet } },
    refusals: [404],
    handle: async ({ caller, params }) => keySetJson(await selfservice.keys(caller, params.id)),
  });
  route({
    method: 'POST',
    path: KEYS,
    operationId: 'replaceAltinnClientKeys',
    summary: 'Replace its keys',
    access: ALTINN,
    body: KEYS_BODY,
    answers: { 201: { description: 'The keys as they are now', schema: KeySet } },
    refusals: [404, 409],
    handle: async ({ caller, params, body }, reply) =>
      reply.code(201).send(keySetJson(await selfservice.setKeys(caller, params.id, body))),
  });
}

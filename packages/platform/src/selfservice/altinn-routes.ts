import type { FastifyInstance } from 'fastify';
import { type AdministratorDeps, actorOf } from './administrator.ts';
import { keysIn } from './client-routes.ts';
import { clientJson, keySetJson } from './json.ts';
import { inactive, param, summary, V1 } from './request.ts';
import type { SelfService } from './selfservice.ts';

const CLIENTS = `${V1}/altinn/admin/clients`;

/** Altinn's own paths: it makes clients for the organisations whose apps it runs, and administers those and no others (maskinporten.md 6.2). */
export function altinnRoutes(
  app: FastifyInstance,
  deps: AdministratorDeps & { readonly selfservice: SelfService },
): void {
  const { selfservice } = deps;
  app.get(CLIENTS, summary('Clients that Altinn has made'), async (request) =>
    (await selfservice.clients(await actorOf(deps, request, 'altinn'), inactive(request))).map(clientJson),
  );
  app.post(CLIENTS, summary('Create a client for an organisation'), async (request, reply) => {
    const actor = await actorOf(deps, request, 'altinn');
    return reply.code(201).send(clientJson((await selfservice.addClient(actor, request.body)).client));
  });
  app.get(`${CLIENTS}/:id`, summary('One client that Altinn has made'), async (request) =>
    clientJson(await selfservice.ownClient(await actorOf(deps, request, 'altinn'), param(request, 'id'))),
  );
  app.put(`${CLIENTS}/:id`, summary('Replace a client that Altinn has made'), async (request) =>
    clientJson(
      await selfservice.changeClient(await actorOf(deps, request, 'altinn'), param(request, 'id'), request.body),
    ),
  );
  app.delete(`${CLIENTS}/:id`, summary('Deactivate a client that Altinn has made'), async (request, reply) => {
    await selfservice.deactivateClient(await actorOf(deps, request, 'altinn'), param(request, 'id'));
    return reply.code(204).send();
  });
  app.get(`${CLIENTS}/:id/jwks`, summary('Keys of a client that Altinn has made'), async (request) => {
    return keySetJson(await selfservice.keys(await actorOf(deps, request, 'altinn'), param(request, 'id')));
  });
  app.post(`${CLIENTS}/:id/jwks`, summary('Replace its keys'), async (request, reply) => {
    const actor = await actorOf(deps, request, 'altinn');
    return reply.code(201).send(keySetJson(await selfservice.setKeys(actor, param(request, 'id'), keysIn(request))));
  });
}

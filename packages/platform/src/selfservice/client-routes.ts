import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AdministratorDeps, actorOf } from './administrator.ts';
import { notFound } from './errors.ts';
import { clientJson, keyJson, keySetJson, onBehalfOfJson } from './json.ts';
import type { ClientRecord, OnBehalfOf } from './model.ts';
import type { OnBehalfOfEntries } from './onbehalfof.ts';
import { inactive, param, summary, V1, V2 } from './request.ts';
import type { SelfService, WithSecret } from './selfservice.ts';

export interface ClientRouteDeps extends AdministratorDeps {
  readonly selfservice: SelfService;
  readonly entries: OnBehalfOfEntries;
}

/** A secret is told once, to whoever made it. */
const withSecret = ({ client, secret }: WithSecret) => ({
  ...clientJson(client),
  ...(secret === undefined ? {} : { client_secret: secret }),
});

/** Clients of the caller's organisation. */
export function clientRoutes(app: FastifyInstance, deps: ClientRouteDeps): void {
  const { selfservice } = deps;
  app.get(`${V1}/clients`, summary('Own clients'), async (request) => {
    const actor = await actorOf(deps, request, 'dcr.read');
    return (await selfservice.clients(actor, inactive(request))).map(clientJson);
  });
  app.post(`${V1}/clients`, summary('Create a client'), async (request, reply) => {
    const actor = await actorOf(deps, request, 'dcr.write');
    return reply.code(201).send(withSecret(await selfservice.addClient(actor, request.body)));
  });
  app.get(`${V1}/clients/:id`, summary('One client'), async (request) => {
    const actor = await actorOf(deps, request, 'dcr.read');
    const client = await selfservice.ownClient(actor, param(request, 'id'));
    return whole(deps, client, await deps.entries.list(actor, client.clientId));
  });
  app.put(`${V1}/clients/:id`, summary('Replace a client'), async (request) =>
    clientJson(
      await selfservice.changeClient(await actorOf(deps, request, 'dcr.modify'), param(request, 'id'), request.body),
    ),
  );
  app.delete(`${V1}/clients/:id`, summary('Deactivate a client'), async (request) =>
    clientJson(await selfservice.deactivateClient(await actorOf(deps, request, 'dcr.write'), param(request, 'id'))),
  );
  app.post(`${V1}/clients/:id/secret`, summary('A new secret for a client that has one'), async (request, reply) => {
    const actor = await actorOf(deps, request, 'dcr.write');
    return reply.code(201).send(withSecret(await selfservice.newSecret(actor, param(request, 'id'))));
  });
}

/** With the members that can only be read, where there is anything in them (maskinporten.md 6.3). */
async function whole(deps: ClientRouteDeps, client: ClientRecord, entries: readonly OnBehalfOf[]) {
  const keys = (await deps.selfservice.keysOf([client])).get(client.clientId) ?? [];
  return {
    ...clientJson(client),
    ...(keys.length === 0 ? {} : { jwks: { keys: keys.map(keyJson) } }),
    ...(entries.length === 0 ? {} : { onbehalfof: await named(deps, entries) }),
  };
}

/** Entries with the names of their organisations. */
const named = (deps: ClientRouteDeps, entries: readonly OnBehalfOf[]) =>
  Promise.all(
    entries.map(async (entry) =>
      onBehalfOfJson(entry, (await deps.register.party({ organization: entry.organization }))?.name),
    ),
  );

/** Keys of a client: the set, one key, and the upload of version 2. */
export function keyRoutes(app: FastifyInstance, deps: ClientRouteDeps): void {
  const { selfservice } = deps;
  app.get(`${V1}/clients/:id/jwks`, summary('Keys of a client'), async (request) => {
    return keySetJson(await selfservice.keys(await actorOf(deps, request, 'dcr.read'), param(request, 'id')));
  });
  app.post(`${V1}/clients/:id/jwks`, summary('Replace the keys of a client'), async (request, reply) => {
    const actor = await actorOf(deps, request, 'dcr.modify');
    const keys = await selfservice.setKeys(actor, param(request, 'id'), keysIn(request));
    return reply.code(201).send(keySetJson(keys));
  });
  app.delete(`${V1}/clients/:id/jwks`, summary('Remove every key of a client'), async (request, reply) => {
    await selfservice.deleteKeys(await actorOf(deps, request, 'dcr.write'), param(request, 'id'));
    return reply.code(204).send();
  });
  app.get(`${V1}/clients/:id/jwks/:kid`, summary('One key'), async (request) => {
    const keys = await selfservice.keys(await actorOf(deps, request, 'dcr.read'), param(request, 'id'));
    const key = keys.find((candidate) => candidate.kid === param(request, 'kid'));
    if (!key) throw notFound('the client has no such key');
    return keyJson(key);
  });
  app.put(`${V1}/clients/:id/jwks/:kid`, summary('Add, replace or renew one key'), async (request) => {
    const actor = await actorOf(deps, request, 'dcr.write');
    return keyJson(await selfservice.putKey(actor, param(request, 'id'), param(request, 'kid'), request.body));
  });
  app.delete(`${V1}/clients/:id/jwks/:kid`, summary('Remove one key'), async (request, reply) => {
    await selfservice.deleteKey(await actorOf(deps, request, 'dcr.write'), param(request, 'id'), param(request, 'kid'));
    return reply.code(204).send();
  });
  app.post(
    `${V2}/clients/:id/key`,
    summary('Add one key: JWK, PEM public key or PEM certificate'),
    async (request, reply) => {
      const actor = await actorOf(deps, request, 'dcr.modify');
      const text = typeof request.body === 'string' ? request.body : JSON.stringify(request.body ?? '');
      return reply.code(201).send(keyJson(await selfservice.addKey(actor, param(request, 'id'), text)));
    },
  );
}

/** `{"keys":[…]}`; whatever else comes is refused by the rules of a key set. */
export const keysIn = (request: FastifyRequest): unknown =>
  typeof request.body === 'object' && request.body !== null ? (request.body as { keys?: unknown }).keys : undefined;

/** Organisations on whose behalf a client may act. */
export function onBehalfOfRoutes(app: FastifyInstance, deps: ClientRouteDeps): void {
  const { entries } = deps;
  const base = `${V1}/clients/:id/onbehalfof`;
  const one = async (entry: OnBehalfOf) => (await named(deps, [entry]))[0];
  app.get(base, summary('On-behalf-of entries of a client'), async (request) =>
    named(deps, await entries.list(await actorOf(deps, request, 'onbehalfof.read'), param(request, 'id'))),
  );
  app.post(base, summary('Add an on-behalf-of entry'), async (request, reply) => {
    const actor = await actorOf(deps, request, 'onbehalfof.write');
    return reply.code(201).send(await one(await entries.add(actor, param(request, 'id'), request.body)));
  });
  app.get(`${base}/:entry`, summary('One on-behalf-of entry'), async (request) => {
    const actor = await actorOf(deps, request, 'onbehalfof.read');
    return one(await entries.one(actor, param(request, 'id'), param(request, 'entry')));
  });
  app.put(`${base}/:entry`, summary('Replace an on-behalf-of entry'), async (request) => {
    const actor = await actorOf(deps, request, 'onbehalfof.write');
    return one(await entries.change(actor, param(request, 'id'), param(request, 'entry'), request.body));
  });
  app.delete(`${base}/:entry`, summary('Remove an on-behalf-of entry'), async (request, reply) => {
    const actor = await actorOf(deps, request, 'onbehalfof.write');
    await entries.remove(actor, param(request, 'id'), param(request, 'entry'));
    return reply.code(204).send();
  });
}

import type { FastifyInstance } from 'fastify';
import { type AdministratorDeps, actorOf } from './administrator.ts';
import { invalidField } from './errors.ts';
import { datasharingJson, scopeJson } from './json.ts';
import { JWT_BEARER } from './model.ts';
import { single, summary, V1 } from './request.ts';
import type { Scopes } from './scopes.ts';
import type { SelfService } from './selfservice.ts';

const CLIENT = `${V1}/datasharing/consumer/client`;

/** What the onboarding wizard asks: Maskinporten clients in a few fields, and the scopes on offer (maskinporten.md 6.2). */
export function datasharingRoutes(
  app: FastifyInstance,
  deps: AdministratorDeps & { readonly selfservice: SelfService; readonly scopes: Scopes },
): void {
  const { selfservice, scopes } = deps;
  const own = async (actor: Awaited<ReturnType<typeof actorOf>>) =>
    (await selfservice.clients({ ...actor, supplier: false }, false)).filter(
      (client) => client.integrationType === 'maskinporten',
    );
  app.get(CLIENT, summary('Maskinporten clients, for the onboarding wizard'), async (request) => {
    const clients = await own(await actorOf(deps, request, 'datasharing'));
    const keys = await selfservice.keysOf(clients);
    return clients.map((client) => datasharingJson(client, keys.get(client.clientId) ?? []));
  });
  app.post(CLIENT, summary('Create a Maskinporten client with its keys'), async (request, reply) => {
    const actor = await actorOf(deps, request, 'datasharing');
    const { description, scopes: wanted, keys } = wishIn(request.body);
    const body = {
      integration_type: 'maskinporten',
      client_name: description,
      description,
      grant_types: [JWT_BEARER],
      scopes: wanted,
    };
    const { client } = await selfservice.addClient({ ...actor, supplier: false }, body, keys);
    const stored = await selfservice.keysOf([client]);
    return reply.code(201).send(datasharingJson(client, stored.get(client.clientId) ?? []));
  });
  app.delete(CLIENT, summary('Deactivate a Maskinporten client'), async (request) => {
    const actor = { ...(await actorOf(deps, request, 'datasharing')), supplier: false };
    const clientId = single(request, 'client_id');
    if (!clientId) throw invalidField('client_id', 'is required in the query: ?client_id=');
    const client = await selfservice.ownClient(actor, clientId);
    if (client.integrationType !== 'maskinporten') throw invalidField('client_id', 'is no Maskinporten client');
    const gone = await selfservice.deactivateClient(actor, clientId);
    return datasharingJson(gone, (await selfservice.keysOf([gone])).get(clientId) ?? []);
  });
  app.get(
    `${V1}/datasharing/consumer/scope/access`,
    summary('Scopes that a new client may be given'),
    async (request) => {
      const actor = await actorOf(deps, request, 'datasharing');
      const usable = await scopes.usable(actor, { inactive: false, integrationType: 'maskinporten' });
      return usable.map(({ scope }) => ({
        ...scopeJson(scope),
        scope: scope.name,
        state: 'APPROVED',
        consumer_orgno: actor.organization,
      }));
    },
  );
}

function wishIn(body: unknown): { readonly description: unknown; readonly scopes: unknown; readonly keys?: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidField('body', 'must be a JSON object');
  const { description, scopes, keys } = body as Record<string, unknown>;
  if (typeof description !== 'string' || description === '') throw invalidField('description', 'is required');
  const none = keys === undefined || keys === null || (Array.isArray(keys) && keys.length === 0);
  return { description, scopes, ...(none ? {} : { keys }) };
}

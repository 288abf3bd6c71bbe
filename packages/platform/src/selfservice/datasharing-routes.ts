import { Type } from 'typebox';
import type { BodyReader } from '../http/index.ts';
import type { Actor } from './actor.ts';
import { administrators } from './administrator.ts';
import { acceptClient, type ClientInput } from './client-rules.ts';
import { NewWizardClient, WizardClient } from './client-schemas.ts';
import { datasharingJson, usableJson } from './json.ts';
import { type ClientRecord, JWT_BEARER } from './model.ts';
import { text } from './readers.ts';
import { invalidField } from './refusals.ts';
import { UsableScope } from './schemas.ts';
import type { Scopes } from './scopes.ts';
import type { SelfService } from './selfservice.ts';
import { type SelfServiceSurface, V1 } from './surface.ts';

const CONSUMER = `${V1}/datasharing/consumer`;
const CLIENT = `${CONSUMER}/client`;
const WIZARD = administrators('datasharing');

interface DatasharingDeps {
  readonly selfservice: SelfService;
  readonly scopes: Scopes;
}

/** The wizard knows no suppliers. */
const alone = (actor: Actor): Actor => ({ ...actor, supplier: false });

/** What the onboarding wizard asks: Maskinporten clients in a few fields, and the scopes on offer (maskinporten.md 6.2). */
export function datasharingRoutes({ route }: SelfServiceSurface, { selfservice, scopes }: DatasharingDeps): void {
  const withKeys = async (client: ClientRecord) =>
    datasharingJson(client, (await selfservice.keysOf([client])).get(client.clientId) ?? []);
  route({
    method: 'GET',
    path: CLIENT,
    operationId: 'listWizardClients',
    summary: 'Maskinporten clients, for the onboarding wizard',
    access: WIZARD,
    answers: { 200: { description: 'The newest first', schema: Type.Array(WizardClient) } },
    async handle({ caller }) {
      const all = await selfservice.clients(alone(caller), false);
      const clients = all.filter(({ integrationType }) => integrationType === 'maskinporten');
      const keys = await selfservice.keysOf(clients);
      return clients.map((client) => datasharingJson(client, keys.get(client.clientId) ?? []));
    },
  });
  route({
    method: 'POST',
    path: CLIENT,
    operationId: 'createWizardClient',
    summary: 'Create a Maskinporten client with its keys',
    access: WIZARD,
    body: WISH,
    answers: { 201: { description: 'The client', schema: WizardClient } },
    refusals: [409],
    async handle({ caller, body: { input, keys } }, reply) {
      const { client } = await selfservice.addClient(alone(caller), input, keys);
      return reply.code(201).send(await withKeys(client));
    },
  });
  route({
    method: 'DELETE',
    path: CLIENT,
    operationId: 'deactivateWizardClient',
    summary: 'Deactivate a Maskinporten client',
    access: WIZARD,
    query: { client_id: { ...text('The client'), required: true } },
    answers: { 200: { description: 'What it was', schema: WizardClient } },
    refusals: [404],
    async handle({ caller, query: { client_id: clientId } }) {
      if (!clientId) throw invalidField('client_id', 'is required in the query: ?client_id=');
      const client = await selfservice.ownClient(alone(caller), clientId);
      if (client.integrationType !== 'maskinporten') throw invalidField('client_id', 'is no Maskinporten client');
      return withKeys(await selfservice.deactivateClient(alone(caller), clientId));
    },
  });
  route({
    method: 'GET',
    path: `${CONSUMER}/scope/access`,
    operationId: 'listWizardScopes',
    summary: 'Scopes that a new client may be given',
    access: WIZARD,
    answers: { 200: { description: 'The scopes', schema: Type.Array(UsableScope) } },
    async handle({ caller }) {
      const usable = await scopes.usable(caller, { inactive: false, integrationType: 'maskinporten' });
      return usable.map(({ scope }) => usableJson(scope, caller.organization));
    },
  });
}

interface Wish {
  readonly input: ClientInput;
  /** Left out where there are none. The rules of a key set read them. */
  readonly keys?: unknown;
}

const WISH: BodyReader<Wish> = {
  schema: NewWizardClient,
  example: { description: 'Rapportering', scopes: ['altinn:instances.read'] },
  read(body) {
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw invalidField('body', 'must be a JSON object');
    const { description, scopes, keys } = body as Record<string, unknown>;
    if (typeof description !== 'string' || description === '') throw invalidField('description', 'is required');
    const none = keys === undefined || keys === null || (Array.isArray(keys) && keys.length === 0);
    const input = acceptClient({
      integration_type: 'maskinporten',
      client_name: description,
      description,
      grant_types: [JWT_BEARER],
      scopes,
    });
    return { input, ...(none ? {} : { keys }) };
  },
};

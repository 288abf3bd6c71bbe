import type { BodyReader } from '../http/index.ts';
import { administrators } from './administrator.ts';
import { KEY_EXAMPLE, KEYS_BODY } from './bodies.ts';
import { Key, KeySet, KeyText, NewKey } from './client-schemas.ts';
import { keyJson, keySetJson } from './json.ts';
import { later } from './readers.ts';
import { refuse } from './refusals.ts';
import type { SelfService } from './selfservice.ts';
import { type SelfServiceSurface, V1, V2 } from './surface.ts';

const KEYS = `${V1}/clients/:id/jwks` as const;
const ONE = `${KEYS}/:kid` as const;

interface KeyRouteDeps {
  readonly selfservice: SelfService;
}

/** Keys of a client: the set. */
export function keyRoutes(surface: SelfServiceSurface, deps: KeyRouteDeps): void {
  const { route } = surface;
  const { selfservice } = deps;
  route({
    method: 'GET',
    path: KEYS,
    operationId: 'listClientKeys',
    summary: 'Keys of a client',
    access: administrators('dcr.read'),
    answers: { 200: { description: 'The keys; an empty list where there are none', schema: KeySet } },
    refusals: [404],
    handle: async ({ caller, params }) => keySetJson(await selfservice.keys(caller, params.id)),
  });
  route({
    method: 'POST',
    path: KEYS,
    operationId: 'replaceClientKeys',
    summary: 'Replace the keys of a client',
    access: administrators('dcr.modify'),
    body: KEYS_BODY,
    answers: { 201: { description: 'The keys as they are now', schema: KeySet } },
    refusals: [404, 409],
    handle: async ({ caller, params, body }, reply) =>
      reply.code(201).send(keySetJson(await selfservice.setKeys(caller, params.id, body))),
  });
  route({
    method: 'DELETE',
    path: KEYS,
    operationId: 'removeClientKeys',
    summary: 'Remove every key of a client',
    access: administrators('dcr.write'),
    answers: { 204: { description: 'There are none now' } },
    refusals: [404, 409],
    async handle({ caller, params }, reply) {
      await selfservice.deleteKeys(caller, params.id);
      return reply.code(204).send();
    },
  });
  oneKeyRoutes(surface, deps);
}

const KEY_BODY = later({ schema: NewKey, example: KEY_EXAMPLE });

const TEXT_BODY: BodyReader<string> = {
  schema: KeyText,
  types: ['text/plain', 'application/json'],
  example: JSON.stringify(KEY_EXAMPLE),
  read: (body) => (typeof body === 'string' ? body : JSON.stringify(body ?? '')),
};

/** One key, and the upload of version 2. */
function oneKeyRoutes({ route }: SelfServiceSurface, { selfservice }: KeyRouteDeps): void {
  route({
    method: 'GET',
    path: ONE,
    operationId: 'readClientKey',
    summary: 'One key',
    access: administrators('dcr.read'),
    answers: { 200: { description: 'The key', schema: Key } },
    refusals: [404],
    async handle({ caller, params }) {
      const key = (await selfservice.keys(caller, params.id)).find(({ kid }) => kid === params.kid);
      if (!key) throw refuse('key-unknown', 'the client has no such key');
      return keyJson(key);
    },
  });
  route({
    method: 'PUT',
    path: ONE,
    operationId: 'putClientKey',
    summary: 'Add, replace or renew one key',
    access: administrators('dcr.write'),
    body: KEY_BODY,
    answers: { 200: { description: 'The key', schema: Key } },
    refusals: [404, 409],
    handle: async ({ caller, params, body }) => keyJson(await selfservice.putKey(caller, params.id, params.kid, body)),
  });
  route({
    method: 'DELETE',
    path: ONE,
    operationId: 'removeClientKey',
    summary: 'Remove one key',
    access: administrators('dcr.write'),
    answers: { 204: { description: 'It is gone' } },
    refusals: [404, 409],
    async handle({ caller, params }, reply) {
      await selfservice.deleteKey(caller, params.id, params.kid);
      return reply.code(204).send();
    },
  });
  route({
    method: 'POST',
    path: `${V2}/clients/:id/key`,
    operationId: 'addClientKey',
    summary: 'Add one key: JWK, PEM public key or PEM certificate',
    access: administrators('dcr.modify'),
    body: TEXT_BODY,
    answers: { 201: { description: 'The key', schema: Key } },
    refusals: [404, 409],
    handle: async ({ caller, params, body }, reply) =>
      reply.code(201).send(keyJson(await selfservice.addKey(caller, params.id, body))),
  });
}

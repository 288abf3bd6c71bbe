import { Type } from 'typebox';
import type { BodyReader } from '../http/index.ts';
import { type AdministratorDeps, administrators } from './administrator.ts';
import { NewOnBehalfOf, OnBehalfOf } from './client-schemas.ts';
import { onBehalfOfJson } from './json.ts';
import type { OnBehalfOf as Entry } from './model.ts';
import { acceptOnBehalfOf, type OnBehalfOfEntries, type OnBehalfOfInput } from './onbehalfof.ts';
import { type SelfServiceSurface, V1 } from './surface.ts';

export interface OnBehalfOfDeps extends AdministratorDeps {
  readonly entries: OnBehalfOfEntries;
}

const ENTRIES = `${V1}/clients/:id/onbehalfof` as const;
const ONE = `${ENTRIES}/:entry` as const;
const BODY: BodyReader<OnBehalfOfInput> = {
  schema: NewOnBehalfOf,
  example: { onbehalfof: 'kunde-1', name: 'Kunde', orgno: '310075272' },
  read: acceptOnBehalfOf,
};

type Named = Pick<AdministratorDeps, 'register'>;

/** An entry with the name of its organisation. */
const named = async ({ register }: Named, entry: Entry) =>
  onBehalfOfJson(entry, (await register.party({ organization: entry.organization }))?.name);

export const namedEntries = (deps: Named, entries: readonly Entry[]) =>
  Promise.all(entries.map((entry) => named(deps, entry)));

/** Organisations on whose behalf a client may act. */
export function onBehalfOfRoutes({ route }: SelfServiceSurface, deps: OnBehalfOfDeps): void {
  const { entries } = deps;
  route({
    method: 'GET',
    path: ENTRIES,
    operationId: 'listOnBehalfOf',
    summary: 'On-behalf-of entries of a client',
    access: administrators('onbehalfof.read'),
    answers: { 200: { description: 'The entries', schema: Type.Array(OnBehalfOf) } },
    refusals: [404],
    handle: async ({ caller, params }) => namedEntries(deps, await entries.list(caller, params.id)),
  });
  route({
    method: 'POST',
    path: ENTRIES,
    operationId: 'addOnBehalfOf',
    summary: 'Add an on-behalf-of entry',
    access: administrators('onbehalfof.write'),
    body: BODY,
    answers: { 201: { description: 'The entry', schema: OnBehalfOf } },
    refusals: [404, 409],
    handle: async ({ caller, params, body }, reply) =>
      reply.code(201).send(await named(deps, await entries.add(caller, params.id, body))),
  });
  route({
    method: 'GET',
    path: ONE,
    operationId: 'readOnBehalfOf',
    summary: 'One on-behalf-of entry',
    access: administrators('onbehalfof.read'),
    answers: { 200: { description: 'The entry', schema: OnBehalfOf } },
    refusals: [404],
    handle: async ({ caller, params }) => named(deps, await entries.one(caller, params.id, params.entry)),
  });
  route({
    method: 'PUT',
    path: ONE,
    operationId: 'replaceOnBehalfOf',
    summary: 'Replace an on-behalf-of entry',
    access: administrators('onbehalfof.write'),
    body: BODY,
    answers: { 200: { description: 'As it is now', schema: OnBehalfOf } },
    refusals: [404, 409],
    handle: async ({ caller, params, body }) =>
      named(deps, await entries.change(caller, params.id, params.entry, body)),
  });
  route({
    method: 'DELETE',
    path: ONE,
    operationId: 'removeOnBehalfOf',
    summary: 'Remove an on-behalf-of entry',
    access: administrators('onbehalfof.write'),
    answers: { 204: { description: 'It is gone' } },
    refusals: [404, 409],
    async handle({ caller, params }, reply) {
      await entries.remove(caller, params.id, params.entry);
      return reply.code(204).send();
    },
  });
}

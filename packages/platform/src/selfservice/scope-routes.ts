import { Type } from 'typebox';
import { administrators } from './administrator.ts';
import { scopeJson } from './json.ts';
import { flag, inactive, later, scopeName, text } from './readers.ts';
import { NewScope, Prefix, Scope } from './schemas.ts';
import { acceptScope } from './scope-rules.ts';
import type { Scopes } from './scopes.ts';
import { ANYONE, type SelfServiceSurface, V1 } from './surface.ts';

interface ScopeRouteDeps {
  readonly scopes: Scopes;
}

/** Only what is there. */
export const given = <T>(name: string, value: T | undefined): Record<string, T> =>
  value === undefined ? {} : { [name]: value };

const SCOPES = `${V1}/scopes`;
const BODY = { schema: NewScope, example: { prefix: 'skogdir', subscope: 'felling.read', description: 'Felling' } };
const scopeAnswer = { 200: { description: 'As it is now', schema: Scope } };

/** Scopes of the caller's organisation. */
export function scopeRoutes(surface: SelfServiceSurface, deps: ScopeRouteDeps): void {
  const { route } = surface;
  const { scopes } = deps;
  route({
    method: 'GET',
    path: SCOPES,
    operationId: 'listScopes',
    summary: 'Own scopes',
    access: administrators('scopes.read'),
    query: { inactive },
    answers: { 200: { description: 'The scopes', schema: Type.Array(Scope) } },
    handle: async ({ caller, query }) => (await scopes.own(caller, query.inactive)).map(scopeJson),
  });
  route({
    method: 'GET',
    path: `${SCOPES}/scope`,
    operationId: 'readScope',
    summary: 'One own scope',
    access: administrators('scopes.read'),
    query: { scope: scopeName },
    answers: { 200: { description: 'The scope', schema: Scope } },
    refusals: [404],
    handle: async ({ caller, query }) => scopeJson(await scopes.ownScope(caller, query.scope)),
  });
  changingRoutes(surface, deps);
  openRoutes(surface, deps);
}

function changingRoutes({ route }: SelfServiceSurface, { scopes }: ScopeRouteDeps): void {
  route({
    method: 'POST',
    path: SCOPES,
    operationId: 'createScope',
    summary: 'Create a scope',
    access: administrators('scopes.write'),
    body: { ...BODY, read: acceptScope },
    answers: { 201: { description: 'The scope', schema: Scope } },
    refusals: [409],
    handle: async ({ caller, body }, reply) => reply.code(201).send(scopeJson(await scopes.add(caller, body))),
  });
  route({
    method: 'PUT',
    path: SCOPES,
    operationId: 'replaceScope',
    summary: 'Replace a scope',
    access: administrators('scopes.write'),
    query: { scope: scopeName },
    body: later(BODY),
    answers: scopeAnswer,
    refusals: [404],
    handle: async ({ caller, query, body }) => scopeJson(await scopes.change(caller, query.scope, body)),
  });
  route({
    method: 'DELETE',
    path: SCOPES,
    operationId: 'deactivateScope',
    summary: 'Deactivate a scope',
    access: administrators('scopes.write'),
    query: { scope: scopeName },
    answers: scopeAnswer,
    refusals: [404],
    handle: async ({ caller, query }) => scopeJson(await scopes.deactivate(caller, query.scope)),
  });
}

/** What all may see, and prefixes. */
function openRoutes({ route }: SelfServiceSurface, { scopes }: ScopeRouteDeps): void {
  route({
    method: 'GET',
    path: `${SCOPES}/all`,
    operationId: 'listPublicScopes',
    summary: 'Every public scope',
    access: ANYONE,
    query: {
      inactive,
      prefix: text('Scopes of one prefix only'),
      integration_type: text('Scopes for clients of one type only'),
      accessible_for_all: flag('Scopes that are open to all, or that are not'),
      delegated_sources: flag('Scopes to which access may be delegated, or may not'),
    },
    answers: { 200: { description: 'The scopes', schema: Type.Array(Scope) } },
    async handle({ query }) {
      const found = await scopes.open({
        inactive: query.inactive,
        ...given('prefix', query.prefix),
        ...given('integrationType', query.integration_type),
        ...given('accessibleForAll', query.accessible_for_all),
        ...given('delegated', query.delegated_sources),
      });
      return found.map(scopeJson);
    },
  });
  route({
    method: 'GET',
    path: `${V1}/prefix`,
    operationId: 'listOwnPrefixes',
    summary: 'Own prefixes',
    access: administrators('scopes.read'),
    answers: { 200: { description: 'The prefixes', schema: Type.Array(Prefix) } },
    handle: async ({ caller }) => (await scopes.prefixes(caller)).map(prefixJson),
  });
  route({
    method: 'GET',
    path: `${V1}/prefix/all`,
    operationId: 'listPrefixes',
    summary: 'Every prefix',
    access: ANYONE,
    answers: { 200: { description: 'The prefixes, and whose they are', schema: Type.Array(Prefix) } },
    handle: async () => (await scopes.prefixes()).map(prefixJson),
  });
}

const prefixJson = ({ prefix, owner }: { prefix: string; owner: string }) => ({
  prefix,
  orgno: owner,
  owner_orgno: owner,
});

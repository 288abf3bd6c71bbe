import type { FastifyInstance } from 'fastify';
import { isOrganizationNumber } from '../foundation/index.ts';
import { type AdministratorDeps, actorOf } from './administrator.ts';
import { invalidField } from './errors.ts';
import { accessJson, scopeJson } from './json.ts';
import { flag, inactive, param, scopeName, single, summary, V1 } from './request.ts';
import type { Scopes } from './scopes.ts';

export interface ScopeRouteDeps extends AdministratorDeps {
  readonly scopes: Scopes;
}

/** Only what is there. */
const given = <T>(name: string, value: T | undefined): Record<string, T> =>
  value === undefined ? {} : { [name]: value };

/** Scopes and prefixes. */
export function scopeRoutes(app: FastifyInstance, deps: ScopeRouteDeps): void {
  const { scopes } = deps;
  app.get(`${V1}/scopes`, summary('Own scopes'), async (request) => {
    const actor = await actorOf(deps, request, 'scopes.read');
    return (await scopes.own(actor, inactive(request))).map(scopeJson);
  });
  app.get(`${V1}/scopes/scope`, summary('One own scope'), async (request) =>
    scopeJson(await scopes.ownScope(await actorOf(deps, request, 'scopes.read'), scopeName(request))),
  );
  app.post(`${V1}/scopes`, summary('Create a scope'), async (request, reply) => {
    const actor = await actorOf(deps, request, 'scopes.write');
    return reply.code(201).send(scopeJson(await scopes.add(actor, request.body)));
  });
  app.put(`${V1}/scopes`, summary('Replace a scope'), async (request) =>
    scopeJson(await scopes.change(await actorOf(deps, request, 'scopes.write'), scopeName(request), request.body)),
  );
  app.delete(`${V1}/scopes`, summary('Deactivate a scope'), async (request) =>
    scopeJson(await scopes.deactivate(await actorOf(deps, request, 'scopes.write'), scopeName(request))),
  );
  app.get(`${V1}/scopes/all`, summary('Every public scope'), async (request) => {
    const found = await scopes.open({
      inactive: inactive(request),
      ...given('prefix', single(request, 'prefix')),
      ...given('integrationType', single(request, 'integration_type')),
      ...given('accessibleForAll', flag(request, 'accessible_for_all')),
      ...given('delegated', flag(request, 'delegated_sources')),
    });
    return found.map(scopeJson);
  });
  app.get(`${V1}/prefix`, summary('Own prefixes'), async (request) =>
    (await scopes.prefixes(await actorOf(deps, request, 'scopes.read'))).map(prefixJson),
  );
  app.get(`${V1}/prefix/all`, summary('Every prefix'), async () => (await scopes.prefixes()).map(prefixJson));
}

const prefixJson = ({ prefix, owner }: { prefix: string; owner: string }) => ({
  prefix,
  orgno: owner,
  owner_orgno: owner,
});

/** A number that nobody has is a slip of the pen. One in the wrong form is told by the rules. @throws ApiError 400 */
async function requireKnown({ register }: ScopeRouteDeps, consumer: string): Promise<void> {
  if (!isOrganizationNumber(consumer)) return;
  const party = await register.party({ organization: consumer });
  if (!party || party.isDeleted)
    throw invalidField(
      'consumer_orgno',
      `the register has no organisation ${consumer}: check the number`,
      'organization-unknown',
    );
}

/** Who may use a scope, and what the caller may use. */
export function accessRoutes(app: FastifyInstance, deps: ScopeRouteDeps): void {
  const { scopes } = deps;
  app.get(`${V1}/scopes/access`, summary('Who may use own scopes'), async (request) => {
    const actor = await actorOf(deps, request, 'scopes.read');
    const filter = {
      ...given('scope', single(request, 'scope')),
      ...given('consumer', single(request, 'consumer_orgno')),
    };
    return (await scopes.accesses(actor, { ...filter, inactive: inactive(request) })).map(accessJson);
  });
  app.get(`${V1}/scopes/access/all`, summary('Scopes that the caller may use'), async (request) => {
    const actor = await actorOf(deps, request, 'usable');
    const filter = { inactive: inactive(request), ...given('integrationType', single(request, 'integration_type')) };
    return (await scopes.usable(actor, filter)).map(({ scope, access }) => ({
      ...scopeJson(scope),
      scope: scope.name,
      state: 'APPROVED',
      consumer_orgno: actor.organization,
      accessible_for_all: access === 'ALL' || scope.accessibleForAll,
    }));
  });
  app.put(`${V1}/scopes/access/:consumer`, summary('Give an organisation access'), async (request) => {
    const actor = await actorOf(deps, request, 'scopes.write');
    const [scope, consumer] = [scopeName(request), param(request, 'consumer')];
    await scopes.ownScope(actor, scope);
    await requireKnown(deps, consumer);
    return accessJson(await scopes.giveAccess(actor, scope, consumer));
  });
  app.delete(`${V1}/scopes/access/:consumer`, summary('Take access away'), async (request) => {
    const actor = await actorOf(deps, request, 'scopes.write');
    return accessJson(await scopes.takeAccess(actor, scopeName(request), param(request, 'consumer')));
  });
}

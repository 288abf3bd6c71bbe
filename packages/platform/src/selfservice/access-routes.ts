import { Type } from 'typebox';
import { isOrganizationNumber } from '../foundation/index.ts';
import type { Register } from '../register/index.ts';
import { administrators } from './administrator.ts';
import { accessJson, usableJson } from './json.ts';
import { inactive, scopeName, text } from './readers.ts';
import { invalidField } from './refusals.ts';
import { OrganizationNumber } from './schema-parts.ts';
import { ScopeAccess, UsableScope } from './schemas.ts';
import { given } from './scope-routes.ts';
import type { Scopes } from './scopes.ts';
import { type SelfServiceSurface, V1 } from './surface.ts';

interface AccessRouteDeps {
  readonly register: Register;
  readonly scopes: Scopes;
}

const ACCESS = `${V1}/scopes/access`;
const ONE = `${ACCESS}/:consumer` as const;
const accessAnswer = { 200: { description: 'The access as it is now', schema: ScopeAccess } };

/** Who may use a scope, and what the caller may use. */
export function accessRoutes(surface: SelfServiceSurface, deps: AccessRouteDeps): void {
  const { route } = surface;
  const { scopes } = deps;
  route({
    method: 'GET',
    path: ACCESS,
    operationId: 'listScopeAccesses',
    summary: 'Who may use own scopes',
    access: administrators('scopes.read'),
    query: { scope: text('One scope only'), consumer_orgno: text('One organisation only'), inactive },
    answers: { 200: { description: 'The accesses', schema: Type.Array(ScopeAccess) } },
    refusals: [404],
    async handle({ caller, query }) {
      const filter = { ...given('scope', query.scope), ...given('consumer', query.consumer_orgno) };
      return (await scopes.accesses(caller, { ...filter, inactive: query.inactive })).map(accessJson);
    },
  });
  route({
    method: 'GET',
    path: `${ACCESS}/all`,
    operationId: 'listUsableScopes',
    summary: 'Scopes that the caller may use',
    access: administrators('usable'),
    query: { inactive, integration_type: text('Scopes for clients of one type only') },
    answers: {
      200: { description: 'Own scopes, granted ones, and those that are open to all', schema: Type.Array(UsableScope) },
    },
    async handle({ caller, query }) {
      const filter = { inactive: query.inactive, ...given('integrationType', query.integration_type) };
      return (await scopes.usable(caller, filter)).map(({ scope, access }) => ({
        ...usableJson(scope, caller.organization),
        accessible_for_all: access === 'ALL' || scope.accessibleForAll,
      }));
    },
  });
  changingRoutes(surface, deps);
}

function changingRoutes({ route }: SelfServiceSurface, deps: AccessRouteDeps): void {
  const { scopes } = deps;
  route({
    method: 'PUT',
    path: ONE,
    operationId: 'giveScopeAccess',
    summary: 'Give an organisation access',
    access: administrators('scopes.write'),
    params: { consumer: OrganizationNumber },
    query: { scope: scopeName },
    answers: accessAnswer,
    refusals: [404, 409],
    async handle({ caller, params: { consumer }, query: { scope } }) {
      await scopes.ownScope(caller, scope);
      await requireKnown(deps, consumer);
      return accessJson(await scopes.giveAccess(caller, scope, consumer));
    },
  });
  route({
    method: 'DELETE',
    path: ONE,
    operationId: 'takeScopeAccess',
    summary: 'Take access away',
    access: administrators('scopes.write'),
    params: { consumer: OrganizationNumber },
    query: { scope: scopeName },
    answers: accessAnswer,
    refusals: [404],
    handle: async ({ caller, params, query }) =>
      accessJson(await scopes.takeAccess(caller, query.scope, params.consumer)),
  });
}

/** A number that nobody has is a slip of the pen. One in the wrong form is told by the rules. @throws Refusal 400 */
async function requireKnown({ register }: AccessRouteDeps, consumer: string): Promise<void> {
  if (!isOrganizationNumber(consumer)) return;
  const party = await register.party({ organization: consumer });
  if (!party || party.isDeleted)
    throw invalidField(
      'consumer_orgno',
      `the register has no organisation ${consumer}: check the number`,
      'organization-unknown',
    );
}

import type { Register } from '../register/index.ts';
import { type ConnectionSurface, endsOf, GIVES, recordsOf, SEES, sourcesOf, TAKES } from './connection-query.ts';
import { REASON, recordsToOthers } from './connection-records.ts';
import { RoleCheck, RolePermissions } from './connection-schemas.ts';
import { partiesIn, permissionJson } from './connection-views.ts';
import { partyOf, rolesOfMainAdministrator } from './passable.ts';
import { problem } from './problems.ts';
import { ENDS, needed, PAGE, PAGE_HEADERS } from './readers.ts';
import { CONNECTIONS, type DelegationsRoutesDeps } from './surface.ts';

const ROLES = `${CONNECTIONS}/roles` as const;
const ALTINN_2 = 'sys-altinn2';

type CatalogueRole = NonNullable<ReturnType<Register['catalogue']['role']>>;

const roleJson = ({ catalogue }: Register, role: CatalogueRole, isRevocable: boolean) => {
  const provider = catalogue.provider(role.provider);
  return {
    id: role.id,
    name: role.name,
    code: role.code,
    description: role.description,
    isKeyRole: role.isKeyRole,
    urn: role.urn,
    legacyRoleCode: role.legacyCode,
    legacyUrn: role.legacyUrn,
    isResourcePolicyAvailable: role.isAvailableForServiceOwners,
    provider: provider ? { id: provider.id, name: provider.name, code: provider.code } : null,
    isRevocable,
  };
};

/** `/enduser/connections/roles…` (access-management.md 6.3). */
export function connectionRoleRoutes(
  connections: ConnectionSurface,
  giving: ConnectionSurface,
  deps: DelegationsRoutesDeps,
): void {
  const { register } = deps;
  connections.route({
    method: 'GET',
    path: ROLES,
    operationId: 'listConnectionRoles',
    summary: 'Roles between parties',
    access: SEES,
    query: { ...ENDS, ...PAGE },
    headers: PAGE_HEADERS,
    answers: { 200: { description: 'Each role, and who has it of whom by what', schema: RolePermissions } },
    async handle({ caller: asked, query, headers, request }) {
      const { records, links } = await recordsOf(deps, asked, { query, headers, request });
      const { parties, known } = await partiesIn(
        deps,
        records.filter((one) => one.reason !== REASON.clientDelegation),
      );
      const data = [...new Set(known.map((one) => one.role))].flatMap((urn) => {
        const role = register.catalogue.role(urn);
        const own = known.filter((one) => one.role === urn);
        const isRevocable = role?.provider === ALTINN_2 && own.some((one) => one.reason === REASON.direct);
        const permissions = own.map((one) => permissionJson(register, parties, one));
        return role ? [{ role: roleJson(register, role, isRevocable), permissions }] : [];
      });
      return { links, data };
    },
  });
  takeRoute(connections, deps);
  giving.route({
    method: 'GET',
    path: `${ROLES}/delegationcheck`,
    operationId: 'checkRoleDelegation',
    summary: 'By which roles the caller may give rights',
    access: GIVES,
    query: { party: ENDS.party },
    answers: { 200: { description: 'Role by role', schema: RoleCheck } },
    async handle({ caller: { actor, party } }) {
      const person = partyOf(actor);
      const held = person ? await register.roles(person, party) : [];
      const { isMainAdministrator } = await deps.delegations.passablePackages(actor, party);
      const more = isMainAdministrator ? rolesOfMainAdministrator(register) : [];
      const urns = new Set([...held, ...more].map((one) => one.urn));
      const data = register.catalogue.roles
        .filter((role) => role.isAvailableForServiceOwners)
        .map((role) => {
          const result = urns.has(role.urn);
          const description = result ? 'Direct-AssignmentRole' : 'NoAccess';
          return { role: roleJson(register, role, false), result, reasons: [{ description }] };
        });
      return { links: { next: null }, data };
    },
  });
}

/** Only roles of Altinn 2 are taken here: what a public register says cannot be. */
function takeRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  const { database, register } = deps;
  route({
    method: 'DELETE',
    path: ROLES,
    operationId: 'takeConnectionRole',
    summary: 'Take a role of Altinn 2 back',
    access: TAKES,
    query: { ...ENDS, rolecode: needed('The code of the role') },
    answers: { 204: { description: 'It is taken, if it was given' } },
    async handle({ caller: asked, query: { rolecode } }, reply) {
      const { from, to } = await endsOf(deps, asked, 'take');
      const role = register.catalogue.roles.find((one) => one.code === rolecode.toLowerCase());
      if (!role) throw problem('role-code-unknown');
      if (role.provider !== ALTINN_2) throw problem('role-not-revocable');
      const taken = await database.transaction((trx, announce) =>
        register.takeRoles(trx, announce, { holder: to, of: from.uuid, role: role.urn }),
      );
      const left = taken > 0 ? [] : await recordsToOthers(sourcesOf(deps), from, [to], true);
      if (left.some((one) => one.role === role.urn)) throw problem('role-not-revocable');
      return reply.code(204).send();
    },
  });
}

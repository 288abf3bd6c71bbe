import { isUuid, uuidOfText } from '../foundation/index.ts';
import type { AccessPackage } from '../register/index.ts';
import { namesAsked, partiesAsked } from './client-surface.ts';
import { compactPackage } from './compact.ts';
import {
  type Asked,
  type ConnectionSurface,
  endsOf,
  GIVES,
  recordsOf,
  requireConnection,
  SEES,
  TAKES,
} from './connection-query.ts';
import { rightholderId } from './connection-receivers.ts';
import { GivenPackage, PackageCheck, PackagePermissions } from './connection-schemas.ts';
import { packagesBy, partiesIn, permissionJson } from './connection-views.ts';
import { kindOf } from './entity.ts';
import { FOR_PERSONS, type PassReason } from './passable.ts';
import { Faults, fault, problem } from './problems.ts';
import { ENDS, optional, PAGE, PAGE_HEADERS } from './readers.ts';
import { RIGHTHOLDER } from './role-names.ts';
import { CONNECTIONS, type DelegationsRoutesDeps } from './surface.ts';

const PACKAGES = `${CONNECTIONS}/accesspackages` as const;

const WHICH = {
  packageId: optional('The id of an access package'),
  package: optional('Its URN, or the last part of it'),
};

/** `/enduser/connections/accesspackages…` (access-management.md 6.3 and 6.4). */
export function connectionPackageRoutes(
  connections: ConnectionSurface,
  giving: ConnectionSurface,
  deps: DelegationsRoutesDeps,
): void {
  listRoute(connections, deps);
  giveRoute(giving, deps);
  takeRoute(connections, deps);
  giving.route({
    method: 'GET',
    path: `${PACKAGES}/delegationcheck`,
    operationId: 'checkPackageDelegation',
    summary: 'Which access packages the caller may give',
    access: GIVES,
    query: {
      ...ENDS,
      packageIds: partiesAsked('These packages only, by id'),
      packages: namesAsked('These packages only, by URN or the last part of it'),
    },
    answers: { 200: { description: 'Package by package, and by what', schema: PackageCheck } },
    handle: ({ caller, query }) => check(deps, caller, query),
  });
}

function listRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: PACKAGES,
    operationId: 'listConnectionPackages',
    summary: 'Access packages between parties',
    access: SEES,
    query: { ...ENDS, ...PAGE },
    headers: PAGE_HEADERS,
    answers: { 200: { description: 'Each package, and who has it of whom by what', schema: PackagePermissions } },
    async handle({ caller: asked, query, headers, request }) {
      const { records, links } = await recordsOf(deps, asked, { query, headers, request });
      const { parties, known } = await partiesIn(deps, records);
      const bring = await packagesBy(deps, known);
      const permissions = new Map<string, object[]>();
      for (const record of known)
        for (const urn of new Set(bring(record))) {
          const list = permissions.get(urn) ?? [];
          list.push(permissionJson(deps.register, parties, record));
          permissions.set(urn, list);
        }
      const data = [...permissions].map(([urn, list]) => ({
        package: compactPackage(deps.register.catalogue, urn),
        permissions: list,
      }));
      return { links, data };
    },
  });
}

interface Which {
  readonly packageId: string | undefined;
  readonly package: string | undefined;
}

/** @returns undefined for an id that no package has. @throws Refusal 400 AM.VLD-00011 for a name that none has */
function packageIn({ register }: DelegationsRoutesDeps, { packageId, package: urn }: Which): AccessPackage | undefined {
  if (packageId !== undefined)
    return isUuid(packageId)
      ? register.catalogue.package(packageId)
      : fault('query-invalid', '$QUERY/packageId', { packageId: 'it is not a UUID' });
  const known = urn === undefined ? undefined : register.catalogue.package(urn);
  return (
    known ??
    fault('package-unknown', 'QUERY/package', {
      packages: `No packages with name '${(urn ?? '').slice(0, 200)}' exist.`,
    })
  );
}

function giveRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  const { database, delegations, register } = deps;
  route({
    method: 'POST',
    path: PACKAGES,
    operationId: 'givePackage',
    summary: 'Give an access package',
    access: GIVES,
    query: { ...ENDS, ...WHICH },
    answers: { 200: { description: 'What is given', schema: GivenPackage } },
    async handle({ caller: asked, query }) {
      const wanted = packageIn(deps, query);
      const ends = await endsOf(deps, asked, 'give');
      await requireConnection(deps, ends);
      const { from, to, receiver } = ends;
      if (!wanted || wanted.type !== kindOf(from)) throw problem('package-not-there');
      const path = query.packageId === undefined ? 'package' : 'packageId';
      await mayGive(deps, asked, wanted, { path, isToPerson: receiver?.type === 'person' });
      const grant = { to, from, by: asked.actor.uuid, rights: [], packages: [wanted.urn] };
      await database.transaction(async (trx, announce) => {
        if (receiver) await register.giveRoles(trx, announce, [{ holder: to, role: RIGHTHOLDER, of: from.uuid }]);
        await delegations.grantPlanned(trx, announce, grant);
      });
      const assignmentId = rightholderId(from.uuid, to);
      return { id: uuidOfText(`given:${assignmentId}:${wanted.urn}`), assignmentId, packageId: wanted.id };
    },
  });
}

/** @throws Refusal 400 */
async function mayGive(
  deps: DelegationsRoutesDeps,
  { actor, party }: Asked,
  { urn }: AccessPackage,
  { path, isToPerson }: { readonly path: string; readonly isToPerson: boolean },
): Promise<void> {
  const { packages } = await deps.delegations.passablePackages(actor, party);
  const faults = new Faults();
  if (!packages.has(urn))
    faults.add('not-authorized', 'QUERY/packageId', {
      packages: `User is not allowed to assign the following package(s) '${urn}'.`,
    });
  if (!isToPerson && FOR_PERSONS.has(urn))
    faults.add('package-not-assignable-to', `QUERY/${path}`, {
      Packages: `${urn} are not assignable to the given entitytype in input.`,
    });
  faults.check();
}

function takeRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  const { database, delegations } = deps;
  route({
    method: 'DELETE',
    path: PACKAGES,
    operationId: 'takePackage',
    summary: 'Take an access package back',
    access: TAKES,
    query: { ...ENDS, ...WHICH },
    answers: { 204: { description: 'It is taken, if it was given' } },
    async handle({ caller, query }, reply) {
      const wanted = packageIn(deps, query);
      const { from, to } = await endsOf(deps, caller, 'take');
      const packages = wanted ? [wanted.urn] : [];
      await database.transaction((trx, announce) =>
        delegations.revoke(trx, announce, { to, from: from.uuid, resources: [], packages }),
      );
      return reply.code(204).send();
    },
  });
}

interface Filter {
  readonly packageIds: readonly string[];
  readonly packages: readonly string[];
}

async function check(deps: DelegationsRoutesDeps, { actor, party }: Asked, { packageIds, packages: names }: Filter) {
  const { catalogue } = deps.register;
  const kind = kindOf(party);
  const named = names.map((name) => catalogue.package(name));
  if (named.includes(undefined))
    fault('query-invalid', 'QUERY/package', {
      packages: `No packages were found with the names '${names.join(',').slice(0, 500)}'.`,
    });
  const ids = new Set([...packageIds, ...named.flatMap((one) => one?.id ?? [])]);
  const known = catalogue.packages.filter((one) => one.type === kind && (ids.size === 0 || ids.has(one.id)));
  if (known.length < ids.size) throw problem('package-not-there');
  const passable = (await deps.delegations.passablePackages(actor, party)).packages;
  const reasons = [...passable.values()].flat();
  const parties = await deps.register.parties(
    reasons.flatMap((one) => [one.from, one.to, ...(one.via ? [one.via] : [])]),
  );
  const roleOf = (urn: string | undefined) => ({
    id: urn === undefined ? null : (catalogue.role(urn)?.id ?? null),
    urn: urn ?? null,
  });
  const nameOf = (uuid: string | undefined) => (uuid === undefined ? null : (parties.get(uuid)?.name ?? null));
  const reasonJson = (one?: PassReason) => {
    const [role, viaRole] = [roleOf(one?.role), roleOf(one?.viaRole)];
    return {
      description: one?.description ?? 'NoAccess',
      roleId: role.id,
      roleUrn: role.urn,
      fromId: one?.from ?? null,
      fromName: nameOf(one?.from),
      toId: one?.to ?? null,
      toName: nameOf(one?.to),
      viaId: one?.via ?? null,
      viaName: nameOf(one?.via),
      viaRoleId: viaRole.id,
      viaRoleUrn: viaRole.urn,
    };
  };
  const data = known.map((one) => {
    const found = passable.get(one.urn);
    return {
      package: compactPackage(catalogue, one.urn),
      result: found !== undefined,
      reasons: found ? found.map((reason) => reasonJson(reason)) : [reasonJson()],
    };
  });
  return { links: { next: null }, data };
}

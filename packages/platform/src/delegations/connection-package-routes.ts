import { uuidOfText } from '../foundation/index.ts';
import {
  type Asked,
  type ConnectionSurface,
  GIVES,
  giftOf,
  pairOf,
  pairsOf,
  refusal,
  SEES,
  TAKES,
} from './connection-query.ts';
import { packageJson, packagesOf, permission, rightholderId } from './connections.ts';
import { ENDS, optional, PAGE } from './readers.ts';
import { refuse } from './refusals.ts';
import { ConnectionPackages, GivenPackage, PackageCheck } from './schemas.ts';
import { CONNECTIONS, type DelegationsRoutesDeps } from './surface.ts';

const PACKAGES = `${CONNECTIONS}/accesspackages` as const;
const MAX_PACKAGES = 500;

const WHICH = {
  packageId: optional('The id of an access package'),
  package: optional('Its URN, or the last part of it'),
};

/** `/enduser/connections/accesspackages…` (altinn-pdp.md 13.3). */
export function connectionPackageRoutes(
  connections: ConnectionSurface,
  checks: ConnectionSurface,
  deps: DelegationsRoutesDeps,
): void {
  listRoute(connections, deps);
  changeRoutes(connections, checks, deps);
  checks.route({
    method: 'GET',
    path: `${PACKAGES}/delegationcheck`,
    operationId: 'checkPackageDelegation',
    summary: 'Which access packages the person may give',
    access: SEES,
    query: { ...ENDS, ...WHICH },
    answers: { 200: { description: 'Package by package, and why not', schema: PackageCheck } },
    refusals: [404],
    handle: ({ caller, query }) => check(deps, caller, packageAsked(deps, query)),
  });
}

function listRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: PACKAGES,
    operationId: 'listConnectionPackages',
    summary: 'Access packages between parties',
    access: SEES,
    query: { ...ENDS, ...PAGE, ...WHICH },
    answers: { 200: { description: 'The packages of a page of connections', schema: ConnectionPackages } },
    refusals: [404],
    async handle({ caller: asked, query, request }) {
      const wanted = packageAsked(deps, query);
      const { pairs, links } = await pairsOf(deps, asked, query, request);
      const permissions = new Map<string, ReturnType<typeof permission>[]>();
      for (const pair of pairs)
        for (const [urn, ways] of await packagesOf(deps, pair)) {
          if (wanted !== undefined && urn !== wanted) continue;
          const list = permissions.get(urn) ?? [];
          permissions.set(urn, [...list, ...ways.map((by) => permission(pair, by))]);
        }
      const data = [...permissions].map(([urn, list]) => ({
        package: packageJson(deps.register, urn),
        permissions: list,
      }));
      return { data, links };
    },
  });
}

function changeRoutes({ route }: ConnectionSurface, giving: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  const { database, delegations, register } = deps;
  giving.route({
    method: 'POST',
    path: PACKAGES,
    operationId: 'givePackage',
    summary: 'Give an access package',
    access: GIVES,
    query: { ...ENDS, ...WHICH },
    answers: { 200: { description: 'What is given', schema: GivenPackage } },
    refusals: [404],
    async handle({ caller: asked, query }) {
      const { from, to } = giftOf(asked);
      const urn = packageNeeded(deps, query);
      const plan = await delegations.plan(asked.person, from, { resources: [], packages: [urn] });
      if ('code' in plan) throw refusal(plan);
      const grant = { to: to.uuid, from, by: asked.person.uuid, ...plan };
      await database.transaction((trx, announce) => delegations.grantPlanned(trx, announce, grant));
      const assignmentId = rightholderId({ from, to });
      const given = packageJson(register, urn);
      const id = uuidOfText(`given:${assignmentId}:${urn}`);
      return { id, assignmentId, packageId: given.id, fromId: from.uuid, toId: to.uuid, package: given };
    },
  });
  route({
    method: 'DELETE',
    path: PACKAGES,
    operationId: 'takePackage',
    summary: 'Take an access package back',
    access: TAKES,
    query: { ...ENDS, ...WHICH },
    answers: { 204: { description: 'It is taken, if it was given' } },
    refusals: [404],
    async handle({ caller, query }, reply) {
      const { from, to } = pairOf(caller);
      const which = { to: to.uuid, from: from.uuid, resources: [], packages: [packageNeeded(deps, query)] };
      await database.transaction((trx, announce) => delegations.revoke(trx, announce, which));
      return reply.code(204).send();
    },
  });
}

async function check({ register }: DelegationsRoutesDeps, { person, party }: Asked, wanted: string | undefined) {
  const passable = new Set(await register.delegablePackages(person, party));
  const kind = party.type === 'organization' ? 'Organisasjon' : 'Person';
  const known = register.catalogue.packages
    .filter((one) => (wanted === undefined ? one.type === kind : one.urn === wanted))
    .slice(0, MAX_PACKAGES);
  const data = known.map((one) => {
    const result = one.isDelegable && one.isAssignable && passable.has(one.urn);
    const description = !(one.isDelegable && one.isAssignable)
      ? 'the access package cannot be given away'
      : `the person may not pass it on for ${party.name}: a managing director or main administrator can`;
    return { package: packageJson(register, one.urn), result, reasons: result ? [] : [{ description }] };
  });
  return { data, links: {} };
}

interface Which {
  readonly packageId: string | undefined;
  readonly package: string | undefined;
}

/** The package's URN, by `packageId` (its id) or `package` (its URN or the last part of it). @throws Refusal 400, 404 */
function packageAsked({ register }: DelegationsRoutesDeps, { packageId, package: urn }: Which): string | undefined {
  if (packageId !== undefined && urn !== undefined)
    throw refuse('package-ambiguous', 'give packageId or package, and not both');
  const ref = packageId ?? urn;
  if (ref === undefined) return undefined;
  const known = register.catalogue.package(ref);
  if (!known) throw refuse('package-unknown', `there is no access package "${ref.slice(0, 200)}"`);
  return known.urn;
}

/** As `packageAsked`, where there must be one. @throws Refusal 400, 404 */
function packageNeeded(deps: DelegationsRoutesDeps, which: Which): string {
  const urn = packageAsked(deps, which);
  if (urn === undefined) throw refuse('package-ambiguous', 'give packageId or package: which access package');
  return urn;
}

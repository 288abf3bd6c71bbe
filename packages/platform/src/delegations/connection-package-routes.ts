import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from '../http/index.ts';
import { askedOf, giftOf, pairOf, pairsOf, queryOf, refusal } from './connection-query.ts';
import { packageJson, packagesOf, permission } from './connections.ts';
import { CONNECTIONS, type DelegationsRoutesDeps, schema } from './surface.ts';

const PACKAGES = `${CONNECTIONS}/accesspackages`;
const MAX_PACKAGES = 500;

/** `/enduser/connections/accesspackages…` (altinn-pdp.md 13.3). */
export function connectionPackageRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const { database, delegations, register } = deps;
  scope.get(PACKAGES, { schema: schema('Access packages between parties') }, async (request) => {
    const asked = await askedOf(deps, request, 'read');
    const wanted = packageAsked(deps, request, false);
    const { pairs, links } = await pairsOf(deps, request, asked);
    const permissions = new Map<string, ReturnType<typeof permission>[]>();
    for (const pair of pairs)
      for (const [urn, ways] of await packagesOf(deps, pair)) {
        if (wanted !== undefined && urn !== wanted) continue;
        const list = permissions.get(urn) ?? [];
        permissions.set(urn, [...list, ...ways.map((by) => permission(pair, by))]);
      }
    const data = [...permissions].map(([urn, list]) => ({ package: packageJson(register, urn), permissions: list }));
    return { data, links };
  });
  scope.post(PACKAGES, { schema: schema('Give an access package') }, async (request) => {
    const asked = await askedOf(deps, request, 'write');
    const { from, to } = giftOf(asked);
    const urn = packageAsked(deps, request, true);
    const plan = await delegations.plan(asked.person, from, { resources: [], packages: [urn] });
    if ('code' in plan) throw refusal(plan);
    const grant = { to: to.uuid, from, by: asked.person.uuid, ...plan };
    await database.transaction((trx, announce) => delegations.grantToSystemUser(trx, announce, grant));
    return { fromId: from.uuid, toId: to.uuid, package: packageJson(register, urn) };
  });
  scope.delete(PACKAGES, { schema: schema('Take an access package back') }, async (request, reply) => {
    const { from, to } = pairOf(await askedOf(deps, request, 'write'));
    const which = { to: to.uuid, from: from.uuid, resources: [], packages: [packageAsked(deps, request, true)] };
    await database.transaction((trx, announce) => delegations.revoke(trx, announce, which));
    return reply.code(204).send();
  });
  scope.get(`${PACKAGES}/delegationcheck`, { schema: schema('Which access packages the person may give') }, (request) =>
    check(deps, request),
  );
}

async function check(deps: DelegationsRoutesDeps, request: FastifyRequest) {
  const { register } = deps;
  const { person, party } = await askedOf(deps, request, 'read', true);
  const wanted = packageAsked(deps, request, false);
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

function packageAsked(deps: DelegationsRoutesDeps, request: FastifyRequest, required: true): string;
function packageAsked(deps: DelegationsRoutesDeps, request: FastifyRequest, required: boolean): string | undefined;
/** The package's URN, by `packageId` (its id) or `package` (its URN or the last part of it). @throws HttpProblem 400, 404 */
function packageAsked(deps: DelegationsRoutesDeps, request: FastifyRequest, required: boolean): string | undefined {
  const [id, urn] = [queryOf(request, 'packageId'), queryOf(request, 'package')];
  if (id !== undefined && urn !== undefined) throw new HttpProblem(400, 'give packageId or package, and not both');
  const ref = id ?? urn;
  if (ref === undefined) {
    if (required) throw new HttpProblem(400, 'give packageId or package: which access package');
    return undefined;
  }
  const known = deps.register.catalogue.package(ref);
  if (!known) throw new HttpProblem(404, `there is no access package "${ref.slice(0, 200)}"`);
  return known.urn;
}

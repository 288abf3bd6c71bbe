/** Suppliers, consumers and what has been given between them, as access management writes it (access-management.md 8.2). */
import type { Party } from '../register/index.ts';
import { resourceJson } from '../resources/index.ts';
import { compactParties, compactRole } from './compact.ts';
import { SUPPLIER } from './role-names.ts';
import type { DelegationsRoutesDeps } from './surface.ts';
import type { ScopeDelegation } from './types.ts';

/** Organisations on the other side, each with the role by which it is there. */
export async function supplyLines(deps: DelegationsRoutesDeps, others: readonly Party[]) {
  const parties = await compactParties(
    deps,
    others.map((one) => one.uuid),
  );
  const roles = [compactRole(deps.register.catalogue, SUPPLIER)];
  return others.map(({ uuid }) => ({
    party: parties.get(uuid),
    roles,
    packages: [],
    resources: [],
    instances: [],
    connections: [],
  }));
}

/**
 * Each resource with who has given it to whom. Its scopes, and when it was given, are ours beside Altinn's members.
 * @param resource this one alone
 */
export async function givenLines(
  deps: DelegationsRoutesDeps,
  all: readonly ScopeDelegation[],
  resource: string | undefined,
) {
  const given = all.filter((one) => resource === undefined || one.resource.identifier === resource);
  const uuids = given.flatMap(({ consumer, supplier }) => [consumer.uuid, supplier.uuid]);
  const parties = await compactParties(deps, uuids);
  const role = compactRole(deps.register.catalogue, SUPPLIER);
  const byResource = Map.groupBy(given, (one) => one.resource.identifier);
  return [...byResource.values()].flatMap((lines) => {
    const [first] = lines;
    if (!first) return [];
    return {
      resource: resourceJson(first.resource),
      scopes: [...first.scopes],
      permissions: lines.map(({ consumer, supplier, created }) => ({
        from: parties.get(consumer.uuid) ?? null,
        to: parties.get(supplier.uuid) ?? null,
        via: null,
        role,
        viaRole: null,
        reason: null,
        created: new Date(created).toISOString(),
      })),
    };
  });
}

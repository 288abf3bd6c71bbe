import type { ScopeResource } from '../api/scope-holders.ts';
import { grouped } from '../organizations/organization-number.ts';

/** One resource's scopes, given by one organisation to another. */
export interface Held {
  readonly resource: string;
  readonly scopes: readonly string[];
  readonly number: string;
  readonly name: string;
  readonly since: string;
}

/** @param end whose name is told: who gave, or who got */
export const heldOf = (all: readonly ScopeResource[], end: 'from' | 'to'): readonly Held[] =>
  all.flatMap(({ resource, scopes, permissions }) =>
    permissions.map((permission) => ({
      resource: resource.id,
      scopes,
      number: permission[end].organizationIdentifier ?? '',
      name: permission[end].name || grouped(permission[end].organizationIdentifier ?? ''),
      since: permission.created,
    })),
  );

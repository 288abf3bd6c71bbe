import type { ScopeResource, Side } from '../api/scope-holders.ts';
import { grouped } from '../organizations/organization-number.ts';

/** One resource's scopes, given by one organisation to another. */
export interface Held {
  readonly resource: string;
  readonly scopes: readonly string[];
  readonly number: string;
  readonly name: string;
  readonly since: string;
}

/** With the name of the other: who got what was given, or who gave what was received. */
export const heldOf = (all: readonly ScopeResource[], side: Side): readonly Held[] =>
  all.flatMap(({ resource, scopes, permissions }) =>
    permissions.map(({ from, to, created }) => {
      const other = side === 'given' ? to : from;
      const number = other?.organizationIdentifier ?? '';
      return { resource: resource.refId, scopes, number, name: other?.name || grouped(number), since: created };
    }),
  );

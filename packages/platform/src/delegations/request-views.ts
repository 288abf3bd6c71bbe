/** Requests for access on the wire (access-management.md 3). */
import { Type } from 'typebox';
import { resourceUuid } from '../resources/index.ts';
import { REQUEST_STATUSES, type RequestRow } from './access-requests.ts';
import { compactParties } from './compact.ts';
import { orNull, Uuid } from './schema-parts.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

const Party = Type.Object({
  id: Uuid,
  name: orNull(Type.String()),
  type: orNull(Type.String()),
  variant: orNull(Type.String()),
  organizationIdentifier: orNull(Type.String()),
  personIdentifier: orNull(Type.String()),
});
const Reference = orNull(Type.Object({ id: orNull(Uuid), referenceId: Type.String() }));

export const Status = Type.Union(REQUEST_STATUSES.map((one) => Type.Literal(one)));

export const AccessRequest = Type.Object(
  {
    id: Uuid,
    status: Status,
    type: Type.Union([Type.Literal('package'), Type.Literal('resource')]),
    lastUpdated: Type.String({ format: 'date-time' }),
    lastUpdatedBy: Uuid,
    resource: Reference,
    package: Reference,
    links: orNull(Type.Object({ detailsLink: Type.String(), statusLink: Type.String() })),
    from: Party,
    to: Party,
    by: Party,
  },
  { title: 'AccessRequest' },
);

export const AccessRequestList = Type.Object({
  links: Type.Object({ next: Type.Null() }),
  data: Type.Array(AccessRequest),
});

const STUB = { name: null, type: null, variant: null, organizationIdentifier: null, personIdentifier: null };

/** Requests as they are written; in as many queries for one as for many. */
export async function requestsJson(deps: DelegationsRoutesDeps, rows: readonly RequestRow[]) {
  const parties = await compactParties(
    deps,
    rows.flatMap((row) => [row.from_uuid, row.to_uuid, row.by_uuid]),
  );
  const party = (id: string) => {
    const { name, type, variant, organizationIdentifier, personIdentifier } = parties.get(id) ?? STUB;
    return { id, name, type, variant, organizationIdentifier, personIdentifier };
  };
  return rows.map((row) => ({
    id: row.id,
    status: row.status,
    type: row.kind,
    lastUpdated: new Date(row.changed).toISOString(),
    lastUpdatedBy: row.changed_by,
    resource: row.kind === 'resource' ? { id: resourceUuid(row.item), referenceId: row.item } : null,
    package:
      row.kind === 'package'
        ? { id: deps.register.catalogue.package(row.item)?.id ?? null, referenceId: row.item }
        : null,
    links: null,
    from: party(row.from_uuid),
    to: party(row.to_uuid),
    by: party(row.by_uuid),
  }));
}

/** One of them. */
export async function requestJson(deps: DelegationsRoutesDeps, row: RequestRow) {
  const [json] = await requestsJson(deps, [row]);
  return json;
}

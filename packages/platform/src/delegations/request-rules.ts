/** Who may ask whom for what, and how a request moves on (access-management.md 3). */
import type { Party } from '../register/index.ts';
import type { RequestRow, RequestStatus } from './access-requests.ts';
import { kindOf } from './entity.ts';
import { FOR_PERSONS } from './passable.ts';
import { mayActFor } from './persons.ts';
import { type FaultName, Faults } from './problems.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

/** Only who has something of a party already may ask it for more. */
export async function checkConnected(
  deps: Pick<DelegationsRoutesDeps, 'register' | 'delegations'>,
  from: Party,
  to: { readonly uuid: string; readonly party: Party | undefined },
  faults: Faults,
): Promise<void> {
  const areLiving = to.party?.isDeleted === false && !from.isDeleted;
  if (from.uuid === to.uuid || (to.party && areLiving && (await mayActFor(deps, from, to.party)))) return;
  faults.add('request-unconnected', '/to', {
    to: `No connection between party:'${from.uuid}' and to:'${to.uuid}'`,
  });
}

export function checkSelf(from: Party, to: Party, faults: Faults): void {
  if (from.uuid === to.uuid) faults.add('request-self', 'QUERY/from/to', { 'from/to': 'A party cannot ask itself.' });
}

/** A package by URN, a part of it, or id; that `to` can have and pass on to one like `from`. */
export function packageAsked(
  { register: { catalogue } }: DelegationsRoutesDeps,
  ref: string,
  { from, to }: { readonly from: Party; readonly to: Party },
  faults: Faults,
): string {
  const known = catalogue.package(ref);
  if (!known) {
    faults.add('package-unknown', 'packageId', { packageId: `There is no package '${ref.slice(0, 100)}'.` });
    return ref;
  }
  if (!known.isAssignable)
    faults.add('package-not-assignable', 'packageId', { packageId: `Package '${ref}' is not assignable.` });
  if (from.type === 'organization' && FOR_PERSONS.has(known.urn))
    faults.add('package-not-assignable-to', 'QUERY/packageId', {
      Packages: `${ref} are not assignable to the given entitytype in input.`,
    });
  if (known.type !== kindOf(to))
    faults.add('package-not-assignable', 'QUERY/packageId', {
      Packages: `${known.urn} are not assignable from ${kindOf(to)}.`,
    });
  return known.urn;
}

/** A resource that may be given at all; those with scopes of Maskinporten go another way. */
export async function checkResource(
  { resources }: Pick<DelegationsRoutesDeps, 'resources'>,
  id: string,
  faults: Faults,
  { path, unknown }: { readonly path: string; readonly unknown: FaultName },
): Promise<void> {
  const record = await resources.resource(id);
  if (!record) {
    faults.add(unknown, path, { resource: `There is no resource '${id.slice(0, 100)}'.` });
    return;
  }
  if (!record.delegable)
    faults.add('resource-not-delegable', path, { resource: `Resource with reference ID '${id}' is not delegable.` });
  else if (record.resourceType === 'MaskinportenSchema')
    faults.add('resource-not-delegable', 'resource', {
      resource: `Resource '${record.title.nb}' is of type 'MaskinportenSchema' and cannot be requested.`,
    });
}

/** Which party moves a request to a status, and from where. */
const MOVES: Readonly<Record<RequestStatus, Partial<Record<RequestStatus, 'from' | 'to'>>>> = {
  Draft: { Pending: 'from', Withdrawn: 'from' },
  Pending: { Withdrawn: 'from', Approved: 'to', Rejected: 'to' },
  Approved: {},
  Rejected: {},
  Withdrawn: {},
};

/** @throws Refusal 400 */
export function checkMove(row: RequestRow, party: string, status: RequestStatus): void {
  const mover = MOVES[row.status][status];
  const faults = new Faults();
  if (mover === undefined)
    faults.add('request-status', '$QUERY/party', {
      party: `Changing request status from ${row.status} to ${status} is not allowed.`,
    });
  else if (row[`${mover}_uuid`] !== party)
    faults.add('request-of-other', '$QUERY/party', {
      party: `Unable to update ${row.id} from ${row.status} to ${status}`,
    });
  faults.check();
}

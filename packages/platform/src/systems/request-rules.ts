/** The rules for what a vendor may ask for (system-register-and-users.md 5.2). Pure. */
import { isPathSegment } from '../foundation/index.ts';
import type { Catalogue } from '../register/index.ts';
import { Binder } from './binding.ts';
import type { Changes, PackageRef, RegisteredSystem, Right, UserType } from './model.ts';
import { problem } from './refusals.ts';
import { packageOf } from './register-rules.ts';
import { missingPackages, redirectAllowed, withinRights } from './subsets.ts';

export interface RequestBody {
  readonly systemId: string;
  readonly partyOrgNo: string;
  /** Left out: the customer's organisation number. */
  readonly externalRef: string;
  readonly integrationTitle: string | undefined;
  /** Undefined when the body has none. */
  readonly rights: readonly Right[] | undefined;
  readonly accessPackages: readonly PackageRef[] | undefined;
  readonly redirectUrl: string | undefined;
}

/** @throws Refusal shape C */
export function bindRequest(body: unknown, type: UserType): RequestBody {
  const binder = new Binder(body);
  const partyOrgNo = binder.required('partyOrgNo');
  const bound = {
    systemId: binder.required('systemId'),
    partyOrgNo,
    externalRef: binder.text('externalRef') ?? partyOrgNo,
    integrationTitle: binder.text('integrationTitle'),
    rights: type === 'standard' && binder.has('rights') ? binder.rights('rights') : undefined,
    accessPackages: binder.has('accessPackages') ? binder.packages('accessPackages') : undefined,
    redirectUrl: binder.text('redirectUrl', 8_000),
  };
  if (!isPathSegment(bound.externalRef) && binder.has('externalRef'))
    binder.wrong('externalRef', 'is a part of addresses: it cannot be "." or "..", nor hold control characters');
  if (type === 'agent' && !binder.has('accessPackages'))
    binder.wrong('accessPackages', 'the member accessPackages is required');
  binder.finish();
  return bound;
}

export interface ChangeBody {
  readonly changes: Changes;
  readonly redirectUrl: string | undefined;
}

/** @throws Refusal shape C */
export function bindChange(body: unknown): ChangeBody {
  const binder = new Binder(body);
  const changes: Changes = {
    requiredRights: binder.rights('requiredRights'),
    unwantedRights: binder.rights('unwantedRights'),
    requiredAccessPackages: binder.packages('requiredAccessPackages'),
    unwantedAccessPackages: binder.packages('unwantedAccessPackages'),
  };
  const redirectUrl = binder.text('redirectUrl', 8_000);
  binder.finish();
  return { changes, redirectUrl };
}

/** Step 10. @throws Refusal AUTH-00026, AUTH-00021 */
export function checkRedirect(url: string | undefined, system: RegisteredSystem): void {
  if (url === undefined) return;
  if (system.allowedRedirectUrls.length === 0) throw problem('noRedirects');
  if (!redirectAllowed(url, system.allowedRedirectUrls))
    throw problem(
      'redirectNotAllowed',
      `scheme, host and path of redirectUrl must equal one of: ${system.allowedRedirectUrls.join(' | ')}`,
    );
}

/** Steps 11 to 15. @throws Refusal */
export function checkWanted(type: UserType, body: RequestBody, system: RegisteredSystem, catalogue: Catalogue): void {
  const { rights = [], accessPackages = [] } = body;
  if (type === 'standard') {
    if (body.rights === undefined && body.accessPackages === undefined)
      throw problem('rightsNotInSystem', 'the body has neither rights nor accessPackages');
    if (rights.length === 0 && accessPackages.length === 0) throw problem('nothingAskedFor');
  } else if (accessPackages.length === 0) throw problem('agentNeedsPackages');
  checkSubset(rights, accessPackages, system);
  checkKinds(type, accessPackages, catalogue);
}

/** Steps 13 and 14: nothing that the system does not have. @throws Refusal AUTH-00001, AUTH-00063 */
export function checkSubset(rights: readonly Right[], packages: readonly PackageRef[], system: RegisteredSystem): void {
  if (!withinRights(rights, system.rights))
    throw problem('rightsNotInSystem', `the rights must be a subset of those of the system ${system.id}`);
  const missing = missingPackages(packages, system.accessPackages);
  if (missing.length > 0) throw problem('packagesNotInSystem', undefined, { NotFoundPackages: missing.join(' | ') });
}

/** Step 15: the packages can be given to a system user of this type. @throws Refusal AUTH-00064, AUTH-00065 */
export function checkKinds(type: UserType, packages: readonly PackageRef[], catalogue: Catalogue): void {
  const fits = type === 'agent' ? isForClients : isForStandard;
  const wrong = packages.map((one) => one.urn).filter((urn) => !fits(catalogue, urn));
  if (wrong.length > 0)
    throw problem(type === 'agent' ? 'packagesNotForAgents' : 'packagesNotForStandard', undefined, {
      NotDelegablePackages: wrong.join(' | '),
    });
}

/** A standard system user can have the package. */
export const isForStandard = (catalogue: Catalogue, urn: string): boolean => {
  const known = packageOf(catalogue, urn);
  return known?.isDelegable === true && known.isAssignable;
};

const CLIENT_ROLES: ReadonlySet<string> = new Set([
  'urn:altinn:external-role:ccr:regnskapsforer',
  'urn:altinn:external-role:ccr:revisor',
  'urn:altinn:external-role:ccr:forretningsforer',
]);

/** An accountant, auditor or business manager has the package for its clients, and may pass it on to those who work for it. */
function isForClients(catalogue: Catalogue, urn: string): boolean {
  const known = packageOf(catalogue, urn);
  return (
    known?.isDelegable === true &&
    catalogue.rolesWith(known.urn).some((row) => row.hasAccess && CLIENT_ROLES.has(row.role))
  );
}

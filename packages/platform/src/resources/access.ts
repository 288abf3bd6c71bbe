import type { Caller } from '../callers/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { ResourceRecord } from './types.ts';

export const RESOURCE_WRITE = 'altinn:resourceregistry/resource.write';
export const RESOURCE_ADMIN = 'altinn:resourceregistry/resource.admin';

/**
 * Only the competent authority's organisation, or the admin scope, may write a resource; those of the test owner `ttd` are open to
 * any service owner with the write scope (altinn-pdp.md 12.1).
 * @throws HttpProblem 403
 */
export function mayWrite(caller: Caller, record: Pick<ResourceRecord, 'identifier' | 'hasCompetentAuthority'>): void {
  if (caller.scopes.has(RESOURCE_ADMIN)) return;
  const { organization, orgcode } = record.hasCompetentAuthority;
  if (orgcode === 'ttd' || (caller.organization !== undefined && caller.organization === organization)) return;
  throw new HttpProblem(
    403,
    `the resource ${record.identifier} belongs to ${organization} (${orgcode}); the token is for ${caller.organization ?? 'no organisation'}`,
  );
}

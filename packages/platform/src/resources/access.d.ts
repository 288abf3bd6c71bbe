import type { Caller } from '../callers/index.ts';
import type { ResourceRecord } from './types.ts';
export declare const RESOURCE_WRITE = "altinn:resourceregistry/resource.write";
export declare const RESOURCE_ADMIN = "altinn:resourceregistry/resource.admin";
/**
 * Only the competent authority's organisation, or the admin scope, may write a resource; those of the test owner `ttd` are open to
 * any service owner with the write scope (altinn-pdp.md 12.1).
 * @throws HttpProblem 403
 */
export declare function mayWrite(caller: Caller, record: Pick<ResourceRecord, 'identifier' | 'hasCompetentAuthority'>): void;

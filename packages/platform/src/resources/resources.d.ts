import type { Transaction } from 'kysely';
import type { Announce, Database, Tables } from '../database/index.ts';
import { type Clock } from '../foundation/index.ts';
import { PolicyError } from './engine.ts';
import type { Application, CompetentAuthority, CompiledPolicy, ListMembership, ResourceRecord } from './types.ts';
/** The resource registry: resources, their policies, apps and access lists. */
export interface Resources {
    /** A resource of the registry, apps as `app_{org}_{app}` included. */
    resource(id: string): Promise<ResourceRecord | undefined>;
    /** An earlier version of a resource. */
    resourceVersion(id: string, versionId: number): Promise<ResourceRecord | undefined>;
    /** The policy of a resource, compiled; undefined when there is none. */
    policy(id: string): Promise<CompiledPolicy | undefined>;
    application(org: string, app: string): Promise<Application | undefined>;
    applications(): Promise<readonly Application[]>;
    /** Every resource, apps included, by identifier. */
    list(): Promise<readonly ResourceRecord[]>;
    /** Identifiers of the resources whose policy names a subject, e.g. `urn:altinn:accesspackage:skogbruk`, in any case. */
    withSubject(subjectUrn: string): Promise<readonly string[]>;
    /** The lists an organisation is on; with a resource, only lists connected to it, with their action filters. */
    memberships(organizationNumber: string, resourceId?: string): Promise<readonly ListMembership[]>;
    /** Adds a resource or stores its next version. */
    saveResource(trx: Transaction<Tables>, announce: Announce, record: Omit<ResourceRecord, 'versionId'>): Promise<void>;
    /** Takes a resource and its policy away. @returns false when there was none */
    deleteResource(trx: Transaction<Tables>, announce: Announce, id: string): Promise<boolean>;
    /**
     * Stores a policy after compiling it.
     * @throws PolicyError when it is not valid, or a rule does not name the resource
     */
    savePolicy(trx: Transaction<Tables>, announce: Announce, resourceId: string, xml: string): Promise<CompiledPolicy>;
    /** Adds or replaces an app, and its entry `app_{org}_{app}` in the registry. */
    saveApplication(trx: Transaction<Tables>, announce: Announce, application: Application, authority: CompetentAuthority): Promise<void>;
}
export interface ResourcesOptions {
    /** Most compiled policies held in memory. Default 5,000. */
    readonly policyCacheSize?: number;
    /** Most resources, apps and list memberships held in memory, each. Default 20,000. */
    readonly cacheSize?: number;
}
/** `app_{org}_{app}`: an app's name in the registry. */
export declare const appResourceId: (org: string, app: string) => string;
/** Opens the resource registry on a database. */
export declare function createResources(deps: {
    database: Database;
    clock: Clock;
    options?: ResourcesOptions;
}): Promise<Resources>;
export { PolicyError };

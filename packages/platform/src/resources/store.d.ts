import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';
type Db = Kysely<Tables>;
type Trx = Transaction<Tables>;
export declare const findResource: (db: Db, identifier: string) => Promise<Selectable<Tables['resource']> | undefined>;
export declare const findResourceVersion: (db: Db, identifier: string, versionId: number) => Promise<Selectable<Tables['resource_history']> | undefined>;
export declare const allResources: (db: Db) => Promise<Selectable<Tables['resource']>[]>;
export declare const findPolicy: (db: Db, resourceId: string) => Promise<Selectable<Tables['resource_policy']> | undefined>;
/** Stores the record as the next version. @returns the version */
export declare function writeResource(trx: Trx, identifier: string, record: object, now: number): Promise<number>;
/** Takes a resource, its policy and its list connections away; the version history stays. @returns false when there was none */
export declare function removeResource(trx: Trx, identifier: string, now: number): Promise<boolean>;
/** Stores the policy as the next version. @returns the version */
export declare function writePolicyRow(trx: Trx, resourceId: string, xml: string, now: number): Promise<number>;
/** Brings the index of subjects up to date; what a policy no longer names is marked deleted. */
export declare function writeSubjects(trx: Trx, resourceId: string, urns: readonly string[], now: number): Promise<void>;
/** The resources whose policies name any of the subjects. */
export declare const resourcesNaming: (db: Db, urns: readonly string[]) => Promise<{
    resource_id: string;
    subject_urn: string;
}[]>;
/** Changed (resource, subject) pairs after a point, oldest first. */
export declare const changedSubjects: (db: Db, after: {
    changed: number;
    resourceId: string;
    subjectUrn: string;
}, limit: number) => Promise<Selectable<Tables['resource_subject']>[]>;
export declare const findApplication: (db: Db, org: string, app: string) => Promise<Selectable<Tables['application']> | undefined>;
export declare const allApplications: (db: Db) => Promise<Selectable<Tables['application']>[]>;
export declare function writeApplication(trx: Trx, row: {
    org: string;
    app: string;
    metadata: string;
    process: string;
    changed: number;
}): Promise<void>;
/** The lists that an organisation is on and that are connected to the resource. */
export declare const connectedLists: (db: Db, organizationNumber: string, resourceId: string) => Promise<{
    action_filters: string | null;
    identifier: string;
    owner: string;
    since: number;
}[]>;
export declare const listsOf: (db: Db, organizationNumber: string) => Promise<{
    identifier: string;
    owner: string;
    since: number;
}[]>;
export {};

/** The rules for a resource of the registry (altinn-pdp.md 12.2): pure, every problem at once. */
import type { ResourceRecord } from './types.ts';
export type Problems = Record<string, string[]>;
export declare const RESOURCE_TYPES: readonly ['Systemresource', 'MaskinportenSchema', 'Altinn2Service', 'AltinnApp', 'GenericAccessResource', 'BrokerService', 'CorrespondenceService', 'Consent', 'MigratedApp'];
/**
 * Checks a resource as it came in.
 * @returns the record with defaults filled in, or the problems by member
 */
export declare function validateResource(body: unknown): {
    record: Omit<ResourceRecord, 'versionId'>;
} | {
    problems: Problems;
};

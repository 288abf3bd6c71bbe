import type { Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';
import { type PolicyTable } from './policy-writer.ts';
import type { Resources } from './resources.ts';
import type { Application } from './types.ts';
/** What the registry is filled with: resources as they are posted, policies as tables, apps and access lists. */
export interface ResourcesSeed {
    readonly resources: readonly object[];
    readonly policies: readonly PolicyTable[];
    readonly apps: readonly Application[];
    readonly accessLists: readonly {
        readonly owner: string;
        readonly identifier: string;
        readonly name: string;
        readonly description: string;
        readonly members: readonly string[];
        readonly resources: readonly {
            readonly resource: string;
            readonly actionFilters?: readonly string[];
        }[];
    }[];
    readonly organizations: readonly {
        readonly organizationNumber: string;
        readonly serviceOwnerCode?: string;
    }[];
}
/**
 * Puts resources, apps, policies and access lists in. What the registry has already is left as it is, so that a second start
 * keeps what users changed.
 * @throws RangeError when the data is not valid
 */
export declare function seedResources(trx: Transaction<Tables>, resources: Resources, seed: ResourcesSeed): Promise<void>;

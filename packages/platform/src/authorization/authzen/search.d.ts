/** Searches: the candidates of a domain, in a stable order, each decided; a page ends with a token that says where the next begins. */
import type { Domain } from './domain.ts';
import { type Json } from './model.ts';
export interface Found {
    readonly results: readonly Json[];
    readonly page: {
        readonly next_token: string;
        readonly count: number;
    };
}
/** Who may do `action` with `resource`? */
export declare function searchSubjects(body: Json, domainOf: (type: string) => Domain | undefined): Promise<Found>;
/** With which resources may `subject` do `action`? */
export declare function searchResources(body: Json, domainOf: (type: string) => Domain | undefined): Promise<Found>;
/** What may `subject` do with `resource`? */
export declare function searchActions(body: Json, domainOf: (type: string) => Domain | undefined): Promise<Found>;

/**
 * XACML JSON requests in Altinn's form (altinn-pdp.md 4): member names in any case, values are texts, categories are lists.
 * What cannot be read as the model is a {@link BodyError}; what can be read but not be decided is an {@link ArgumentError}.
 */
import { type DecisionRequest } from './attributes.ts';
/** The body is not the model: HTTP 400. */
export declare class BodyError extends Error {
    readonly name = "BodyError";
    readonly path: string;
    constructor(path: string, message: string);
}
interface JsonAttribute {
    readonly id: string;
    readonly value: string;
    readonly dataType: string | undefined;
    readonly includeInResult: boolean;
}
interface JsonCategory {
    readonly categoryId: string | undefined;
    readonly id: string | undefined;
    readonly attributes: readonly JsonAttribute[];
}
/** A request as it came in. */
export interface JsonRequest {
    readonly subjects: readonly JsonCategory[];
    readonly actions: readonly JsonCategory[];
    readonly resources: readonly JsonCategory[];
    readonly categories: readonly JsonCategory[];
    /** The references of a multi request; fewer than two make it a single one. */
    readonly references: readonly (readonly string[])[];
}
/** Most combinations that one request may ask for. */
export declare const MAX_REFERENCES = 10000;
/** @throws BodyError when the body is not a request */
export declare function readJsonRequest(body: unknown): JsonRequest;
/** The request as one decision over every category. @throws ArgumentError */
export declare function singleRequest(request: JsonRequest): DecisionRequest;
/**
 * The decisions of a multi request, in the order of the references. Unknown ids are skipped; of resources with one id the last
 * counts, of subjects and actions all.
 * @throws ArgumentError when a category lacks its Id
 */
export declare function multiRequest(request: JsonRequest): readonly DecisionRequest[];
export {};

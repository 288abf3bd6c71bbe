/** OpenID AuthZEN Authorization API 1.0: requests as they come in, read strictly; unknown members are ignored (its section on forward compatibility). */
export type Json = Readonly<Record<string, unknown>>;
export interface Entity {
    readonly type: string;
    readonly id: string;
    readonly properties: Json;
}
export interface Action {
    readonly name: string;
    readonly properties: Json;
}
/** One question: the 4-tuple. */
export interface Evaluation {
    readonly subject: Entity;
    readonly action: Action;
    readonly resource: Entity;
    readonly context: Json;
}
export interface Page {
    readonly token: string | undefined;
    readonly limit: number;
}
/** The request is not what the specification says: HTTP 400 with this text. */
export declare class AuthzenError extends Error {
    readonly name = "AuthzenError";
}
export declare const DEFAULT_PAGE = 100;
export declare const MAX_PAGE = 1000;
export declare const MAX_EVALUATIONS = 1000;
export declare const isObject: (value: unknown) => value is Json;
/** An entity whose id may be left out (searches); a given id is then ignored. */
export declare function readType(body: Json, member: 'subject' | 'resource'): Omit<Entity, 'id'>;
export declare function readEntity(body: Json, member: 'subject' | 'resource'): Entity;
export declare function readAction(body: Json): Action;
export declare const readContext: (body: Json) => Json;
/** @throws AuthzenError */
export declare const readEvaluation: (body: Json) => Evaluation;
export declare const SEMANTICS: readonly ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'];
export type Semantic = (typeof SEMANTICS)[number];
export declare function readSemantic(body: Json): Semantic;
/**
 * The questions of a batch, each with the defaults of the top level: a member given in the item takes its place, except that
 * `type`, `id` and `name` fall back to the default's when the item leaves them out. Undefined when there is no batch.
 */
export declare function readBatch(body: Json): readonly Json[] | undefined;
/** @throws AuthzenError */
export declare function readPage(body: Json): Page;

/**
 * Something in the request that cannot be decided: decision Indeterminate, with processing-error on the external endpoint and
 * syntax-error on the internal one (altinn-pdp.md 5).
 */
export declare class ArgumentError extends Error {
    readonly name = "ArgumentError";
    /** True: syntax-error on both endpoints. */
    readonly alwaysSyntaxError: boolean;
    constructor(message: string, alwaysSyntaxError?: boolean);
}

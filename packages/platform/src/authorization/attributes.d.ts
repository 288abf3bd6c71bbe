/** One attribute of a category. Values given under one id are one attribute with several values. */
export interface Attribute {
    readonly id: string;
    readonly dataType: string;
    readonly values: readonly string[];
    /** Echo it in the result. */
    readonly includeInResult: boolean;
}
/** The attributes of one category, in the order in which they came. */
export declare class AttributeSet {
    #private;
    constructor(slots?: readonly Attribute[]);
    get attributes(): readonly Attribute[];
    get isEmpty(): boolean;
    /** Adds a value; the first one of an id decides whether the attribute is echoed. A value that is there is not added twice. */
    add(id: string, value: string, includeInResult?: boolean, dataType?: string): void;
    /** Adds many values of one id at once; the list is kept as it is and must not change. */
    addAll(id: string, values: readonly string[]): void;
    first(id: string): string | undefined;
    has(id: string): boolean;
    copy(): AttributeSet;
}
/** One decision to make: the categories of a request. */
export interface DecisionRequest {
    readonly subject: AttributeSet;
    readonly action: AttributeSet;
    readonly resource: AttributeSet;
    readonly others: ReadonlyMap<string, AttributeSet>;
}

/** The engine's types that this room hands out. */
export interface PolicyDocument {
  readonly id: string;
}
export interface Pdp {
  evaluate(request: unknown): unknown;
}

export interface DecisionLogTable {
  id: string;
  created: number;
  /** The audit event as JSON, altinn-pdp.md 9. */
  event: string;
}

/** How often something was asked for in a minute, on all nodes. */
export interface RequestCountTable {
  /** A hash of what is counted: addresses are not kept. */
  subject: string;
  /** When the minute is over, ms. */
  ends: number;
  count: number;
}

/** What has happened, in the order in which it was committed. */
export interface EventTable {
  /** 1, 2, 3 …, without gaps. */
  position: number;
  /** ms */
  time: number;
  kind: string;
  subject: string;
  /** JSON */
  data: string;
}

/** One row: which feed this is, and its last position. */
export interface EventCounterTable {
  /** 1 */
  id: number;
  /** A UUID; another database has another. */
  feed: string;
  position: number;
}

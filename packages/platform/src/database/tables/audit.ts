/** Who has changed what, in the order in which it was committed. */
export interface AuditEntryTable {
  /** 1, 2, 3 …, without gaps. */
  position: number;
  /** ms */
  time: number;
  /** On whose behalf it was. */
  organization: string | null;
  /** JSON, as it was hashed. */
  entry: string;
  /** SHA-256 of `entry`, in hex. */
  hash: string;
}

/** One row: where the chain ends, and what it follows when its oldest entries are no longer kept. */
export interface AuditHeadTable {
  /** 1 */
  id: number;
  position: number;
  hash: string;
  /** Of the last entry that is no longer kept; 0 = all are. */
  gone_position: number;
  gone_hash: string;
}

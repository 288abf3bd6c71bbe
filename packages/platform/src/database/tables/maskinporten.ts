/** On PostgreSQL: a grant that has been used, by a hash of who and which, kept until the grant could not be accepted any more. */
export interface UsedGrantTable {
  /** Read and written as 32 hex digits. */
  id: string;
  expires: number;
}

/** On SQLite: the grants of one write. */
export interface UsedGrantBatchTable {
  seq: number;
  /** Of the one that lives longest. */
  expires: number;
  /** 16 bytes each. */
  ids: Uint8Array;
}

/** Lines of the developer's log, of one client; `body` never holds an assertion or a token. */
export interface TokenRequestTable {
  id: string;
  client_id: string;
  organization: string;
  /** Of the newest line. */
  time: number;
  /** JSON: a list of lines, oldest first; or, from earlier versions, one line. */
  body: string;
  /** How many lines. */
  entries: number;
}

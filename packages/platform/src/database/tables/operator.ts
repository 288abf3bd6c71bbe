/** A person who operates the platform. */
export interface OperatorTable {
  party_uuid: string;
  /** ms */
  since: number;
}

/** A one-time code that makes whoever enters it an operator; it is deleted when that has been done. */
export interface OperatorCodeTable {
  /** SHA-256, base64url. */
  code_hash: string;
  /** ms */
  expires: number;
}

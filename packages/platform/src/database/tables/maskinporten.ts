/** A grant that has been used: a hash of who and which, kept until the grant could not be accepted any more. */
export interface UsedGrantTable {
  id: string;
  expires: number;
}

/** One line of the developer's log; `body` never holds an assertion or a token. */
export interface TokenRequestTable {
  id: string;
  client_id: string;
  organization: string;
  time: number;
  body: string;
}

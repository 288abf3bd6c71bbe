/** One thing that oidc-provider keeps: a session, an interaction, a grant, a code or a token. */
export interface IdportenEntryTable {
  model: string;
  /** This, `grant_id` and `uid`: SHA-256 of what oidc-provider calls so. */
  id: string;
  /** JSON, sealed when there is a master key. */
  payload: string;
  grant_id: string | null;
  uid: string | null;
  /** Seconds since the epoch. */
  consumed: number | null;
  /** Ms since the epoch; null = never. */
  expires: number | null;
}

/** Keys and secrets of the test ID-porten, shared by all nodes. Sandbox only. */
export interface IdportenSecretTable {
  name: string;
  /** Sealed when there is a master key. */
  value: string;
}

/** Who owns a scope prefix. */
export interface ScopePrefixTable {
  prefix: string;
  owner: string;
}

/** A scope; `body` holds the attributes of maskinporten.md 5.2 as JSON. */
export interface ScopeTable {
  name: string;
  prefix: string;
  owner: string;
  active: number;
  visibility: string;
  body: string;
  created: number;
  last_updated: number;
}

/** An organisation's access to a scope: REQUESTED, APPROVED or DENIED. */
export interface ScopeAccessTable {
  scope: string;
  consumer: string;
  state: string;
  created: number;
  last_updated: number;
}

/** An integration; `body` holds the fields of maskinporten.md 6.3 as JSON. */
export interface ClientTable {
  client_id: string;
  organization: string;
  supplier: string | null;
  /** The organisation that made it through Altinn's own paths, and alone administers it there. */
  managed_by: string | null;
  active: number;
  integration_type: string;
  body: string;
  created: number;
  last_updated: number;
}

/** A public key of a client. */
export interface ClientKeyTable {
  client_id: string;
  kid: string;
  position: number;
  jwk: string;
  created: number;
  expires: number;
}

/** An organisation on whose behalf a client may act; `body` holds the fields of maskinporten.md 6.3 as JSON. */
export interface ClientOnBehalfOfTable {
  client_id: string;
  onbehalfof: string;
  body: string;
  created: number;
  last_updated: number;
}

/** What a client, scope or access was before a change, kept while the change is not active yet; `body` null = it was not there. */
export interface RegistrationBeforeTable {
  kind: string;
  name: string;
  changed: number;
  body: string | null;
}

export interface RegisteredSystemTable {
  internal_id: string;
  system_id: string;
  /** Organisation number. */
  vendor: string;
  /** JSON, as are the lists below. */
  name: string;
  description: string;
  rights: string;
  packages: string;
  client_ids: string;
  redirect_urls: string;
  is_visible: 0 | 1;
  is_deleted: 0 | 1;
  created: number;
}

export interface SystemClientTable {
  /** Client id in lower case. */
  client_key: string;
  internal_id: string;
}

export interface SystemChangeTable {
  internal_id: string;
  position: number;
  changed_by: string;
  change_type: 'create' | 'update' | 'rightsupdate' | 'accesspackageupdate' | 'delete';
  /** JSON */
  changed_data: string | null;
  client_id: string | null;
  created: number;
}

export interface SystemUserTable {
  id: string;
  system_internal_id: string;
  system_id: string;
  vendor: string;
  party_organization: string;
  party_id: number;
  party_uuid: string;
  external_ref: string;
  /** System, customer and external reference; null once deleted. */
  active_triple: string | null;
  integration_title: string;
  user_type: 'standard' | 'agent';
  /** JSON: package URNs of an agent, which it uses for its clients. */
  packages: string;
  is_deleted: 0 | 1;
  created: number;
  changed: number;
  /** Place in the stream of changes. */
  sequence: number;
}

export interface SystemUserCounterTable {
  id: number;
  value: number;
}

/** Empty since migration 0940, and gone with the release after: see `client_agent` and `agent_grant`. */
export interface AgentClientTable {
  /** The delegation's id. */
  id: string;
  agent_id: string;
  facilitator_uuid: string;
  client_uuid: string;
  assignment_id: string;
  created: number;
}

export interface SystemUserRequestTable {
  id: string;
  user_type: 'standard' | 'agent';
  system_id: string;
  vendor: string;
  party_organization: string;
  external_ref: string;
  /** Type, system, customer and external reference; null once deleted. */
  active_triple: string | null;
  integration_title: string;
  /** JSON */
  rights: string;
  /** JSON */
  packages: string;
  redirect_url: string | null;
  status: 'New' | 'Accepted' | 'Rejected' | 'Denied';
  escalated: 0 | 1;
  answered_by: string | null;
  created: number;
  changed: number;
}

export interface SystemUserChangeRequestTable {
  id: string;
  system_user_id: string;
  system_id: string;
  vendor: string;
  party_organization: string;
  external_ref: string;
  /** JSON: the four lists. */
  changes: string;
  redirect_url: string | null;
  status: 'New' | 'Accepted' | 'Rejected';
  is_deleted: 0 | 1;
  answered_by: string | null;
  created: number;
  changed: number;
}

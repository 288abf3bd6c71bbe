/** `to` may do `action` with a resource (or one instance of it) for `from`. */
export interface DelegatedRightTable {
  /** Person, organisation or system user. */
  to_uuid: string;
  from_uuid: string;
  resource_id: string;
  action: string;
  /** Empty: every instance. Lower case. */
  instance_id: string;
  by_uuid: string | null;
  created: number;
}

/** An app has let `to` do `action` with one instance of `from`. */
export interface AppInstanceRightTable {
  to_uuid: string;
  from_uuid: string;
  resource_id: string;
  /** As the app calls it, in lower case. */
  instance_id: string;
  action: string;
  /** JSON: pairs of type and value of what the right is limited to, such as a task; sorted. */
  part: string;
  /** The resource id of the app that gave. */
  by_app: string;
  /** Where it stood among those given at once. */
  position: number;
  created: number;
}

/** `to` has an access package of `from`. */
export interface DelegatedPackageTable {
  to_uuid: string;
  from_uuid: string;
  /** URN */
  package: string;
  /** Empty since migration 0940: what comes through a facilitator lies in `agent_grant`. */
  via_uuid: string;
  by_uuid: string | null;
  created: number;
}

/** Who serves the clients of a facilitator: an employee, or a system user for that. */
export interface ClientAgentTable {
  facilitator_uuid: string;
  agent_uuid: string;
  /** UUID of the assignment. */
  id: string;
  by_uuid: string | null;
  created: number;
}

/** The agent `to` has something of the client `from` for as long as the facilitator has it by the role. */
export interface AgentGrantTable {
  to_uuid: string;
  from_uuid: string;
  /** The facilitator. */
  via_uuid: string;
  /** URN of the role that the facilitator has for the client. */
  via_role: string;
  kind: 'package' | 'resource';
  /** URN of the package, or id of the resource. */
  item: string;
  by_uuid: string | null;
  created: number;
  /** What the agent has of the client by this role, whatever that is; null where a node of the version before wrote it. */
  delegation_id: string | null;
}

/** `from` asks `to` for an access package, or for what can be given on a resource. */
export interface AccessRequestTable {
  id: string;
  /** Who is to get it. */
  from_uuid: string;
  /** Whose access it is. */
  to_uuid: string;
  /** Who asks: a person, or the organisation of a service owner. */
  by_uuid: string;
  kind: 'package' | 'resource';
  /** URN of the package, or id of the resource. */
  item: string;
  status: 'Draft' | 'Pending' | 'Approved' | 'Rejected' | 'Withdrawn';
  /** The question as it was asked, while its first status lasts. */
  open_key: string | null;
  changed_by: string;
  changed: number;
  created: number;
}

/** What a program's request is known again by. */
export interface RequestSubmissionTable {
  /** Digest of the key that the program gave it, and of who that is. */
  key: string;
  request_id: string;
  /** Digest of what it sent. */
  body: string;
}

/** The consumer lets the supplier use the scopes of a MaskinportenSchema resource. */
export interface ScopeDelegationTable {
  consumer_uuid: string;
  supplier_uuid: string;
  resource_id: string;
  by_uuid: string | null;
  created: number;
}

export interface ConsentTable {
  id: string;
  /** `urn:altinn:person:identifier-no:…` or `urn:altinn:organization:identifier-no:…` */
  from_urn: string;
  from_uuid: string;
  /** Organisation number. */
  to_organization: string;
  /** JSON: rights, message and redirect address, as asked for. */
  content: string;
  status: 'created' | 'accepted' | 'rejected' | 'revoked';
  valid_to: number;
  created: number;
}

export interface ConsentEventTable {
  consent_id: string;
  position: number;
  event: 'created' | 'accepted' | 'rejected' | 'revoked' | 'used';
  by_uuid: string;
  created: number;
}

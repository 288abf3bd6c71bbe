export interface ResourceTable {
  identifier: string;
  version_id: number;
  /** The whole model as JSON. */
  record: string;
  changed: number;
}

export interface ResourceHistoryTable {
  identifier: string;
  version_id: number;
  /** Null: deleted in this version. */
  record: string | null;
  changed: number;
}

export interface ResourcePolicyTable {
  /** Registry id, or `app_{org}_{app}`. */
  resource_id: string;
  version: number;
  xml: string;
  changed: number;
}

export interface PolicyTestTable {
  resource_id: string;
  /** JSON: see policy-authoring/policy-tests.ts. */
  tests: string;
  changed: number;
}

export interface ResourceSubjectTable {
  resource_id: string;
  subject_urn: string;
  changed: number;
  deleted: 0 | 1;
}

export interface ApplicationTable {
  org: string;
  app: string;
  /** JSON, altinn-instances.md 7.3. */
  metadata: string;
  /** JSON. */
  process: string;
  changed: number;
}

export interface AccessListTable {
  owner: string;
  identifier: string;
  name: string;
  description: string;
  version: number;
  created: number;
  updated: number;
}

export interface AccessListMemberTable {
  owner: string;
  identifier: string;
  organization_number: string;
  since: number;
}

export interface AccessListResourceTable {
  owner: string;
  identifier: string;
  resource_id: string;
  /** JSON array of actions; null = every action. */
  action_filters: string | null;
  created: number;
  updated: number;
}

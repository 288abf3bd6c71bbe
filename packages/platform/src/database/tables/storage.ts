/** One instance. The columns are what lists filter and sort by; `body` is the whole stored instance as JSON. */
export interface InstanceTable {
  id: string;
  org: string;
  app: string;
  party_id: number;
  created: number;
  last_changed: number;
  due_before: number | null;
  visible_after: number | null;
  process_ended: number | null;
  current_task: string | null;
  is_archived: number;
  is_soft_deleted: number;
  is_hard_deleted: number;
  /** `,ttd,skd,`: codes of organisations that have confirmed, for one LIKE. */
  confirmed_by: string;
  /** Grows with every change: two writers at once do not overwrite each other. */
  revision: number;
  body: string;
}

export interface DataElementTable {
  id: string;
  instance_id: string;
  content_id: string;
  created: number;
  is_hard_deleted: number;
  body: string;
}

/** A content's bytes in pieces. A content that no element names is left from an interrupted upload and is swept. */
export interface ContentChunkTable {
  content_id: string;
  seq: number;
  written: number;
  bytes: Buffer;
}

export interface InstanceEventTable {
  id: string;
  instance_id: string;
  seq: number;
  created: number;
  event_type: string;
  body: string;
}

/** Random values shared by all nodes, e.g. the key of continuation tokens. */
export interface StorageSecretTable {
  name: string;
  /** Sealed when there is a master key. */
  value: string;
}

/** A text resource of an app, in one language. */
export interface AppTextTable {
  org: string;
  app: string;
  language: string;
  /** JSON. */
  body: string;
  changed: number;
}

/** An app that was brought in from its own folder, as its files were. */
export interface BroughtAppTable {
  org: string;
  app: string;
  /** JSON: texts by path. */
  files: string;
  /** JSON: see apps/findings.ts. */
  findings: string;
  changed: number;
}

/** The shapes of instances on the wire (altinn-instances.md 7). Times are ISO 8601 in UTC. */

/** Party numbers and counts have 32 bits on the wire. */
export const MAX_INTEGER = 2_147_483_647;

export interface InstanceOwner {
  partyId: string;
  personNumber?: string;
  organisationNumber?: string;
}

export interface CurrentTask {
  flow: number;
  started: string;
  elementId: string;
  name: string;
  altinnTaskType: string;
  flowType: 'CompleteCurrentMoveToNext' | 'AbandonCurrentMoveToNext' | 'AbandonCurrentReturnToNext';
}

export interface ProcessState {
  started?: string;
  startEvent?: string;
  currentTask?: CurrentTask;
  ended?: string;
  endEvent?: string;
}

export interface InstanceStatus {
  isArchived: boolean;
  archived?: string;
  isSoftDeleted: boolean;
  softDeleted?: string;
  isHardDeleted: boolean;
  hardDeleted?: string;
  readStatus: 'Unread' | 'Read' | 'UpdatedSinceLastReview';
  substatus?: { label: string; description?: string };
}

/** An instance as it is stored; `data` and `selfLinks` are added when it is shown. */
export interface StoredInstance {
  id: string;
  instanceOwner: InstanceOwner;
  appId: string;
  org: string;
  dueBefore?: string;
  visibleAfter?: string;
  process: ProcessState;
  status: InstanceStatus;
  completeConfirmations?: { stakeholderId: string; confirmedOn: string }[];
  presentationTexts?: Record<string, string>;
  dataValues?: Record<string, string>;
  created: string;
  createdBy: string;
  lastChanged: string;
  lastChangedBy: string;
}

/** A data element as it is stored; `selfLinks` are added when it is shown. */
export interface StoredElement {
  id: string;
  instanceGuid: string;
  dataType: string;
  filename?: string;
  contentType: string;
  size: number;
  contentHash: string;
  blobStoragePath: string;
  locked: boolean;
  isRead: boolean;
  tags: string[];
  refs?: string[];
  references?: { value: string; relation: 'GeneratedFrom'; valueType: 'Task' }[];
  metadata?: { key: string; value: string }[];
  userDefinedMetadata?: { key: string; value: string }[];
  deleteStatus?: { isHardDeleted: boolean; hardDeleted: string };
  fileScanResult: 'NotApplicable';
  created: string;
  createdBy: string;
  lastChanged: string;
  lastChangedBy: string;
}

export interface SelfLinks {
  apps: string;
  platform: string;
}

export type ShownElement = StoredElement & { selfLinks: SelfLinks };
export type ShownInstance = StoredInstance & { selfLinks: SelfLinks; data: ShownElement[] };

/** What happened to an instance, who did it (altinn-instances.md 7.3). */
export interface InstanceEvent {
  id: string;
  instanceId: string;
  dataId?: string;
  created: string;
  eventType: string;
  instanceOwnerPartyId: string;
  user: {
    userId?: number;
    orgId?: string;
    authenticationLevel: number;
    systemUserId?: string;
    systemUserOwnerOrgNo?: string;
    systemUserName?: string;
  };
  processInfo?: ProcessState;
}

/** The part of a data type's metadata that the server acts on. */
export interface DataTypeRules {
  id: string;
  allowedContentTypes?: string[];
  allowedContributors?: string[];
  actionRequiredToRead?: string;
  actionRequiredToWrite?: string;
  appLogic?: {
    classRef?: string;
    autoCreate?: boolean;
    disallowUserCreate?: boolean;
    disallowUserDelete?: boolean;
    autoDeleteOnProcessEnd?: boolean;
  };
  taskId?: string;
  maxSize?: number;
  maxCount?: number;
  minCount?: number;
}

/** The part of an application's metadata that the server acts on. */
export interface ApplicationRules {
  dataTypes: DataTypeRules[];
  partyTypesAllowed?: { person?: boolean; organisation?: boolean; subUnit?: boolean; bankruptcyEstate?: boolean };
  preventInstanceDeletionForDays?: number;
  disallowUserInstantiation?: boolean;
  apiScopes?: ApiScopes;
}

interface ApiScopePair {
  read?: string;
  write?: string;
}

export interface ApiScopes {
  users?: ApiScopePair;
  serviceOwners?: ApiScopePair;
}

/** The shapes of instances on the wire (altinn-instances.md 7). Times are ISO 8601 in UTC. */

/** Party numbers and counts have 32 bits on the wire. */
export const MAX_INTEGER = 2_147_483_647;

export interface InstanceOwner {
  partyId: string;
  personNumber?: string;
  organisationNumber?: string;
}

export const FLOW_TYPES = [
  'CompleteCurrentMoveToNext',
  'AbandonCurrentMoveToNext',
  'AbandonCurrentReturnToNext',
] as const;

/** Where a process is: in a task, or in the start event for the moment in which it starts. */
export interface CurrentTask {
  flow?: number;
  started?: string;
  elementId: string;
  name?: string;
  altinnTaskType?: string;
  flowType?: (typeof FLOW_TYPES)[number];
  ended?: string;
  validated?: { timestamp?: string; canCompleteTask?: boolean };
}

export interface ProcessState {
  started?: string;
  startEvent?: string;
  currentTask?: CurrentTask;
  ended?: string;
  endEvent?: string;
}

export const READ_STATUSES = ['Unread', 'Read', 'UpdatedSinceLastReview'] as const;

export interface InstanceStatus {
  isArchived: boolean;
  archived?: string;
  isSoftDeleted: boolean;
  softDeleted?: string;
  isHardDeleted: boolean;
  hardDeleted?: string;
  readStatus: (typeof READ_STATUSES)[number];
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
  /** Without members where the process has not been started. */
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

/** What a creation may set (altinn-instances.md 4). */
export interface InstanceTemplate {
  readonly dueBefore?: string;
  readonly visibleAfter?: string;
  readonly status?: Partial<InstanceStatus>;
  readonly process?: ProcessState;
  readonly dataValues?: Record<string, string>;
}

/** An instance's own part of its id `{partyId}/{guid}`. */
export const guidOf = ({ id }: Pick<StoredInstance, 'id'>): string => id.split('/')[1] ?? '';

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
export type ShownInstance = Omit<StoredInstance, 'process' | 'instanceOwner'> & {
  instanceOwner: InstanceOwner & { party?: ShownParty };
  process?: ProcessState;
  selfLinks: SelfLinks;
  data: ShownElement[];
};

/** The owner's party as the app library names its members. */
export interface ShownParty {
  partyId: number;
  partyUuid: string;
  partyTypeName: 1 | 2 | 4 | 5;
  orgNumber: string | null;
  unitType: string | null;
  name: string;
  isDeleted: boolean;
}

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
  autoDeleteOnProcessEnd?: boolean;
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

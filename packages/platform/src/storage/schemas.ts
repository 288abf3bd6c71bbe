/** What is written on the wire, as instances and their parts are shown (altinn-instances.md 7). */
import { Type } from 'typebox';
import { READ_STATUSES } from './model.ts';

const Time = Type.String({ format: 'date-time' });
const Texts = Type.Record(Type.String(), Type.String());

const SelfLinks = Type.Object({ apps: Type.String(), platform: Type.String() });

const currentTask = {
  flow: Type.Optional(Type.Integer()),
  started: Type.Optional(Time),
  elementId: Type.String(),
  name: Type.Optional(Type.String()),
  altinnTaskType: Type.Optional(Type.String()),
  flowType: Type.Optional(Type.String()),
  ended: Type.Optional(Time),
  validated: Type.Optional(
    Type.Object({ timestamp: Type.Optional(Time), canCompleteTask: Type.Optional(Type.Boolean()) }),
  ),
};

const process = {
  started: Type.Optional(Time),
  startEvent: Type.Optional(Type.String()),
  ended: Type.Optional(Time),
  endEvent: Type.Optional(Type.String()),
};

export const ProcessState = Type.Object({ ...process, currentTask: Type.Optional(Type.Object(currentTask)) });

const processTasks = Type.Array(
  Type.Object({ elementId: Type.String(), elementType: Type.String(), altinnTaskType: Type.String() }),
);

/** A process after a step. */
export const MovedProcess = Type.Object({
  ...process,
  currentTask: Type.Optional(Type.Object(currentTask)),
  processTasks,
});

/** A process with what the caller may do in its current task. */
export const AppProcess = Type.Object({
  ...process,
  currentTask: Type.Optional(
    Type.Object({
      ...currentTask,
      elementType: Type.Optional(Type.String()),
      actions: Type.Optional(Type.Record(Type.String(), Type.Boolean())),
      read: Type.Optional(Type.Boolean()),
      write: Type.Optional(Type.Boolean()),
    }),
  ),
  processTasks,
});

export const ProcessHistory = Type.Object({
  processHistory: Type.Array(
    Type.Object({
      eventType: Type.String(),
      elementId: Type.Optional(Type.String()),
      occured: Type.Optional(Time),
      started: Type.Optional(Time),
      ended: Type.Optional(Time),
      performedBy: Type.String(),
    }),
  ),
});

export const Substatus = Type.Object({ label: Type.String(), description: Type.Optional(Type.String()) });

const Pair = Type.Object({ key: Type.String(), value: Type.String() });

/** What of an element may be written without its content. */
const described = {
  tags: Type.Array(Type.String()),
  refs: Type.Optional(Type.Array(Type.String())),
  references: Type.Optional(
    Type.Array(
      Type.Object({
        value: Type.String(),
        relation: Type.Literal('GeneratedFrom'),
        valueType: Type.Literal('Task'),
      }),
    ),
  ),
  metadata: Type.Optional(Type.Array(Pair)),
  userDefinedMetadata: Type.Optional(Type.Array(Pair)),
};

export const DataElement = Type.Object({
  ...described,
  id: Type.String({ format: 'uuid' }),
  instanceGuid: Type.String({ format: 'uuid' }),
  dataType: Type.String(),
  filename: Type.Optional(Type.String()),
  contentType: Type.String(),
  size: Type.Integer(),
  contentHash: Type.String({ description: 'SHA-256, hexadecimal' }),
  blobStoragePath: Type.String(),
  locked: Type.Boolean(),
  isRead: Type.Boolean(),
  deleteStatus: Type.Optional(Type.Object({ isHardDeleted: Type.Boolean(), hardDeleted: Time })),
  fileScanResult: Type.Literal('NotApplicable'),
  created: Time,
  createdBy: Type.String(),
  lastChanged: Time,
  lastChangedBy: Type.String(),
  selfLinks: SelfLinks,
});

export const DataElements = Type.Object({ dataElements: Type.Array(DataElement) });

/** The body of PUT dataelements/{id}. */
export const ElementDescription = Type.Object({
  ...described,
  tags: Type.Optional(described.tags),
  id: Type.String({ format: 'uuid' }),
  instanceGuid: Type.String({ format: 'uuid' }),
});

const Party = Type.Object({
  partyId: Type.Integer(),
  partyUuid: Type.String({ format: 'uuid' }),
  partyTypeName: Type.Union(([1, 2, 4, 5] as const).map((type) => Type.Literal(type))),
  orgNumber: Type.Union([Type.String(), Type.Null()]),
  unitType: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  isDeleted: Type.Boolean(),
});

const status = {
  archived: Type.Optional(Time),
  softDeleted: Type.Optional(Time),
  hardDeleted: Type.Optional(Time),
  substatus: Type.Optional(Substatus),
};
const ReadStatus = Type.Union(READ_STATUSES.map((name) => Type.Literal(name)));

export const Instance = Type.Object({
  id: Type.String({ description: '{party}/{guid}' }),
  instanceOwner: Type.Object({
    partyId: Type.String(),
    personNumber: Type.Optional(Type.String()),
    organisationNumber: Type.Optional(Type.String()),
    party: Type.Optional(Party),
  }),
  appId: Type.String({ description: '{org}/{app}' }),
  org: Type.String(),
  selfLinks: SelfLinks,
  dueBefore: Type.Optional(Time),
  visibleAfter: Type.Optional(Time),
  process: Type.Optional(ProcessState),
  status: Type.Object({
    ...status,
    isArchived: Type.Boolean(),
    isSoftDeleted: Type.Boolean(),
    isHardDeleted: Type.Boolean(),
    readStatus: ReadStatus,
  }),
  completeConfirmations: Type.Optional(Type.Array(Type.Object({ stakeholderId: Type.String(), confirmedOn: Time }))),
  presentationTexts: Type.Optional(Texts),
  dataValues: Type.Optional(Texts),
  data: Type.Array(DataElement),
  created: Time,
  createdBy: Type.String(),
  lastChanged: Time,
  lastChangedBy: Type.String(),
});

/** A page of instances. */
export const Instances = Type.Object({
  count: Type.Integer(),
  self: Type.String(),
  next: Type.Union([Type.String(), Type.Null()]),
  instances: Type.Array(Instance),
});

export const ActiveInstances = Type.Array(
  Type.Object({
    id: Type.String(),
    presentationTexts: Texts,
    dueBefore: Type.Union([Time, Type.Null()]),
    lastChanged: Time,
    lastChangedBy: Type.String({ description: 'A name' }),
  }),
);

export const InstanceEvent = Type.Object({
  id: Type.String({ format: 'uuid' }),
  instanceId: Type.String(),
  dataId: Type.Optional(Type.String()),
  created: Time,
  eventType: Type.String(),
  instanceOwnerPartyId: Type.String(),
  user: Type.Object({
    userId: Type.Optional(Type.Integer()),
    orgId: Type.Optional(Type.String()),
    authenticationLevel: Type.Integer(),
    systemUserId: Type.Optional(Type.String()),
    systemUserOwnerOrgNo: Type.Optional(Type.String()),
    systemUserName: Type.Optional(Type.String()),
  }),
  processInfo: Type.Optional(ProcessState),
});

export const InstanceEvents = Type.Object({ instanceEvents: Type.Array(InstanceEvent) });

/** The body of a creation: who owns the instance, and what is kept of the rest (altinn-instances.md 4 and 6.1). */
const Owner = Type.Object({
  partyId: Type.Optional(Type.Union([Type.String(), Type.Integer()])),
  organisationNumber: Type.Optional(Type.String()),
  personNumber: Type.Optional(Type.String()),
});
const times = { dueBefore: Type.Optional(Time), visibleAfter: Type.Optional(Time) };

export const NewInstance = Type.Object({
  ...times,
  instanceOwner: Type.Optional(Owner),
  status: Type.Optional(
    Type.Object({
      ...status,
      isArchived: Type.Optional(Type.Boolean()),
      isSoftDeleted: Type.Optional(Type.Boolean()),
      isHardDeleted: Type.Optional(Type.Boolean()),
      readStatus: Type.Optional(Type.Union([ReadStatus, Type.Integer({ minimum: 0, maximum: 2 })])),
    }),
  ),
  process: Type.Optional(ProcessState),
  dataValues: Type.Optional(Texts),
});

/** The simplified form of `instances/create`. */
export const SimpleInstance = Type.Object({
  ...times,
  instanceOwner: Owner,
  prefill: Type.Optional(Texts),
});

/** What the field's own metadata has beside these is passed on as it is. */
export const ApplicationMetadata = Type.Object({
  id: Type.Optional(Type.String()),
  org: Type.Optional(Type.String()),
  title: Type.Optional(Texts),
  dataTypes: Type.Optional(Type.Array(Type.Object({ id: Type.String() }))),
});

export const Applications = Type.Object({ applications: Type.Array(ApplicationMetadata) });

const texts = Type.Array(
  Type.Object({
    id: Type.Optional(Type.String()),
    value: Type.Optional(Type.String()),
    variables: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()))),
  }),
);

export const TextResource = Type.Object({
  id: Type.String({ description: '{org}-{app}-{language}' }),
  org: Type.String(),
  language: Type.String(),
  resources: texts,
});

/** The body of a text resource: whose it is says the address. */
export const NewTextResource = Type.Object({
  id: Type.Optional(Type.String()),
  org: Type.Optional(Type.String()),
  language: Type.String(),
  resources: Type.Optional(texts),
});

/** The answer to an upload by type. */
export const AddedElement = Type.Object({
  newDataElementId: Type.String({ format: 'uuid' }),
  instance: Instance,
  validationIssues: Type.Array(Type.Unknown()),
  newDataModels: Type.Array(Type.Unknown()),
});

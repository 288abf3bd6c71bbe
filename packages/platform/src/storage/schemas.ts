/** What is written on the wire, as instances and their parts are shown (altinn-instances.md 7). */
import { Type } from 'typebox';
import { FLOW_TYPES, READ_STATUSES } from './model.ts';

const Time = Type.String({ format: 'date-time' });
const Texts = Type.Record(Type.String(), Type.String());
const text = (description: string) => Type.Optional(Type.String({ description }));
const time = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }));
const texts = (description: string) => Type.Optional(Type.Record(Type.String(), Type.String(), { description }));
const flag = (description: string) => Type.Optional(Type.Boolean({ description }));

const SelfLinks = Type.Object({ apps: Type.String(), platform: Type.String() });

const currentTask = {
  flow: Type.Optional(Type.Integer({ description: 'Which step of the process it is, counted from 1' })),
  started: time('When the task was entered'),
  elementId: Type.String({ description: 'ID of the task in the app’s process, e.g. Task_1' }),
  name: text('What the app’s process calls the task'),
  altinnTaskType: text('Type of the task, e.g. data, confirmation or signing'),
  flowType: text(`How the task was entered: ${FLOW_TYPES.join(', ')}`),
  ended: time('When the task was left'),
  validated: Type.Optional(
    Type.Object(
      { timestamp: time('When that was'), canCompleteTask: flag('Whether the task could be completed then') },
      { description: 'What came of the last validation' },
    ),
  ),
};
const CurrentTask = Type.Object(currentTask, { description: 'The task in which the process is' });

const process = {
  started: time('When the process was started'),
  startEvent: text('ID of its start event'),
  ended: time('When the process ended'),
  endEvent: text('ID of the end event that was reached'),
};

export const ProcessState = Type.Object(
  { ...process, currentTask: Type.Optional(CurrentTask) },
  { description: 'Where the process is' },
);

const processTasks = Type.Array(
  Type.Object({ elementId: Type.String(), elementType: Type.String(), altinnTaskType: Type.String() }),
);

/** A process after a step. */
export const MovedProcess = Type.Object({
  ...process,
  currentTask: Type.Optional(CurrentTask),
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

export const Substatus = Type.Object(
  {
    label: Type.String({ description: 'What the service owner calls it; at most 200 characters are kept' }),
    description: text('More about it; at most 1000 characters are kept'),
  },
  { description: 'How far the service owner has come with the instance' },
);

const pairs = (description: string) =>
  Type.Optional(
    Type.Array(
      Type.Object({ key: Type.String({ description: 'Its name' }), value: Type.String({ description: 'Its value' }) }),
      { description },
    ),
  );

/** What of an element may be written without its content. */
const described = {
  tags: Type.Array(Type.String(), { description: 'Words that it is marked with' }),
  refs: Type.Optional(Type.Array(Type.String(), { description: 'GUIDs of other elements that it belongs with' })),
  references: Type.Optional(
    Type.Array(
      Type.Object({
        value: Type.String({ description: 'ID of the task' }),
        relation: Type.Literal('GeneratedFrom', { description: 'The element was made in it' }),
        valueType: Type.Literal('Task', { description: 'What the value is' }),
      }),
      { description: 'What the element comes from' },
    ),
  ),
  metadata: pairs('What the app’s own code keeps of the element'),
  userDefinedMetadata: pairs('What users keep of the element'),
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
  id: Type.String({ format: 'uuid', description: 'GUID of the element, as in the path' }),
  instanceGuid: Type.String({ format: 'uuid', description: 'GUID of the instance, as in the path' }),
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
  archived: time('When it was archived'),
  softDeleted: time('When it was deleted so that it can be got back'),
  hardDeleted: time('When it was deleted for good'),
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
const Owner = Type.Object(
  {
    partyId: Type.Optional(
      Type.Union([Type.String(), Type.Integer()], { description: 'Its party ID, which Storage needs' }),
    ),
    organisationNumber: text('Its organisation number; in an app in the place of the party ID'),
    personNumber: text('Its national identity number; in an app in the place of the party ID'),
  },
  { description: 'Whose instance it is: one of the three' },
);
const times = {
  dueBefore: time('When it should be finished at the latest'),
  visibleAfter: time('From when its owner sees it; now when left out'),
};

export const NewInstance = Type.Object({
  ...times,
  instanceOwner: Type.Optional(Owner),
  status: Type.Optional(
    Type.Object(
      {
        ...status,
        isArchived: flag('Whether it is archived'),
        isSoftDeleted: flag('Whether it is deleted so that it can be got back'),
        isHardDeleted: flag('Whether it is deleted for good'),
        readStatus: Type.Optional(
          Type.Union([ReadStatus, Type.Integer({ minimum: 0, maximum: 2 })], {
            description: `Whether its owner has read it: ${READ_STATUSES.join(', ')}, or 0, 1, 2`,
          }),
        ),
      },
      { description: 'How it stands' },
    ),
  ),
  process: Type.Optional(
    Type.Object(ProcessState.properties, { description: 'Where the process is; an app starts its own instead' }),
  ),
  dataValues: texts('Values of the app’s own, by name'),
});

/** The simplified form of `instances/create`. */
export const SimpleInstance = Type.Object({
  ...times,
  instanceOwner: Owner,
  prefill: texts('What its forms begin with, by the name of the field'),
});

/** What the field's own metadata has beside these is passed on as it is. */
export const ApplicationMetadata = Type.Object({
  id: text('{org}/{app}'),
  org: text('Code of the service owner'),
  title: texts('What people call the app, by language'),
  dataTypes: Type.Optional(
    Type.Array(Type.Object({ id: Type.String({ description: 'ID of the data type, which elements name' }) }), {
      description: 'Which kinds of data elements its instances may have',
    }),
  ),
});

export const Applications = Type.Object({ applications: Type.Array(ApplicationMetadata) });

const textResources = Type.Array(
  Type.Object({
    id: text('By which the app finds the text'),
    value: text('The text, in which {0} and on stand for the variables'),
    variables: Type.Optional(
      Type.Array(Type.Record(Type.String(), Type.Unknown()), { description: 'Where what is filled in comes from' }),
    ),
  }),
  { description: 'The texts' },
);

export const TextResource = Type.Object({
  id: Type.String({ description: '{org}-{app}-{language}' }),
  org: Type.String(),
  language: Type.String(),
  resources: textResources,
});

/** The body of a text resource: whose it is says the address. */
export const NewTextResource = Type.Object({
  id: text('{org}-{app}-{language}; ignored'),
  org: text('Code of the service owner; ignored'),
  language: Type.String({ description: 'Language of the texts, two letters, e.g. nb' }),
  resources: Type.Optional(textResources),
});

/** The answer to an upload by type. */
export const AddedElement = Type.Object({
  newDataElementId: Type.String({ format: 'uuid' }),
  instance: Instance,
  validationIssues: Type.Array(Type.Unknown()),
  newDataModels: Type.Array(Type.Unknown()),
});

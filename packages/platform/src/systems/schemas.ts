/** The forms of what these surfaces take and answer (system-register-and-users.md 3 to 7). */
import { type TSchema, Type } from 'typebox';

const time = Type.String({ format: 'date-time' });
const uuid = Type.String({ format: 'uuid' });
const text = Type.String({ maxLength: 255 });
const optionalLink = Type.Optional(Type.String());

/** Path parameters. */
export const Uuid = uuid;
export const PartyNumber = Type.Integer({ minimum: 0, description: 'Party id of the customer' });

const saying = (description: string) => Type.String({ maxLength: 255, description });
const Names = Type.Object(
  {
    nb: Type.String({ description: 'In bokmål' }),
    nn: Type.String({ description: 'In nynorsk' }),
    en: Type.String({ description: 'In English' }),
  },
  { title: 'SystemText', description: 'What customers read, in each of the three languages' },
);
const Pair = Type.Object({
  id: saying('urn:altinn:resource'),
  value: saying('ID of the resource; of an app app_{org}_{app}'),
});
const Right = Type.Object(
  {
    action: Type.Optional(saying('Kept, and not used when requests are checked')),
    resource: Type.Array(Pair, { minItems: 1, maxItems: 500, description: 'The resource, by its names' }),
  },
  { title: 'Right' },
);
const rightsFor = (description: string) => Type.Array(Right, { maxItems: 500, description });
const Package = Type.Object(
  { urn: saying('Of the access package, e.g. urn:altinn:accesspackage:skatt-naering') },
  { title: 'AccessPackageUrn' },
);
const packagesFor = (description: string) => Type.Array(Package, { maxItems: 500, description });
export const Rights = rightsFor('Single rights that the system needs');
export const Packages = packagesFor('Access packages that the system needs');
const Vendor = Type.Object(
  { ID: Type.String({ description: '0192: and the organisation number' }) },
  { description: 'Whose system it is' },
);

// The System Register.

/** Body of POST and PUT; member names in any case. */
export const SystemWish = Type.Object(
  {
    id: saying('Organisation number of the vendor, _ and a name; never changes'),
    vendor: Vendor,
    name: Names,
    description: Names,
    rights: Type.Optional(Rights),
    accessPackages: Type.Optional(Packages),
    clientId: Type.Optional(
      Type.Array(text, { maxItems: 500, description: 'Clients of Maskinporten that may act as its system users' }),
    ),
    isVisible: Type.Optional(
      Type.Boolean({
        default: true,
        description: 'Customers find it in the portal, and make a system user themselves',
      }),
    ),
    allowedRedirectUrls: Type.Optional(
      Type.Array(Type.String({ maxLength: 2_000 }), {
        maxItems: 500,
        description: 'Where a request may lead the customer when it is answered',
      }),
    ),
  },
  { title: 'NewSystem' },
);
export const SYSTEM_EXAMPLE = {
  id: '310019747_lonn',
  vendor: { ID: '0192:310019747' },
  name: { nb: 'Lønn', nn: 'Løn', en: 'Payroll' },
  description: { nb: 'Lønn og rapportering', nn: 'Løn og rapportering', en: 'Payroll and reporting' },
  rights: [{ resource: [{ id: 'urn:altinn:resource', value: 'ttd-lonnsrapport' }] }],
  accessPackages: [{ urn: 'urn:altinn:accesspackage:skatt-naering' }],
  clientId: ['0b1c2d3e-0000-4000-8000-00000000aaaa'],
  isVisible: false,
  allowedRedirectUrls: ['https://fjordlonn.example/done'],
};
/** RegisteredSystemResponse. */
export const System = Type.Object(
  {
    id: Type.String(),
    vendor: Type.Object({ ID: Type.String() }),
    name: Names,
    description: Names,
    rights: Type.Array(Right),
    accessPackages: Type.Array(Package),
    isDeleted: Type.Boolean(),
    clientId: Type.Array(Type.String()),
    isVisible: Type.Boolean(),
    allowedRedirectUrls: Type.Array(Type.String()),
  },
  { title: 'System' },
);
/** RegisteredSystemDTO. */
export const SystemLine = Type.Object(
  {
    systemId: Type.String(),
    systemVendorOrgNumber: Type.String(),
    systemVendorOrgName: Type.Literal(''),
    name: Names,
    description: Names,
    rights: Type.Array(Right),
    accessPackages: Type.Array(Package),
    isVisible: Type.Boolean(),
  },
  { title: 'SystemLine' },
);
export const Succeeded = Type.Object({ succeeded: Type.Literal(true) });
export const ChangeLine = Type.Object(
  {
    systemInternalId: uuid,
    changedByOrgNumber: Type.String(),
    changeType: Type.Enum(['create', 'update', 'rightsupdate', 'accesspackageupdate', 'delete']),
    changedData: Type.Optional(Type.Unknown()),
    clientId: Type.Optional(Type.String()),
    created: time,
  },
  { title: 'SystemChange' },
);

// Requests.

const redirectUrl = Type.String({
  maxLength: 8_000,
  description: 'Where the customer is led when it is answered: one of allowedRedirectUrls',
});
const wish = {
  systemId: saying('Which system it is for'),
  partyOrgNo: saying('Organisation number of the customer'),
  externalRef: Type.Optional(saying('The vendor’s own name of the customer; partyOrgNo when it is left out')),
  integrationTitle: Type.Optional(
    saying('What the system user is called; the system’s name in bokmål when it is left out'),
  ),
  redirectUrl: Type.Optional(redirectUrl),
};
/** Bodies of POST, by type. */
export const RequestWish = {
  standard: Type.Object(
    { ...wish, rights: Type.Optional(Rights), accessPackages: Type.Optional(Packages) },
    { title: 'NewSystemUserRequest' },
  ),
  agent: Type.Object({ ...wish, accessPackages: Packages }, { title: 'NewAgentSystemUserRequest' }),
} as const;
export const REQUEST_EXAMPLE = {
  systemId: '310019747_lonn',
  partyOrgNo: '310044423',
  accessPackages: [{ urn: 'urn:altinn:accesspackage:skatt-naering' }],
};

const line = {
  id: uuid,
  integrationTitle: Type.String(),
  externalRef: Type.String(),
  systemId: Type.String(),
  partyOrgNo: Type.String(),
  accessPackages: Type.Array(Package),
  status: Type.Enum(['New', 'Accepted', 'Rejected', 'Denied']),
  redirectUrl: optionalLink,
  escalated: Type.Boolean(),
  created: time,
  timedOut: Type.Boolean(),
};
const UserType = Type.Enum(['standard', 'agent']);
/** What is added for the person who may answer. */
const answering = {
  partyId: Type.Integer(),
  partyUuid: uuid,
  userMayEscalateButNotApprove: Type.Boolean(),
};
const requestForms = <R extends Readonly<Record<string, TSchema>>>(title: string, rights: R) => ({
  line: Type.Object({ ...line, ...rights }, { title: `${title}Line` }),
  whole: Type.Object({ ...line, ...rights, confirmUrl: Type.String() }, { title }),
});
/** RequestSystemResponse by type; that of an agent has no rights. */
export const Request = {
  standard: requestForms('SystemUserRequest', { rights: Type.Array(Right) }),
  agent: requestForms('AgentSystemUserRequest', {}),
} as const;
/** To the approval page, which learns from it of which type the request is. */
export const RequestToAnswer = Type.Object(
  {
    ...line,
    rights: Type.Optional(Type.Array(Right)),
    confirmUrl: Type.String(),
    ...answering,
    systemUserType: UserType,
  },
  { title: 'SystemUserRequestToAnswer' },
);

// Change requests.

const lists = {
  requiredRights: Type.Array(Right),
  unwantedRights: Type.Array(Right),
  requiredAccessPackages: Type.Array(Package),
  unwantedAccessPackages: Type.Array(Package),
};
export const ChangeWish = Type.Object(
  {
    requiredRights: Type.Optional(rightsFor('Single rights that it is to have')),
    unwantedRights: Type.Optional(rightsFor('Single rights that it is to have no more')),
    requiredAccessPackages: Type.Optional(packagesFor('Access packages that it is to have')),
    unwantedAccessPackages: Type.Optional(packagesFor('Access packages that it is to have no more')),
    redirectUrl: Type.Optional(redirectUrl),
  },
  { title: 'NewChangeRequest' },
);
const change = {
  id: uuid,
  externalRef: Type.String(),
  systemId: Type.String(),
  systemUserId: uuid,
  partyOrgNo: Type.String(),
  ...lists,
  timedOut: Type.Boolean(),
};
const stored = { ...change, status: Type.Enum(['New', 'Accepted', 'Rejected']), redirectUrl: optionalLink };
export const ChangeRequestLine = Type.Object({ ...stored, created: time }, { title: 'ChangeRequestLine' });
export const ChangeRequest = Type.Object(
  { ...stored, created: time, confirmUrl: Type.String() },
  { title: 'ChangeRequest' },
);
/** One that waits, in the list of its customer. */
export const PendingChangeRequest = Type.Object(
  { ...stored, created: time, integrationTitle: Type.String() },
  { title: 'PendingChangeRequest' },
);
/** Nothing was asked for that is not so already: nothing is kept. */
export const NoChangeNeeded = Type.Object(
  {
    ...change,
    status: Type.Literal('NoChangeNeeded'),
    confirmUrl: Type.Literal(''),
  },
  { title: 'NoChangeNeeded' },
);
export const ChangeRequestToAnswer = Type.Object(
  { ...stored, confirmUrl: Type.String(), ...answering },
  { title: 'ChangeRequestToAnswer' },
);

// System users.

const external = {
  id: uuid,
  integrationTitle: Type.String(),
  systemId: Type.String(),
  productName: Type.String(),
  reporteeOrgNo: Type.String(),
  created: time,
  isDeleted: Type.Boolean(),
  supplierName: Type.Literal(''),
  supplierOrgno: Type.String(),
  externalRef: Type.String(),
  userType: UserType,
};
const internal = {
  ...external,
  systemInternalId: uuid,
  partyId: Type.String(),
  partyUuId: uuid,
  accessPackages: Type.Array(Package),
};
const access = {
  rights: Type.Array(Type.Object({ resource: Type.Array(Pair), actions: Type.Array(Type.String()) })),
  accessPackages: Type.Array(Package),
};
/** External DTO. */
export const ExternalUser = Type.Object(external, { title: 'ExternalSystemUser' });
/** Internal DTO. */
export const InternalUser = Type.Object(internal, { title: 'SystemUser' });
export const UserWithAccess = Type.Object({ ...internal, ...access }, { title: 'SystemUserWithAccess' });
export const UserAccess = Type.Object({ systemUserId: uuid, ...access }, { title: 'SystemUserAccess' });
export const UserWish = Type.Object(
  { systemId: saying('Which system it is for'), integrationTitle: saying('What the system user is called') },
  { title: 'NewSystemUser' },
);
export const StreamedUser = Type.Object(
  {
    id: uuid,
    partyOrgNo: Type.String(),
    partyId: Type.Integer(),
    integrationTitle: Type.String(),
    isDeleted: Type.Boolean(),
    lastChanged: time,
    created: time,
    sequenceNo: Type.Integer(),
    systemUserType: UserType,
  },
  { title: 'StreamedSystemUser' },
);

// Agents and their clients.

/** DelegationResponse. */
export const Delegation = Type.Object(
  {
    agentSystemUserId: uuid,
    delegationId: uuid,
    customerId: uuid,
    assignmentId: uuid,
    customerName: Type.String(),
    customerOrganizationNumber: Type.Optional(Type.String()),
  },
  { title: 'AgentDelegation' },
);
export const FacilitatorClient = Type.Object(
  {
    partyUuid: uuid,
    displayName: Type.String(),
    organizationIdentifier: Type.Optional(Type.String()),
    access: Type.Array(Type.Object({ role: Type.String(), packages: Type.Array(Type.String()) })),
  },
  { title: 'FacilitatorClient' },
);
export const AgentClients = Type.Object({
  links: Type.Object({ next: optionalLink }),
  systemUserInformation: Type.Object({ systemUserId: uuid, systemUserOwnerOrg: Type.String() }),
  data: Type.Array(
    Type.Object({
      clientId: uuid,
      clientOrganizationNumber: Type.Optional(Type.String()),
      clientOrganizationName: Type.String(),
    }),
  ),
});
export const AgentAndClient = Type.Object({ agent: uuid, client: uuid });

/** A page of a list (9). */
export const pageOf = (item: TSchema): TSchema =>
  Type.Object({ links: Type.Object({ next: optionalLink }), data: Type.Array(item) });
export const StreamPage = Type.Object({
  links: Type.Object({ next: optionalLink }),
  stats: Type.Object({ pageStart: Type.Integer(), pageEnd: Type.Integer(), sequenceMax: Type.Integer() }),
  data: Type.Array(StreamedUser),
});

/** What the portal lets a customer change. */
export const UserTitle = Type.Object(
  { integrationTitle: saying('What it is called from now on') },
  { title: 'SystemUserTitle' },
);

/** The page before log-in: who asks, and for what. */
export const WhoAsks = Type.Object(
  {
    vendor: Type.Object({ number: Type.String(), name: Type.String() }),
    system: Type.Object({ id: Type.String(), name: Names }),
    /** Of a request. */
    rights: Type.Optional(Type.Array(Right)),
    accessPackages: Type.Optional(Type.Array(Package)),
    /** Of a change request. */
    requiredRights: Type.Optional(Type.Array(Right)),
    unwantedRights: Type.Optional(Type.Array(Right)),
    requiredAccessPackages: Type.Optional(Type.Array(Package)),
    unwantedAccessPackages: Type.Optional(Type.Array(Package)),
  },
  { title: 'WhoAsks' },
);

/** The forms of client delegation on the wire (access-management.md 2). */
import { type TProperties, type TSchema, Type } from 'typebox';
import { orNull, personMembers, Uuid } from './schema-parts.ts';

const Instant = Type.String({ format: 'date-time' });
const Links = Type.Object({ next: Type.Null() });
const pageOf = (line: TProperties) => Type.Object({ links: Links, data: Type.Array(Type.Object(line)) });

const party = {
  id: Uuid,
  name: Type.String(),
  type: Type.Union([Type.Literal('Organisasjon'), Type.Literal('Person'), Type.Literal('Systembruker')]),
  variant: Type.String(),
  children: Type.Null(),
  partyid: orNull(Type.Integer()),
  userId: orNull(Type.Integer()),
  username: Type.Union([Type.String(), Type.Null()]),
  organizationIdentifier: orNull(Type.String()),
  personIdentifier: orNull(Type.String()),
  dateOfBirth: Type.Null(),
  dateOfDeath: Type.Null(),
  isDeleted: Type.Boolean(),
  deletedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
};
const MainUnit = Type.Object({ ...party, parent: Type.Null() }, { title: 'CompactMainUnit' });
/** A party in short. */
export const CompactParty = Type.Object({ ...party, parent: orNull(MainUnit) }, { title: 'CompactParty' });
/** A role in short. */
export const CompactRole = Type.Object(
  {
    id: orNull(Uuid),
    code: orNull(Type.String()),
    urn: Type.String(),
    'legacyurn ': orNull(Type.String()),
    children: Type.Null(),
  },
  { title: 'CompactRole' },
);
/** An access package in short. */
export const CompactPackage = Type.Object(
  { id: orNull(Uuid), urn: Type.String(), areaId: orNull(Uuid) },
  { title: 'CompactPackage' },
);
const packages = Type.Array(CompactPackage);
const resources = Type.Array(Type.Object({ id: Uuid, refId: Type.String() }));
const PackageAccess = Type.Array(Type.Object({ role: CompactRole, packages }));
const ResourceAccess = Type.Array(Type.Object({ role: CompactRole, resources }));
const Both = Type.Array(Type.Object({ role: CompactRole, packages, resources }));

const listsOf = (access: TSchema) => ({
  clients: pageOf({ client: CompactParty, access }),
  agents: pageOf({ agent: CompactParty, agentAddedAt: Instant, access }),
  own: pageOf({ provider: CompactParty, clients: Type.Array(Type.Object({ client: CompactParty, access })) }),
});

/** Lists by version. */
export const LISTS = {
  v1: {
    ...listsOf(PackageAccess),
    providers: pageOf({ agent: CompactParty, agentAddedAt: Instant, access: PackageAccess }),
  },
  v2: { ...listsOf(Both), providers: pageOf({ provider: CompactParty, providerAddedAt: Instant }) },
};

/** What is given, by client and by agent. */
export const GIVEN = {
  package: {
    clients: pageOf({ client: CompactParty, access: PackageAccess }),
    agents: pageOf({ agent: CompactParty, agentAddedAt: orNull(Instant), access: PackageAccess }),
  },
  resource: {
    clients: pageOf({ client: CompactParty, access: ResourceAccess }),
    agents: pageOf({ agent: CompactParty, access: ResourceAccess }),
  },
};

export const Assignment = Type.Object({ id: Uuid, roleId: Uuid, fromId: Uuid, toId: Uuid });

const change = { viaId: Uuid, fromId: Uuid, toId: Uuid, changed: Type.Boolean() };

/** What came of each. */
export const CHANGES = {
  package: Type.Array(Type.Object({ roleId: Uuid, packageId: Uuid, ...change })),
  resource: Type.Array(Type.Object({ roleId: Uuid, resourceId: Uuid, ...change })),
};

const role = Type.String({
  description: 'By which role the facilitator has it of the client: its code, URN or ID, e.g. regnskapsforer',
});
const VALUES_WORDS = 'What the agent is to get, or to lose, by role';

/** Read by `PACKAGES` of client-wish.ts. */
export const PackageBatch = Type.Object({
  values: Type.Array(
    Type.Object({
      role,
      packages: Type.Array(Type.String(), { description: 'The access packages, by URN or its last part' }),
    }),
    { description: VALUES_WORDS },
  ),
});

/** Read by `RESOURCES` of client-wish.ts. */
export const ResourceBatch = Type.Object({
  values: Type.Array(
    Type.Object({ role, resources: Type.Array(Type.String(), { description: 'The resources, by ID' }) }),
    { description: VALUES_WORDS },
  ),
});

/** Who becomes agent, where no UUID names one. */
export const NamedAgent = Type.Object(personMembers);

/** The forms of connections on the wire (access-management.md 6). */
import { type TSchema, Type } from 'typebox';
import { CompactPackage, CompactParty, CompactRole } from './client-schemas.ts';
import { orNull, personMembers, Uuid } from './schema-parts.ts';

const Links = Type.Object({ next: orNull(Type.String({ description: 'Where the next page is' })) });
const pageOf = <S extends TSchema>(line: S) => Type.Object({ links: Links, data: Type.Array(line) });
const Attribute = Type.Object({ type: Type.String(), value: Type.String() });

const Named = Type.Object({ id: Uuid, name: Type.String() });
const Provider = Type.Object({
  id: Uuid,
  name: Type.String(),
  refId: orNull(Type.String()),
  logoUrl: Type.Null(),
  code: Type.String(),
  typeId: Uuid,
  type: Named,
});
/** In lists only `id`, `name` and `refId` are told. */
export const Resource = Type.Object(
  {
    id: Uuid,
    providerId: Uuid,
    typeId: Uuid,
    name: orNull(Type.String()),
    description: orNull(Type.String()),
    refId: Type.String(),
    provider: orNull(Provider),
    type: orNull(Named),
  },
  { title: 'ConnectedResource' },
);
const Instance = Type.Object({ refId: Type.String(), type: Type.Null() });
const Reason = Type.Object({
  flag: Type.Integer(),
  items: Type.Array(Type.Object({ name: Type.String(), description: Type.String() })),
});
/** How somebody has something, but for the reason. */
export const permissionMembers = {
  from: orNull(CompactParty),
  to: orNull(CompactParty),
  via: orNull(CompactParty),
  role: orNull(CompactRole),
  viaRole: orNull(CompactRole),
};
const Permission = Type.Object({ ...permissionMembers, reason: Reason });
/** The other end of connections, but for those below it. */
export const connectionMembers = {
  party: CompactParty,
  roles: Type.Array(CompactRole),
  packages: Type.Array(CompactPackage),
  resources: Type.Array(Resource),
  instances: Type.Array(Type.Object({ resourceRefId: Type.String(), instanceId: Type.String() })),
};

export const Connections = pageOf(
  Type.Object({
    ...connectionMembers,
    connections: Type.Array(
      Type.Object({ ...connectionMembers, connections: Type.Array(Type.Object({}), { maxItems: 0 }) }),
    ),
  }),
);

const simpleParty = {
  id: Uuid,
  name: Type.String(),
  type: Type.String(),
  variant: Type.String(),
  organizationIdentifier: orNull(Type.String()),
  isDeleted: Type.Boolean(),
  deletedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
};
const SimpleParty = Type.Object(simpleParty);
const simple = { party: SimpleParty };

export const ConnectedUsers = pageOf(
  Type.Object({
    ...simple,
    connections: Type.Array(Type.Object({ ...simple, connections: Type.Array(Type.Object({}), { maxItems: 0 }) })),
  }),
);
export const InstanceUsers = pageOf(SimpleParty);

/** A person who is no connection yet. */
export const NamedPerson = Type.Object(personMembers);

export const Rightholder = Type.Object({ id: Uuid, roleId: Uuid, fromId: Uuid, toId: Uuid });

export const PackagePermissions = pageOf(Type.Object({ package: CompactPackage, permissions: Type.Array(Permission) }));
export const GivenPackage = Type.Object({ id: Uuid, assignmentId: Uuid, packageId: Uuid });

const PassReasons = Type.Array(
  Type.Object({
    description: Type.String(),
    roleId: orNull(Uuid),
    roleUrn: orNull(Type.String()),
    fromId: orNull(Uuid),
    fromName: orNull(Type.String()),
    toId: orNull(Uuid),
    toName: orNull(Type.String()),
    viaId: orNull(Uuid),
    viaName: orNull(Type.String()),
    viaRoleId: orNull(Uuid),
    viaRoleUrn: orNull(Type.String()),
  }),
);
export const PackageCheck = pageOf(
  Type.Object({ package: CompactPackage, result: Type.Boolean(), reasons: PassReasons }),
);

const FullRole = Type.Object({
  id: Uuid,
  name: Type.String(),
  code: Type.String(),
  description: Type.String(),
  isKeyRole: Type.Boolean(),
  urn: Type.String(),
  legacyRoleCode: orNull(Type.String()),
  legacyUrn: orNull(Type.String()),
  isResourcePolicyAvailable: Type.Boolean(),
  provider: orNull(Type.Object({ id: Uuid, name: Type.String(), code: Type.String() })),
  isRevocable: Type.Boolean(),
});
export const RolePermissions = pageOf(Type.Object({ role: FullRole, permissions: Type.Array(Permission) }));

export const RoleCheck = pageOf(
  Type.Object({
    role: FullRole,
    result: Type.Boolean(),
    reasons: Type.Array(Type.Object({ description: Type.String() })),
  }),
);

/** Not in pages: all of them. */
export const ResourcePermissions = Type.Array(Type.Object({ resource: Resource, permissions: Type.Array(Permission) }));
export const InstancePermissions = pageOf(
  Type.Object({ resource: Resource, instance: Instance, permissions: Type.Array(Permission) }),
);

const Right = Type.Object({
  key: Type.String(),
  name: Type.String(),
  resource: Type.Array(Attribute),
  action: Attribute,
});
const rights = Type.Array(Type.Object({ right: Right, reason: Reason, permissions: Type.Array(Permission) }));
export const ResourceRights = Type.Object({ resource: Resource, directRights: rights, indirectRights: rights });
export const InstanceRights = Type.Object({
  resource: Resource,
  instance: Instance,
  directRights: rights,
  indirectRights: rights,
});

const checks = Type.Array(
  Type.Object({ right: Right, result: Type.Boolean(), reasonCodes: Type.Array(Type.String()) }),
);
export const RightsCheck = Type.Object({ resource: Resource, rights: checks });
export const InstanceRightsCheck = Type.Object({ resource: Resource, instance: Instance, rights: checks });

/** Keys from the delegation check. */
const directRightKeys = Type.Array(Type.String(), {
  maxItems: 200,
  description: 'The rights, by the key that the delegation check tells of each',
});
export const RightKeys = Type.Object({ directRightKeys });
/** As `RightKeys`, and who gets them when the query names nobody. */
export const InstanceGift = Type.Object({
  to: Type.Optional(Type.Object(personMembers, { description: 'Who gets them, where the query names nobody' })),
  directRightKeys,
});

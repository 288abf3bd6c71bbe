/** What the metadata looks like on the wire (altinn-pdp.md 13.1). */
import { Type } from 'typebox';

const named = { id: Type.String(), name: Type.String(), description: Type.String() };
const TextOrNull = Type.Union([Type.String(), Type.Null()]);
const Kind = Type.Object({ id: Type.String(), name: Type.String() });

export const ResourceHead = Type.Object(
  {
    ...named,
    providerId: Type.String(),
    typeId: Type.String(),
    refId: Type.String(),
    provider: Type.Object({
      id: Type.String(),
      name: Type.String(),
      refId: Type.String(),
      logoUrl: Type.Null(),
      code: Type.String(),
      typeId: Type.String(),
      type: Kind,
    }),
    type: Kind,
  },
  { title: 'ResourceHead' },
);

const GroupHead = Type.Object({ ...named, urn: TextOrNull, type: Type.String() }, { title: 'AreaGroupHead' });
const areaHead = { ...named, urn: Type.String(), iconUrl: Type.String() };
const barePackage = {
  ...named,
  urn: Type.String(),
  isDelegable: Type.Boolean(),
  isAssignable: Type.Boolean(),
  isResourcePolicyAvailable: Type.Boolean(),
  type: Kind,
};
const BarePackage = Type.Object(barePackage, { title: 'AccessPackageHead' });

export const AccessPackage = Type.Object(
  {
    ...barePackage,
    area: Type.Union([Type.Object({ ...areaHead, group: Type.Union([GroupHead, Type.Null()]) }), Type.Null()]),
    resources: Type.Array(ResourceHead),
  },
  { title: 'AccessPackage' },
);

export const Area = Type.Object(
  {
    ...areaHead,
    packages: Type.Array(BarePackage),
    group: Type.Union([GroupHead, Type.Null()]),
  },
  { title: 'Area' },
);

/** The areas have their packages in the export alone. */
export const AreaGroup = Type.Object(
  {
    ...GroupHead.properties,
    areas: Type.Array(Type.Object({ ...areaHead, packages: Type.Optional(Type.Array(BarePackage)) })),
  },
  { title: 'AreaGroup' },
);

export const Role = Type.Object(
  {
    ...named,
    code: Type.String(),
    isKeyRole: Type.Boolean(),
    urn: Type.String(),
    legacyRoleCode: TextOrNull,
    legacyUrn: TextOrNull,
    isResourcePolicyAvailable: Type.Boolean(),
    provider: Type.Union([
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        refId: TextOrNull,
        logoUrl: Type.Null(),
        code: Type.String(),
        typeId: Type.Null(),
        type: Type.Null(),
      }),
      Type.Null(),
    ]),
    isRevocable: Type.Boolean(),
  },
  { title: 'Role' },
);

export const OrganizationForm = Type.Object({ ...named, typeId: Type.String(), type: Kind });

export const PackageHit = Type.Object({
  object: AccessPackage,
  score: Type.Number(),
  fields: Type.Array(
    Type.Object({
      field: Type.String(),
      value: Type.String(),
      score: Type.Number(),
      words: Type.Array(
        Type.Object({
          content: Type.String(),
          lowercaseContent: Type.String(),
          isMatch: Type.Boolean(),
          score: Type.Number(),
        }),
      ),
    }),
  ),
});

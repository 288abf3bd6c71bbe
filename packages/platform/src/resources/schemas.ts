/** The forms on the wire (altinn-pdp.md 12). */
import { Type } from 'typebox';
import { AVAILABLE_FOR, REFERENCE_SOURCES, REFERENCE_TYPES, RESOURCE_TYPES } from './validation.ts';

const LocalizedText = Type.Object({ nb: Type.String(), nn: Type.String(), en: Type.String() }, { title: 'Translated' });
/** A text as it is sent, in each of the three languages. */
const words = (description: string) =>
  Type.Object(
    {
      nb: Type.String({ description: 'In bokmål' }),
      nn: Type.String({ description: 'In nynorsk' }),
      en: Type.String({ description: 'In English' }),
    },
    { description },
  );
const ResourceType = Type.Union(
  RESOURCE_TYPES.map((one) => Type.Literal(one)),
  { description: 'What kind of resource it is' },
);
const AccessListMode = Type.Union([Type.Literal('Disabled'), Type.Literal('Enabled')], {
  description: 'Enabled: it opens only to organisations on an access list that is connected with it',
});
const CompetentAuthority = Type.Object({
  organization: Type.String({ pattern: '^\\d{9}$', description: 'Organisation number of the service owner' }),
  orgcode: Type.String({ pattern: '^[a-z][a-z0-9-]{1,19}$', description: 'The code of a service owner' }),
  name: Type.Optional(
    Type.Union([Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])), Type.Null()], {
      description: 'Its name, by language',
    }),
  ),
});

const required = {
  identifier: Type.String(),
  title: LocalizedText,
  description: LocalizedText,
  resourceType: ResourceType,
  hasCompetentAuthority: CompetentAuthority,
};

const References = Type.Array(
  Type.Object({
    referenceSource: Type.Optional(
      Type.String({ description: `Where it leads: one of ${REFERENCE_SOURCES.join(', ')}; Default when left out` }),
    ),
    referenceType: Type.Optional(
      Type.String({ description: `What it is: one of ${REFERENCE_TYPES.join(', ')}; Default when left out` }),
    ),
    reference: Type.String({ description: 'The scope, code, ID or address itself' }),
  }),
  {
    description: 'What it is elsewhere; a MaskinportenSchema has its scopes here, with the type MaskinportenScope',
  },
);

/** Further members of the model are kept as they are, whatever they hold. */
export const Resource = Type.Object(
  {
    ...required,
    rightDescription: Type.Optional(Type.Union([LocalizedText, Type.Null()])),
    delegable: Type.Boolean(),
    visible: Type.Boolean(),
    accessListMode: AccessListMode,
    versionId: Type.Integer(),
    resourceReferences: Type.Optional(References),
    consentTemplate: Type.Optional(Type.String()),
    consentText: Type.Optional(LocalizedText),
  },
  { title: 'Resource' },
);

/** What a resource is sent with, but for its owner; `validateResource` has the rules that go between members. */
export const RIGHT_WORDS = 'What people read of what it gives whoever gets it; needed while it is delegable';
export const RESOURCE_MEMBERS = {
  identifier: Type.String({
    pattern: '^[a-z0-9_-]{4,200}$',
    description: 'ID of the resource; never changes. Only apps begin with app_',
  }),
  title: words('What people call it'),
  description: words('What people read of what it is'),
  resourceType: ResourceType,
  rightDescription: Type.Optional(words(RIGHT_WORDS)),
  delegable: Type.Optional(
    Type.Boolean({ description: 'Whether whoever has it can give it to others; true when left out' }),
  ),
  visible: Type.Optional(Type.Boolean({ description: 'Whether people see it in lists; true when left out' })),
  accessListMode: Type.Optional(AccessListMode),
  resourceReferences: Type.Optional(References),
  availableForType: Type.Optional(
    Type.Array(Type.String(), { description: `Whom it is for: any of ${AVAILABLE_FOR.join(', ')}` }),
  ),
};

/** A resource as it is sent. */
export const ResourceWish = Type.Object(
  {
    ...RESOURCE_MEMBERS,
    hasCompetentAuthority: Type.Object(CompetentAuthority.properties, {
      description: 'Whose it is: the service owner, by number and code',
    }),
  },
  { title: 'NewResource' },
);

const Attribute = Type.Object(
  { type: Type.String(), value: Type.String(), urn: Type.String() },
  { title: 'PolicyAttribute' },
);
const Links = Type.Object({ next: Type.Optional(Type.String()) });
const Instant = Type.String({ format: 'date-time' });

export const PolicySubjects = Type.Object({ links: Links, data: Type.Array(Attribute) });

export const PolicyRule = Type.Object(
  {
    subject: Type.Array(Attribute),
    action: Attribute,
    resource: Type.Array(Attribute),
  },
  { title: 'PolicyRule' },
);

export const PolicyRight = Type.Object(
  {
    action: Attribute,
    resource: Type.Array(Attribute),
    rightKey: Type.String(),
    subjects: Type.Array(Type.Object({ subjectAttributes: Type.Array(Attribute) })),
    subjectTypes: Type.Array(Type.String()),
  },
  { title: 'PolicyRight' },
);

export const Owners = Type.Object({
  orgs: Type.Record(Type.String(), Type.Object({ name: Type.Unknown(), orgnr: Type.String() })),
});

export const ResourcesBySubject = Type.Object({
  links: Links,
  data: Type.Array(Type.Object({ subject: Attribute, resources: Type.Array(Attribute) })),
});

export const SubjectChanges = Type.Object({
  links: Links,
  data: Type.Array(
    Type.Object({
      subjectUrn: Type.String(),
      resourceUrn: Type.String(),
      updatedAt: Instant,
      deleted: Type.Boolean(),
    }),
  ),
});

export const ResourceChanges = Type.Object({
  links: Links,
  data: Type.Array(
    Type.Object({
      identifier: Type.String(),
      versionId: Type.Integer(),
      changedAt: Instant,
      deleted: Type.Boolean(),
    }),
  ),
});

export const AccessList = Type.Object(
  {
    urn: Type.String(),
    identifier: Type.String(),
    name: Type.String(),
    description: Type.String(),
    createdAt: Instant,
    updatedAt: Instant,
  },
  { title: 'AccessList' },
);

export const AccessLists = Type.Object({ links: Links, data: Type.Array(AccessList) });

export const Members = Type.Object({
  links: Links,
  data: Type.Array(
    Type.Object({
      id: Type.String(),
      since: Instant,
      identifiers: Type.Object({
        'urn:altinn:organization:identifier-no': Type.String(),
        'urn:altinn:party:uuid': Type.Optional(Type.String({ format: 'uuid' })),
      }),
    }),
  ),
});

const ActionFilters = Type.Array(Type.String());

export const Connections = Type.Object({
  links: Links,
  data: Type.Array(
    Type.Object({
      resourceIdentifier: Type.String(),
      actionFilters: Type.Optional(ActionFilters),
      createdAt: Instant,
      updatedAt: Instant,
    }),
  ),
});

export const Connection = Type.Object({
  resourceIdentifier: Type.String(),
  actionFilters: Type.Union([ActionFilters, Type.Null()]),
});

export const Memberships = Type.Object({
  data: Type.Array(
    Type.Object({
      party: Type.String(),
      resource: Type.String(),
      since: Instant,
      actionFilters: Type.Optional(ActionFilters),
    }),
  ),
});

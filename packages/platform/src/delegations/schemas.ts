/** The forms on the wire (altinn-pdp.md 13.3, maskinporten.md 2.6 and 2.7). */
import { type TSchema, Type } from 'typebox';
import { ORGANIZATION_URN, PERSON_URN } from './consent-body.ts';
import { orNull, Uuid, uuid } from './schema-parts.ts';

const Instant = Type.String({ format: 'date-time' });
const Attribute = Type.Object({ type: Type.String(), value: Type.String() });

const authorizedParty = {
  partyUuid: Uuid,
  name: Type.String(),
  organizationNumber: orNull(Type.String()),
  parentId: orNull(Uuid),
  personId: orNull(Type.String()),
  dateOfBirth: orNull(Type.String({ format: 'date' })),
  partyId: Type.Integer(),
  emailId: orNull(Type.String()),
  type: Type.Union([Type.Literal('Person'), Type.Literal('Organization'), Type.Literal('SelfIdentified')]),
  unitType: orNull(Type.String()),
  isDeleted: Type.Boolean(),
  onlyHierarchyElementWithNoAccess: Type.Boolean(),
  authorizedResources: Type.Array(Type.String()),
  authorizedAccessPackages: Type.Array(Type.String()),
  authorizedRoles: Type.Array(Type.String()),
  authorizedInstances: Type.Array(
    Type.Object({ resourceId: Type.String(), instanceId: Type.String(), instanceRef: Type.String() }),
  ),
};
const Subunit = Type.Object(
  { ...authorizedParty, subunits: Type.Array(Type.Unknown(), { maxItems: 0 }) },
  { title: 'AuthorizedSubunit' },
);

export const AuthorizedParty = Type.Object(
  { ...authorizedParty, subunits: Type.Array(Subunit) },
  { title: 'AuthorizedParty' },
);
/** All in one page. */
export const AuthorizedParties = Type.Object({
  links: Type.Object({ next: Type.Null() }),
  data: Type.Array(AuthorizedParty),
});

const REFERENCES = [
  'urn:altinn:person:identifier-no',
  'urn:altinn:organization:identifier-no',
  'urn:altinn:party:uuid',
  'urn:altinn:person:uuid',
  'urn:altinn:organization:uuid',
  'urn:altinn:partyid',
  'urn:altinn:userid',
];

const reference = (who: string) => ({
  type: Type.Union(
    [
      ...REFERENCES,
      'urn:altinn:systemuser:uuid',
      'urn:altinn:enterpriseuser:uuid',
      'urn:altinn:enterpriseuser:username',
      'urn:altinn:person:idporten-email',
    ].map((one) => Type.Literal(one)),
    { description: `By what ${who} is named` },
  ),
  value: Type.String({ description: 'The number, UUID, user name or e-mail address that it has as that' }),
});
/** Whom a service owner asks about. */
export const SubjectReference = Type.Object({
  ...reference('who may act'),
  partyFilter: Type.Optional(
    Type.Array(Type.Object(reference('a party')), {
      maxItems: 100,
      description: 'The parties that are to be told of; all when left out',
    }),
  ),
});

const appRight = { resource: Type.Array(Attribute), action: Attribute };
/** All in one page. */
const whole = <S extends TSchema>(line: S) =>
  Type.Object({ data: Type.Array(line), links: Type.Object({ next: Type.Null() }) });

export const AppCheck = whole(
  Type.Object({ rightKey: Type.String(), ...appRight, status: Type.Literal('Delegable') }, { title: 'AppRight' }),
);

const attributeMembers = {
  type: Type.String({ description: 'URN of what the value is' }),
  value: Type.String({ description: 'The value' }),
};
const sentAttribute = (description: string) => Type.Object(attributeMembers, { description });

/** Read by `wishIn`. */
export const AppWish = Type.Object({
  from: sentAttribute('Whose instance it is: urn:altinn:party:uuid or urn:altinn:organization:identifier-no'),
  to: sentAttribute('Who gets: urn:altinn:party:uuid or urn:altinn:organization:identifier-no'),
  rights: Type.Array(
    Type.Object({
      resource: Type.Array(Type.Object(attributeMembers), {
        maxItems: 20,
        description: 'The resource of the path by its names, and what it is narrowed to, e.g. urn:altinn:task',
      }),
      action: Type.Union([Type.Object(attributeMembers), Type.String({ minLength: 1, maxLength: 200 })], {
        description: 'What may be done: its name, or that with its type',
      }),
    }),
    { maxItems: 100, description: 'The single rights on the instance' },
  ),
});

const appDone = (...statuses: readonly string[]) =>
  Type.Object({
    from: Attribute,
    to: Attribute,
    resourceId: Type.String(),
    instanceId: Type.String(),
    rights: Type.Array(Type.Object({ ...appRight, status: Type.Union(statuses.map((one) => Type.Literal(one))) })),
  });
export const AppDelegation = appDone('Delegated', 'NotDelegated');
export const AppDelegations = whole(AppDelegation);
export const AppRevocation = appDone('Revoked', 'NotRevoked');
export const AppRevocations = whole(AppRevocation);

export const ScopeDelegationLine = Type.Object({
  consumer_org: Type.String(),
  supplier_org: Type.String(),
  delegation_scheme_Id: orNull(Uuid),
  scopes: Type.Array(Type.String()),
  created: Instant,
  resourceid: Type.String(),
});

const Texts = Type.Record(Type.String(), Type.String());
const consentRight = { action: Type.Array(Type.String()), resource: Type.Array(Attribute) };
const STATUSES = ['Created', 'Accepted', 'Rejected', 'Revoked'];
const statusOf = (all: readonly string[]) => Type.Union(all.map((one) => Type.Literal(one)));
/** ISO 8601; an organisation may ask for more than the four-digit years of RFC 3339. */
const ValidTo = Type.String({ description: 'Date and time' });

const message = (language: string) => Type.Optional(Type.String({ maxLength: 2000, description: `In ${language}` }));

/** A consent request as it is sent; `readConsentBody` reads it. */
export const ConsentWish = Type.Object({
  id: Type.Optional(uuid('The asker’s own ID of the request; one is made when it is left out')),
  from: Type.String({ description: `Whose data it is about: ${PERSON_URN}… or ${ORGANIZATION_URN}…` }),
  to: Type.String({ description: `Who gets the data: ${ORGANIZATION_URN}…` }),
  validTo: Type.String({ format: 'date-time', description: 'Until when the consent holds' }),
  consentRights: Type.Array(
    Type.Object({
      action: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
        minItems: 1,
        maxItems: 10,
        description: 'What may be done: consent',
      }),
      resource: Type.Array(
        Type.Object({
          type: Type.Literal('urn:altinn:resource', { description: 'A resource of the registry' }),
          value: Type.String({ description: 'ID of the resource, which is of the type Consent' }),
        }),
        { minItems: 1, maxItems: 1, description: 'What the consent is to' },
      ),
      metaData: Type.Optional(
        Type.Record(Type.String(), Type.String(), {
          description: 'What is filled into the resource’s text of consent, by name; at most 20',
        }),
      ),
    }),
    { minItems: 1, maxItems: 20, description: 'What is consented to' },
  ),
  requestMessage: Type.Optional(
    Type.Object(
      { nb: message('bokmål'), nn: message('nynorsk'), en: message('English') },
      { description: 'What the asker says to whoever answers' },
    ),
  ),
  redirectUrl: Type.Optional(
    Type.String({
      format: 'uri',
      maxLength: 2000,
      description: 'Where whoever has answered is led, with the answer in the query; https',
    }),
  ),
});

const consentRequest = {
  id: Uuid,
  from: Type.String(),
  to: Type.String(),
  validTo: ValidTo,
  consentRights: Type.Array(Type.Object({ ...consentRight, metaData: Type.Optional(Texts) })),
  requestMessage: Type.Optional(Texts),
  redirectUrl: Type.Optional(Type.String()),
  status: statusOf(STATUSES),
  consented: orNull(Instant),
  consentRequestEvents: Type.Array(
    Type.Object({
      eventType: statusOf([...STATUSES, 'Used']),
      performedBy: Type.String(),
      created: Instant,
      consentRequestID: Uuid,
    }),
  ),
  viewUri: Type.String({ description: 'Where the person answers' }),
};
export const ConsentRequest = Type.Object(consentRequest);

const Named = Type.Object({ name: Type.String(), organizationNumber: Type.Optional(Type.String()) });

/** A consent request as who answers it sees it: also who the two are. */
export const ConsentToAnswer = Type.Object(
  { ...consentRequest, fromParty: Named, toParty: Named },
  { title: 'ConsentToAnswer' },
);

/** What is told of a consent request before anybody has logged in. */
export const WhoAsksConsent = Type.Object(
  { asker: Type.Object({ number: Type.String(), name: Type.String() }), resources: Type.Array(Type.String()) },
  { title: 'WhoAsksConsent' },
);

/** A consent and between whom it is; `id` is a UUID, the others URNs. */
export const ConsentQuestion = Type.Object({
  id: uuid('Which consent'),
  from: Type.String({ description: `Who has given it: ${PERSON_URN}… or ${ORGANIZATION_URN}…` }),
  to: Type.String({ description: `Who has got it: ${ORGANIZATION_URN}…` }),
});

export const GrantedConsent = Type.Object({
  id: Uuid,
  from: Type.String(),
  to: Type.String(),
  consented: Instant,
  validTo: ValidTo,
  consentRights: Type.Array(Type.Object({ ...consentRight, metadata: Type.Optional(Texts) })),
});

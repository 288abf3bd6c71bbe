/** The wire forms of this room: XACML JSON in Altinn's dialect (altinn-pdp.md 4 and 5), and what the platform's own services ask. */
import { Type } from 'typebox';

const TextOrNull = Type.Union([Type.String(), Type.Null()]);
const optionalText = (description: string) => Type.Optional(Type.Union([Type.String(), Type.Null()], { description }));
const optionalFlag = (description: string) => Type.Optional(Type.Union([Type.Boolean(), Type.Null()], { description }));

const RequestAttribute = Type.Object(
  {
    AttributeId: Type.String({ description: 'Which attribute it is: a URI, e.g. urn:altinn:resource' }),
    Value: Type.String({ description: 'Always text, a number too; of several values each is an attribute of its own' }),
    DataType: optionalText('string (also when left out), anyURI or integer, or its URI of XML Schema'),
    Issuer: optionalText('Who vouches for the attribute; ignored'),
    IncludeInResult: optionalFlag('Whether the answer repeats the attribute in its category; false when left out'),
  },
  { title: 'RequestAttribute' },
);

const RequestCategory = Type.Object(
  {
    CategoryId: optionalText('URI of the category; needed in Category, and elsewhere in the place of the member’s own'),
    Id: optionalText('What a ReferenceId of this request names it by'),
    Attribute: Type.Optional(Type.Array(RequestAttribute, { description: 'What is known of it' })),
  },
  { title: 'RequestCategory' },
);
const categories = (description: string) => Type.Optional(Type.Array(RequestCategory, { description }));

export const XacmlRequest = Type.Object(
  {
    Request: Type.Object(
      {
        ReturnPolicyIdList: optionalFlag('Whether the answer is to name the policies; taken and ignored'),
        CombinedDecision: optionalFlag('Whether several results are to become one; taken and ignored'),
        AccessSubject: categories('Who wants access: a person, an organisation or a system user'),
        Action: categories('What it wants to do, by urn:oasis:names:tc:xacml:1.0:action:action-id'),
        Resource: categories('What it wants to do it to, and of which party that is'),
        Category: categories(
          'Any category by its CategoryId, e.g. the environment; not where MultiRequests are decided',
        ),
        RecipientSubject: categories('Who is to get what comes of it; taken and ignored'),
        IntermediarySubject: categories('Whom the request has gone through; taken and ignored'),
        RequestingMachine: categories('The machine that the request comes from; taken and ignored'),
        MultiRequests: Type.Optional(
          Type.Object(
            {
              RequestReference: Type.Array(
                Type.Object({
                  ReferenceId: Type.Array(Type.String(), {
                    description: 'Id of each category that takes part in this decision',
                  }),
                }),
                { description: 'A decision each, answered in this order' },
              ),
            },
            { description: 'Several decisions in one request' },
          ),
        ),
      },
      { description: 'The names of all members in any case' },
    ),
  },
  { title: 'XacmlRequest' },
);

const Explanation = Type.Object(
  {
    reason: Type.String(),
    decidedBy: Type.String(),
    policy: Type.Optional(Type.Object({ resourceId: Type.String(), policyId: Type.String(), version: Type.Integer() })),
    rule: Type.Optional(Type.Object({ id: Type.String(), line: Type.Optional(Type.Integer()), effect: Type.String() })),
    added: Type.Array(
      Type.Object({
        category: Type.Union([Type.Literal('subject'), Type.Literal('resource')]),
        attributeId: Type.String(),
        values: Type.Array(Type.String()),
        from: Type.String(),
      }),
    ),
    accepts: Type.Optional(Type.Array(Type.String())),
    has: Type.Optional(Type.Array(Type.String())),
    trace: Type.Optional(Type.String()),
  },
  { title: 'Explanation' },
);

const Obligation = Type.Object({
  id: Type.String(),
  attributeAssignment: Type.Array(
    Type.Object({
      attributeId: Type.String(),
      value: Type.String(),
      category: TextOrNull,
      dataType: Type.String(),
      issuer: Type.Null(),
    }),
  ),
});

const EchoedCategory = Type.Object({
  categoryId: Type.String(),
  id: Type.Null(),
  content: Type.Null(),
  attribute: Type.Array(
    Type.Object({
      attributeId: Type.String(),
      value: Type.String(),
      issuer: Type.Null(),
      dataType: Type.String(),
      includeInResult: Type.Boolean(),
    }),
  ),
});

const Result = Type.Object(
  {
    decision: Type.Union(
      (['Permit', 'Deny', 'NotApplicable', 'Indeterminate'] as const).map((decision) => Type.Literal(decision)),
    ),
    status: Type.Object({
      statusMessage: Type.Null(),
      statusDetails: Type.Null(),
      statusCode: Type.Object({ value: Type.String(), statusCode: Type.Null() }),
    }),
    obligations: Type.Union([Type.Array(Obligation), Type.Null()]),
    associateAdvice: Type.Null(),
    category: Type.Union([Type.Array(EchoedCategory), Type.Null()]),
    policyIdentifierList: Type.Null(),
    explanation: Type.Optional(Explanation),
  },
  { title: 'XacmlResult' },
);

export const XacmlResponse = Type.Object({ response: Type.Array(Result) }, { title: 'XacmlResponse' });

/** An attribute that names a party, a subject or a resource. */
export const Match = Type.Object({
  id: Type.String({ description: 'URN of the attribute, e.g. urn:altinn:resource' }),
  value: Type.String({ description: 'Its value' }),
});
const urnMatch = (description: string) =>
  Type.Object(
    {
      type: Type.String({ description: 'URN of what the value is' }),
      value: Type.String({ description: 'The value' }),
    },
    { description },
  );

export const PackageUrns = Type.Array(Type.String({ description: 'URN of an access package' }));
export const HeldAccess = Type.Object({ roles: Type.Array(Type.String()), accessPackages: PackageUrns });

const numberOrNull = Type.Union([Type.Integer(), Type.Null()]);

export const DelegationChange = Type.Object({
  delegationchangetype: Type.Integer(),
  resourceid: Type.String(),
  resourcetype: Type.Union([Type.Literal('AltinnApp'), Type.Literal('ResourceRegistry')]),
  instanceid: TextOrNull,
  action: Type.String(),
  offeredbypartyid: numberOrNull,
  fromuuid: Type.String(),
  fromuuidtype: Type.String(),
  coveredbypartyid: numberOrNull,
  coveredbyuserid: numberOrNull,
  touuid: Type.String(),
  touuidtype: Type.String(),
});

export const ShortPolicy = Type.Object({
  authorizationResources: Type.Array(Match),
  title: Type.Union([Type.Object({ nb: Type.String(), nn: Type.String(), en: Type.String() }), Type.Null()]),
  actions: Type.Array(
    Type.Object({
      match: Match,
      title: Type.String(),
      roleGrants: Type.Array(Type.Object({ roleTypeCode: Type.String(), isDelegable: Type.Boolean() })),
    }),
  ),
  minimumAuthenticationLevel: Type.Integer(),
});

export const AccessListQuestion = Type.Object({
  subject: urnMatch('Who may be on a list: urn:altinn:organization:identifier-no or urn:altinn:party:uuid'),
  resource: urnMatch('Whose lists are looked at: urn:altinn:resource'),
  action: urnMatch('What the list must open: urn:oasis:names:tc:xacml:1.0:action:action-id'),
});
export const AccessListAnswer = Type.Object({
  ...AccessListQuestion.properties,
  result: Type.Union([Type.Literal('NotDetermined'), Type.Literal('NotAuthorized'), Type.Literal('Authorized')]),
});

export const Reportee = Type.Object({
  partyId: Type.Integer(),
  partyUuid: Type.String(),
  partyTypeName: Type.Union([Type.Literal(1), Type.Literal(2)], { description: '1 = person, 2 = organisation' }),
  orgNumber: Type.String({ description: 'Empty for a person' }),
  unitType: TextOrNull,
  name: Type.String(),
  isDeleted: Type.Boolean(),
});

export const RoleMatch = Type.Object({ type: Type.Literal('altinn'), value: Type.String() });

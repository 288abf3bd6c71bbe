/** The forms in which policies and the tests beside them travel. */
import { Type } from 'typebox';
import { RESOURCE_MEMBERS } from '../resources/index.ts';
import { MAX_CHANGES } from './effect.ts';
import { MAX_TESTS } from './policy-tests.ts';

const Text = Type.String({ minLength: 1, maxLength: 300 });
const oneOf = (values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)));

const Decision = oneOf(['Permit', 'Deny', 'NotApplicable', 'Indeterminate']);

const PolicyTestView = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    subject: Type.Object({ type: oneOf(['person', 'organization', 'systemUser']), id: Type.String() }),
    party: Text,
    action: Text,
    within: Type.Optional(Type.String()),
    expected: oneOf(['Permit', 'Deny', 'NotApplicable']),
  },
  { title: 'PolicyTest' },
);
const Tests = Type.Array(PolicyTestView, { maxItems: MAX_TESTS });
const Policy = Type.String({ description: 'A policy in XACML 3.0', minLength: 1 });

export const NewPolicy = Type.Object({ xml: Policy });
export const NewTests = Type.Object({ tests: Tests });
export const NewTrial = Type.Object({ xml: Policy, tests: Type.Optional(Tests) });

export const AuthoredPolicy = Type.Object(
  {
    xml: Type.Union([Policy, Type.Null()]),
    version: Type.Integer({ minimum: 0, description: '0 = there is none' }),
    tests: Tests,
  },
  { title: 'AuthoredPolicy' },
);
export const PolicyVersion = Type.Object({ version: Type.Integer({ minimum: 1 }) });
export const Trial = Type.Object(
  {
    warnings: Type.Array(
      Type.Object({
        code: Type.String(),
        message: Type.String(),
        line: Type.Integer(),
        column: Type.Integer(),
      }),
    ),
    results: Type.Array(
      Type.Object({
        decision: Decision,
        reason: Type.String(),
        rule: Type.Optional(Type.Object({ id: Type.String(), line: Type.Optional(Type.Integer()) })),
      }),
    ),
    rules: Type.Array(
      Type.Object({
        id: Type.String(),
        line: Type.Integer(),
        tests: Type.Integer({ minimum: 0, description: 'How many of the tests it decided' }),
      }),
      { description: 'Every rule of the policy, in its order' },
    ),
  },
  { title: 'PolicyTrial' },
);

const Attributes = Type.Array(Type.Object({ id: Type.String(), value: Type.String() }));
export const PolicyEffect = Type.Object(
  {
    asked: Type.Integer({ description: 'How many requests were tried' }),
    isCut: Type.Boolean({ description: 'There were more to try' }),
    total: Type.Integer({ description: 'How many of them are answered otherwise' }),
    conditions: Type.Integer({ description: 'How many rules have a condition, which may depend on more' }),
    changes: Type.Array(
      Type.Object({
        subject: Attributes,
        action: Type.String(),
        within: Attributes,
        before: Decision,
        after: Decision,
      }),
      { maxItems: MAX_CHANGES },
    ),
  },
  { title: 'PolicyEffect' },
);

const Text4000 = Type.String({ maxLength: 4000 });
const Words = Type.Object({ nb: Text4000, nn: Text4000, en: Text4000 });

/** A resource of the organisation's own: whose it is, is who asks. Further members of the model are kept as they are. */
export const OwnResource = Type.Object(
  {
    ...RESOURCE_MEMBERS,
    rightDescription: Type.Optional(Type.Union([Words, Type.Null()])),
    version: Type.Optional(Type.String()),
    status: Type.Optional(Type.String()),
    homepage: Type.Optional(Type.String()),
    isPartOf: Type.Optional(Type.String()),
    keywords: Type.Optional(Type.Array(Type.Object({ word: Type.String(), language: Type.String() }))),
    thematicAreas: Type.Optional(Type.Array(Type.String())),
    contactPoints: Type.Optional(
      Type.Array(
        Type.Object({
          category: Type.Optional(Type.String()),
          email: Type.Optional(Type.String()),
          telephone: Type.Optional(Type.String()),
          contactPage: Type.Optional(Type.String()),
        }),
      ),
    ),
    selfIdentifiedUserEnabled: Type.Optional(Type.Boolean()),
    enterpriseUserEnabled: Type.Optional(Type.Boolean()),
  },
  { title: 'OwnResource' },
);
export const ResourceVersion = Type.Object({ identifier: Type.String(), version: Type.Integer({ minimum: 1 }) });
export const ServiceOwner = Type.Object({ organization: Type.String(), orgcode: Type.String() });

/** As many as a page can show at once. */
export const MAX_LISTS = 500;
const ListIdentifier = Type.String({ pattern: '^[a-z0-9-]{2,50}$' });
const Instant = Type.String({ format: 'date-time' });
const OrganizationNumber = Type.String({ pattern: '^\\d{9}$' });
const Actions = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
  maxItems: 100,
  description: 'The actions that members get; none = all',
});

export const NewAccessList = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200, description: 'Without control characters' }),
  description: Type.String({ maxLength: 4000, description: 'Without control characters but line breaks' }),
});
export const NewListConnection = Type.Object({ actions: Actions });

export const OwnAccessList = Type.Object(
  {
    identifier: ListIdentifier,
    name: Type.String(),
    description: Type.String(),
    version: Type.Integer({ minimum: 1 }),
    createdAt: Instant,
    updatedAt: Instant,
    members: Type.Integer({ minimum: 0, description: 'How many' }),
    resources: Type.Array(Type.Object({ identifier: Type.String(), actions: Actions })),
  },
  { title: 'OwnAccessList' },
);
export const OwnAccessLists = Type.Object({
  lists: Type.Array(OwnAccessList, { maxItems: MAX_LISTS }),
  whole: Type.Boolean({ description: 'There are no more than these' }),
});
export const OwnListMembers = Type.Object({
  members: Type.Array(
    Type.Object({
      organization: OrganizationNumber,
      name: Type.Optional(Type.String({ description: 'Left out where the register has no such organisation' })),
      since: Instant,
    }),
  ),
  next: Type.Optional(Type.String({ description: 'Given as `after` it brings the next page' })),
});
export const ListVersion = Type.Object({ identifier: ListIdentifier, version: Type.Integer({ minimum: 1 }) });

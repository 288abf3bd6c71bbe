/** The forms in which policies and the tests beside them travel. */
import { Type } from 'typebox';
import { RESOURCE_MEMBERS, RIGHT_WORDS } from '../resources/index.ts';
import { MAX_CHANGES } from './effect.ts';
import { MAX_TESTS } from './policy-tests.ts';

const text = (description: string) => Type.String({ minLength: 1, maxLength: 300, description });
const oneOf = (values: readonly string[], words = {}) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    words,
  );

const Decision = oneOf(['Permit', 'Deny', 'NotApplicable', 'Indeterminate']);

const PolicyTestView = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, description: 'What it is about, for people' }),
    subject: Type.Object(
      {
        type: oneOf(['person', 'organization', 'systemUser'], { description: 'What the subject is' }),
        id: Type.String({
          description: 'Number of a synthetic person or of an organisation, or UUID of a system user',
        }),
      },
      { description: 'Who asks' },
    ),
    party: text('Whom the resource is about: number of an organisation or of a synthetic person'),
    action: text('What the subject wants to do, e.g. read'),
    within: Type.Optional(Type.String({ description: 'A part of the resource, e.g. urn:altinn:task:Task_1' })),
    expected: oneOf(['Permit', 'Deny', 'NotApplicable'], { description: 'What the answer must be' }),
  },
  { title: 'PolicyTest' },
);
const Tests = Type.Array(PolicyTestView, { maxItems: MAX_TESTS, description: 'Tests of the policy, in their order' });
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

const inLanguage = (language: string) => Type.String({ maxLength: 4000, description: `In ${language}` });
const Words = Type.Object({ nb: inLanguage('bokmål'), nn: inLanguage('nynorsk'), en: inLanguage('English') });

const said = (description: string) => Type.Optional(Type.String({ description }));

/** A resource of the organisation's own: whose it is, is who asks. Further members of the model are kept as they are. */
export const OwnResource = Type.Object(
  {
    ...RESOURCE_MEMBERS,
    rightDescription: Type.Optional(Type.Union([Words, Type.Null()], { description: RIGHT_WORDS })),
    version: said('The owner’s own version of it'),
    status: said('UnderDevelopment, Completed, Deprecated or Withdrawn'),
    homepage: said('Address of a page about it'),
    isPartOf: said('What it belongs to, e.g. Altinn'),
    keywords: Type.Optional(
      Type.Array(
        Type.Object({
          word: Type.String({ description: 'What somebody may search for' }),
          language: Type.String({ description: 'Language of the word: nb, nn or en' }),
        }),
        { description: 'By what it is to be found' },
      ),
    ),
    thematicAreas: Type.Optional(Type.Array(Type.String(), { description: 'What it is about' })),
    contactPoints: Type.Optional(
      Type.Array(
        Type.Object({
          category: said('What one is there for, e.g. support'),
          email: said('E-mail address'),
          telephone: said('Telephone number'),
          contactPage: said('Address of a page with a form'),
        }),
        { description: 'Who is to be asked about it' },
      ),
    ),
    selfIdentifiedUserEnabled: Type.Optional(
      Type.Boolean({ description: 'Whether it is for users who have registered themselves' }),
    ),
    enterpriseUserEnabled: Type.Optional(Type.Boolean({ description: 'Whether it is for enterprise users' })),
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

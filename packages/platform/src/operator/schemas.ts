import { Type } from 'typebox';
import { OpenSession } from '../authentication/index.ts';

const name = Type.String({ minLength: 1, maxLength: 200, description: 'As the register has it' });
const personNumber = Type.String({ pattern: '^\\d{11}$', description: 'Eleven digits' });
const form = Type.String({ maxLength: 10, description: 'Code of the organisation’s form, such as AS or ORGL' });
const prefix = Type.String({ maxLength: 50, description: 'What the names of its scopes begin with' });
const code = Type.String({ maxLength: 20, description: 'The code by which it owns services and apps' });

const Administrator = Type.Object(
  { personNumber, name },
  { title: 'OrganizationAdministrator', additionalProperties: false },
);

export const OrganizationNumber = Type.String({ pattern: '^\\d{9}$', description: 'Nine digits' });

export const Organization = Type.Object(
  {
    number: OrganizationNumber,
    name: Type.String(),
    form: Type.String(),
    serviceOwner: Type.Union([Type.String(), Type.Null()]),
    prefixes: Type.Array(Type.String()),
    administrators: Type.Array(
      Type.Object({ personNumber: Type.String(), name: Type.String() }, { title: 'HeldAdministrator' }),
    ),
  },
  { title: 'OperatedOrganization' },
);

/** What is left out stays as it is; a list that is given is the whole list. */
export const OrganizationWish = Type.Object(
  {
    name: Type.Optional(name),
    form: Type.Optional(form),
    serviceOwner: Type.Optional(
      Type.Union([code, Type.Null()], {
        description: 'The code by which it owns resources and apps; null = it is no service owner',
      }),
    ),
    prefixes: Type.Optional(
      Type.Array(prefix, { maxItems: 100, description: 'What the names of its scopes begin with' }),
    ),
    administrators: Type.Optional(
      Type.Array(Administrator, { maxItems: 100, description: 'Persons who administer the organisation' }),
    ),
  },
  { title: 'OrganizationWish', additionalProperties: false },
);

export const Me = Type.Object({ operator: Type.Boolean() }, { title: 'OperatorState' });

export const Claim = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 100, description: 'As `portvakt operator code` has told it' }) },
  { title: 'OperatorClaim', additionalProperties: false },
);

export const MadeCode = Type.Object(
  {
    code: Type.String({ description: 'Told here and never again' }),
    expires: Type.String({ format: 'date-time' }),
  },
  { title: 'OperatorCode' },
);

export const Operator = Type.Object(
  { id: Type.String({ format: 'uuid' }), name: Type.String(), since: Type.String({ format: 'date-time' }) },
  { title: 'Operator' },
);

const count = Type.Integer({ minimum: 0 });

export const LoggedInPerson = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    name: Type.String(),
    sessions: count,
    lastUsed: Type.String({ format: 'date-time' }),
  },
  { title: 'LoggedInPerson' },
);

export const SessionsOfPerson = Type.Object(
  {
    name: Type.Union([Type.String(), Type.Null()], { description: 'null = there is no such person' }),
    sessions: Type.Array(OpenSession),
  },
  { title: 'SessionsOfPerson' },
);

/** How far a set-up has come. */
export const Setup = Type.Object(
  {
    operators: count,
    organizations: count,
    ownScopes: Type.Integer({ minimum: 0, description: 'Scopes besides the platform’s own' }),
    clients: count,
    keys: count,
    resources: count,
    issued: Type.Boolean({ description: 'Whether a token has been given to a client' }),
    organization: Type.Union([OrganizationNumber, Type.Null()], {
      description: 'The organisation that operates the platform, where one is configured',
    }),
    prefixes: Type.Array(Type.Object({ prefix: Type.String(), owner: Type.String() }, { title: 'OwnedPrefix' })),
    missingScopes: Type.Array(Type.String(), {
      description: 'Scopes of the platform’s own operations that are not there',
    }),
  },
  { title: 'PlatformSetup' },
);

export const ScopesWish = Type.Object(
  { organization: OrganizationNumber },
  { title: 'PlatformScopesWish', additionalProperties: false },
);

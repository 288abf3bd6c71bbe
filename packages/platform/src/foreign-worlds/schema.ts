/** The form of a world file, from which the JSON Schema for editors is written too. What it leaves open is left to the rooms, which judge it as their APIs do. */
import { type Static, type TSchema, Type } from 'typebox';

const text = (description: string, max = 255) => Type.String({ minLength: 1, maxLength: max, description });
const texts = (description: string, max = 300) => Type.Array(text('', max), { maxItems: 500, description });
const organization = (description: string) =>
  Type.String({ pattern: '^\\d{9}$', description: `nine digits: ${description}` });
const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}', description: 'a date of the form 2026-01-31' });
const uuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  description: 'a UUID; one is made up when it is left out',
});
const number = (description: string) => Type.Integer({ minimum: 1, description });
const LANGUAGES = Type.Record(Type.String(), Type.String(), { description: 'texts by language: nb, nn and en' });

/** Who gives: somebody who may, by the rules of the API; left out = whoever of the party can. */
const BY = Type.Optional(
  Type.String({
    pattern: '^\\d{11}$',
    description: 'eleven digits: the person who gives; whoever of the party can, when left out',
  }),
);
const PARTY = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'an organisation number, a person number, or a user name',
});
const SYSTEM_USER = Type.Object(
  {
    system: text('The id of the system'),
    customer: organization('the customer'),
    externalRef: Type.Optional(text('The reference; the customer’s number when left out')),
  },
  { description: 'a system user, by its system, customer and reference' },
);
const RECEIVER = Type.Union([PARTY, SYSTEM_USER], {
  description: 'a number, a user name, or a system user {system, customer}',
});
const RESOURCE_WISH = Type.Union(
  [
    text('The id of a resource: all that can be given on it', 300),
    Type.Object({
      resource: text('The id of a resource', 300),
      actions: Type.Optional(texts('These actions alone')),
      instance: Type.Optional(text('On this instance alone, by its URN', 300)),
    }),
  ],
  { description: 'the id of a resource, or {resource, actions, instance}' },
);
const RIGHT = Type.Union(
  [
    text('', 300),
    Type.Object({
      action: Type.Optional(text('')),
      resource: Type.Array(Type.Object({ id: text(''), value: text('', 300) }), { minItems: 1, maxItems: 20 }),
    }),
  ],
  { description: 'a resource of the registry, or {action, resource}' },
);

/** The sections that the register reads, for editors: it reads them by rules of its own. */
const REGISTER = {
  organizations: Type.Object(
    {
      organizationNumber: organization('the organisation'),
      name: text('Its name', 200),
      form: text('A code such as AS, ENK or BEDR', 20),
      parent: Type.Optional(organization('the main unit')),
      serviceOwnerCode: Type.Optional(text('The code under which it owns services', 20)),
      partyId: Type.Optional(number('Given out when left out')),
      uuid: Type.Optional(uuid),
      isDeleted: Type.Optional(Type.Boolean()),
      deletedAt: Type.Optional(day),
    },
    { description: 'An organisation' },
  ),
  persons: Type.Object(
    {
      personNumber: Type.String({ pattern: '^\\d{11}$', description: 'eleven digits, synthetic' }),
      name: text('The last name last', 200),
      userName: Type.Optional(text('By which others may name the person', 200)),
      partyId: Type.Optional(number('Given out when left out')),
      userId: Type.Optional(number('Given out when left out')),
      uuid: Type.Optional(uuid),
      isDeleted: Type.Optional(Type.Boolean()),
      deletedAt: Type.Optional(day),
    },
    { description: 'A person with a number' },
  ),
  users: Type.Object(
    {
      name: text('A user name or an e-mail address', 200),
      partyId: Type.Optional(number('Given out when left out')),
      userId: Type.Optional(number('Given out when left out')),
      uuid: Type.Optional(uuid),
    },
    { description: 'A user without a number' },
  ),
  roles: Type.Object(
    {
      holder: text('The number of who has it'),
      role: text('A code such as DAGL or REGN, a name or a URN'),
      organization: text('The number of the party that it is for'),
    },
    { description: 'A role that somebody has for an organisation' },
  ),
};

/** The sections that this room reads, in the order in which they are put in. */
export const SECTIONS = {
  prefixes: Type.Object(
    {
      prefix: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,49}$', description: 'small letters, digits and -' }),
      owner: organization('who owns its scopes'),
    },
    { description: 'A prefix of scopes' },
  ),
  scopes: Type.Object(
    {
      name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,49}:[^\\s?#]{1,200}$', description: '<prefix>:<subscope>' }),
      description: text('Short text'),
      access: Type.Optional(
        Type.Array(organization('an organisation'), { maxItems: 10_000, description: 'Who may use it' }),
      ),
      delegable: Type.Optional(Type.Boolean({ description: 'Others may use it for their customers, as Altinn tells' })),
      long_description: Type.Optional(text('Long text', 1023)),
      visibility: Type.Optional(
        Type.Enum(['PUBLIC', 'PRIVATE', 'INTERNAL'], { description: 'PUBLIC, PRIVATE or INTERNAL' }),
      ),
      accessible_for_all: Type.Optional(Type.Boolean({ description: 'Every organisation may use it' })),
      allowed_integration_types: Type.Optional(texts('Which kinds of clients may use it; maskinporten when left out')),
      delegation_source: Type.Optional(text('Who tells of delegations, in place of delegable')),
      at_max_age: Type.Optional(Type.Integer({ minimum: 0, description: 'seconds' })),
      token_type: Type.Optional(text('SELF_CONTAINED or OPAQUE')),
      enforced_aud_for_access_token: Type.Optional(text('', 500)),
    },
    { description: 'A scope; members are spelt as the API spells them' },
  ),
  resources: Type.Object(
    {
      identifier: text('Its id', 200),
      policy: Type.Optional(
        Type.String({ description: 'its policy: XACML XML, or the name of a file beside this one' }),
      ),
    },
    { description: 'A resource as it is posted to Altinn’s registry' },
  ),
  clients: Type.Object(
    {
      organization: organization('whose it is'),
      name: text('What it is called; known again by that unless there is an id'),
      clientId: Type.Optional(
        Type.String({ pattern: '^[A-Za-z0-9._-]{1,100}$', description: '1 to 100 letters, digits, ".", "_" or "-"' }),
      ),
      description: Type.Optional(text('What it is for')),
      scopes: texts('All scopes that it has'),
      access_token_lifetime: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400, description: 'seconds' })),
      keys: Type.Optional(
        Type.Array(Type.Record(Type.String(), Type.Unknown()), {
          maxItems: 5,
          description: 'its public keys, JWKs, at most five',
        }),
      ),
    },
    { description: 'A client of Maskinporten' },
  ),
  systems: Type.Object(
    {
      id: Type.String({ pattern: '^\\d{9}_', description: '<number of the vendor>_<name>' }),
      name: LANGUAGES,
      description: LANGUAGES,
      rights: Type.Optional(Type.Array(RIGHT, { maxItems: 500 })),
      accessPackages: Type.Optional(texts('URNs')),
      clients: Type.Optional(texts('Names of clients of this file, or ids')),
      isVisible: Type.Optional(Type.Boolean()),
      allowedRedirectUrls: Type.Optional(texts('', 2000)),
    },
    { description: 'A system of the System Register' },
  ),
  systemUsers: Type.Object(
    {
      system: text('The id of the system'),
      customer: organization('the customer'),
      externalRef: Type.Optional(text('Tells several of one customer apart')),
      kind: Type.Optional(
        Type.Enum(['standard', 'agent'], { description: 'standard or agent; standard when left out' }),
      ),
      title: Type.Optional(text('What the customer sees')),
      rights: Type.Optional(Type.Array(RIGHT, { maxItems: 500 })),
      accessPackages: Type.Optional(texts('URNs')),
      by: BY,
    },
    { description: 'A system user that the customer has approved; with all that the system has when it names nothing' },
  ),
  delegations: Type.Object(
    {
      from: PARTY,
      to: RECEIVER,
      packages: Type.Optional(texts('Access packages, by URN or name')),
      resources: Type.Optional(Type.Array(RESOURCE_WISH, { maxItems: 500 })),
      roles: Type.Optional(texts('Roles, by code, name or URN')),
      by: BY,
    },
    { description: 'What somebody has given somebody' },
  ),
  suppliers: Type.Object(
    {
      consumer: organization('who lets the other use its scopes'),
      supplier: organization('who uses them'),
      resources: Type.Optional(texts('Resources of type MaskinportenSchema')),
      by: BY,
    },
    { description: 'A supplier of Maskinporten' },
  ),
  clientRelations: Type.Object(
    {
      facilitator: organization('the accountant, auditor, business manager or rightholder'),
      client: PARTY,
      agent: RECEIVER,
      role: text('By which role the facilitator has it: a code, a name or a URN'),
      packages: Type.Optional(texts('Access packages, by URN or name')),
      resources: Type.Optional(texts('Ids of resources')),
      by: BY,
    },
    { description: 'What an agent has of a client through its facilitator' },
  ),
} satisfies Record<string, TSchema>;

export type Section = keyof typeof SECTIONS;
export type Item<S extends Section> = Static<(typeof SECTIONS)[S]>;
export type Receiver = Static<typeof RECEIVER>;
export type RightWish = Static<typeof RIGHT>;

const list = (items: TSchema) => Type.Optional(Type.Array(items));
const lists = Object.fromEntries(Object.entries({ ...REGISTER, ...SECTIONS }).map(([name, one]) => [name, list(one)]));

/** The JSON Schema that editors read. */
export const worldSchema = (): string =>
  `${JSON.stringify(
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'A world for portvakt register import',
      ...Type.Object({ $schema: Type.Optional(Type.String()), ...lists }),
    },
    null,
    2,
  )}\n`;

/** The form of a set-up file, from which the JSON Schema for editors is written too. */
import { type Static, type TSchema, Type } from 'typebox';
import { SECTIONS } from './model.ts';

const closed = { additionalProperties: false } as const;
const text = (description: string, max = 255) => Type.String({ minLength: 1, maxLength: max, description });
const flag = (description: string) => Type.Boolean({ description });
const seconds = (description: string) => Type.Integer({ minimum: 0, maximum: 86_400, description });
const texts = (description: string, max = 255) => Type.Array(text('', max), { maxItems: 500, description });

/** A number in YAML is one, quotes or not. */
const organization = (description: string) =>
  Type.Union([Type.String({ pattern: '^\\d{9}$' }), Type.Integer({ minimum: 100_000_000, maximum: 999_999_999 })], {
    description: `nine digits: ${description}`,
  });

const INTEGRATION_TYPES = [
  'maskinporten',
  'idporten',
  'api_klient',
  'ansattporten',
  'krr',
  'eformidling',
  'idporten_saml2',
] as const;

const LANGUAGES = Type.Object(
  { nb: text('bokmål', 4000), nn: text('nynorsk', 4000), en: text('English', 4000) },
  { ...closed, description: 'texts in nb, nn and en' },
);

const KEY = Type.Union(
  [
    Type.Object(
      {
        store: text(
          'Where altinn-jwks keeps it: a folder, from this file on, or https://<vault>.vault.azure.net/',
          1000,
        ),
        set: text('The name of the key set', 100),
      },
      closed,
    ),
    Type.Object(
      {
        file: text('A file with public keys, from this file on: JWK, a list of them, a JWKS, or PEM with a kid', 1000),
        kid: Type.Optional(text('The kid, for PEM', 255)),
      },
      closed,
    ),
  ],
  { description: 'store and set, or file: a key is referred to and never stands here' },
);

const CLIENT = Type.Object(
  {
    name: text('The name by which it is known in self-service; the id where several have it'),
    id: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9._-]{1,100}$',
        description: 'client_id, of one that is there or to be made so',
      }),
    ),
    description: Type.Optional(text('What it is for')),
    scopes: Type.Optional(texts('All scopes that it has', 300)),
    access_token_lifetime: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400, description: 'Seconds' })),
    keys: Type.Optional(
      Type.Array(KEY, { minItems: 1, maxItems: 5, description: 'All its public keys, five at most' }),
    ),
    integration_type: Type.Optional(
      Type.Enum(INTEGRATION_TYPES, { description: 'Which service; maskinporten when left out' }),
    ),
    application_type: Type.Optional(Type.Enum(['web', 'browser', 'native'])),
    token_endpoint_auth_method: Type.Optional(
      Type.Enum(['private_key_jwt', 'none', 'client_secret_post', 'client_secret_basic']),
    ),
    grant_types: Type.Optional(texts('Grants')),
    redirect_uris: Type.Optional(texts('Where a login may return to', 2000)),
    post_logout_redirect_uris: Type.Optional(texts('Where a logout may return to', 2000)),
    frontchannel_logout_uri: Type.Optional(text('', 2000)),
    frontchannel_logout_session_required: Type.Optional(flag('')),
    authorization_lifetime: Type.Optional(Type.Integer({ minimum: 0 })),
    refresh_token_lifetime: Type.Optional(Type.Integer({ minimum: 0 })),
    refresh_token_usage: Type.Optional(Type.Enum(['REUSE', 'ONETIME'])),
    code_challenge_method: Type.Optional(Type.Enum(['none', 'S256'])),
    sso_disabled: Type.Optional(flag('')),
    logo_uri: Type.Optional(text('', 2000)),
    client_uri: Type.Optional(text('', 2000)),
  },
  { ...closed, description: 'A client (integration) of self-service' },
);

const SCOPE = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,49}:[^\\s?#]{1,200}$', description: '<prefix>:<subscope>' }),
    description: text('Short text'),
    long_description: Type.Optional(text('Long text', 1023)),
    visibility: Type.Optional(Type.Enum(['PUBLIC', 'PRIVATE', 'INTERNAL'], { description: 'Who sees it' })),
    accessible_for_all: Type.Optional(flag('Every organisation may use it')),
    allowed_integration_types: Type.Optional(
      Type.Array(Type.Enum(INTEGRATION_TYPES), { maxItems: 20, description: 'Which kinds of clients may use it' }),
    ),
    delegation_source: Type.Optional(text('Who tells of delegations, as GET /delegationsources has it')),
    at_max_age: Type.Optional(seconds('How long a token with it may last, seconds')),
    authorization_max_lifetime: Type.Optional(Type.Integer({ minimum: 0 })),
    token_type: Type.Optional(Type.Enum(['SELF_CONTAINED', 'OPAQUE'])),
    requires_user_consent: Type.Optional(flag('')),
    requires_user_authentication: Type.Optional(flag('')),
    requires_pseudonymous_tokens: Type.Optional(flag('')),
    enforced_aud_for_access_token: Type.Optional(text('', 500)),
    access: Type.Optional(
      Type.Array(organization('an organisation'), {
        maxItems: 10_000,
        description: 'All organisations that have access',
      }),
    ),
  },
  { ...closed, description: 'A scope of your own' },
);

const RIGHT = Type.Union(
  [
    Type.String({ minLength: 1, maxLength: 300 }),
    Type.Object(
      {
        action: Type.Optional(text('')),
        resource: Type.Array(Type.Object({ id: text(''), value: text('', 300) }, closed), {
          minItems: 1,
          maxItems: 20,
        }),
      },
      closed,
    ),
  ],
  { description: 'a resource of the registry, or org/app' },
);
const RIGHTS = Type.Array(RIGHT, { maxItems: 500, description: 'Resources of the registry, or org/app' });
const PACKAGE = Type.String({
  pattern: '^urn:altinn:accesspackage:[A-Za-z0-9_-]+$',
  description: 'of the form urn:altinn:accesspackage:<name>',
});
const PACKAGES = Type.Array(PACKAGE, { maxItems: 500, description: 'Access packages' });

const SYSTEM = Type.Object(
  {
    id: Type.String({
      pattern: '^\\d{9}_[^\\s/\\\\?#%]{1,240}$',
      description: 'your organisation number, an underscore and a name; it can never be used again',
    }),
    name: LANGUAGES,
    description: LANGUAGES,
    rights: Type.Optional(RIGHTS),
    accessPackages: Type.Optional(PACKAGES),
    clients: Type.Optional(texts('All its clients: their names in this file, or ids')),
    isVisible: Type.Optional(flag('Customers find it in Altinn and make a system user themselves')),
    allowedRedirectUrls: Type.Optional(texts('Where a customer may come back to', 2000)),
  },
  { ...closed, description: 'A system of Altinn’s System Register' },
);

const REQUEST = Type.Object(
  {
    system: text('The id of the system'),
    customer: organization('the customer'),
    kind: Type.Optional(Type.Enum(['standard', 'agent'], { description: 'standard when left out' })),
    externalRef: Type.Optional(
      Type.String({
        pattern: '^[a-zA-Z0-9øØæÆåÅ_-]{1,255}$',
        description: 'tells several of one customer apart; its number when left out',
      }),
    ),
    integrationTitle: Type.Optional(text('What the customer sees')),
    rights: Type.Optional(RIGHTS),
    accessPackages: Type.Optional(PACKAGES),
    redirectUrl: Type.Optional(text('Where the customer comes back to', 2000)),
  },
  { ...closed, description: 'A customer that is asked for a system user' },
);

const RESOURCE = Type.Object(
  {
    identifier: Type.String({
      pattern: '^[a-z0-9_-]{4,200}$',
      description: '4 to 200 characters of a–z, 0–9, _ and -',
    }),
    resourceType: Type.Enum(
      [
        'GenericAccessResource',
        'MaskinportenSchema',
        'Systemresource',
        'BrokerService',
        'CorrespondenceService',
        'Consent',
        'AltinnApp',
        'Altinn2Service',
        'MigratedApp',
      ],
      { description: 'What it is' },
    ),
    title: LANGUAGES,
    description: LANGUAGES,
    rightDescription: Type.Optional(LANGUAGES),
    hasCompetentAuthority: Type.Object(
      {
        organization: organization('the owner'),
        orgcode: text('The service owner’s code', 20),
        name: Type.Optional(Type.Record(Type.String(), Type.String())),
      },
      { ...closed, description: 'Whose it is' },
    ),
    policy: Type.Optional(text('A file with its policy, XACML XML, from this file on', 1000)),
  },
  {
    additionalProperties: true,
    description: 'A resource of Altinn’s registry; members beyond these go along as they are',
  },
);

const ORGANIZATION = Type.Object(
  {
    number: organization('the organisation'),
    name: Type.Optional(text('Its name; needed when the register does not have it', 200)),
    form: Type.Optional(Type.String({ pattern: '^[A-ZÆØÅ]{1,10}$', description: 'a code such as AS or ORGL' })),
    serviceOwner: Type.Optional(
      Type.String({
        pattern: '^[a-z][a-z0-9-]{1,19}$',
        description: '2 to 20 of a–z, 0–9 and -, a letter first: the code under which it owns services',
      }),
    ),
    prefixes: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,49}$', description: 'small letters, digits and -' }), {
        maxItems: 100,
        description: 'All prefixes of its scopes',
      }),
    ),
    administrators: Type.Optional(
      Type.Array(
        Type.Object(
          {
            personNumber: Type.String({ pattern: '^\\d{11}$', description: 'eleven digits, in quotes' }),
            name: text('As the register has it', 200),
          },
          closed,
        ),
        { maxItems: 100, description: 'All who administer it' },
      ),
    ),
  },
  { ...closed, description: 'An organisation of a platform that you operate' },
);

const list = <T extends TSchema>(items: T, description: string) =>
  Type.Optional(Type.Array(items, { maxItems: 2000, description }));

export const SETUP_FILE = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    organization: Type.Optional(organization('the organisation whose set-up this is, as the credentials')),
    prune: Type.Optional(
      Type.Union([Type.Boolean(), Type.Array(Type.Enum(SECTIONS))], {
        description: `true, or a list of ${SECTIONS.join(', ')}: what is there and not in this file is taken away`,
      }),
    ),
    organizations: list(ORGANIZATION, 'Organisations of a platform that you operate; none is ever taken away'),
    scopes: list(SCOPE, 'Your scopes, and who may use them'),
    clients: list(CLIENT, 'Your clients, with their keys'),
    resources: list(RESOURCE, 'Your resources, with their policies'),
    systems: list(SYSTEM, 'Your systems'),
    systemUserRequests: list(REQUEST, 'Customers that you ask for system users'),
  },
  { ...closed, description: 'A set-up for portvakt plan and apply' },
);

export type SetupFile = Static<typeof SETUP_FILE>;
export type KeyReference = Static<typeof KEY>;
export type RightInFile = Static<typeof RIGHT>;

/** The JSON Schema that editors read. */
export const editorSchema = (): string =>
  `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title: 'portvakt.yaml', ...SETUP_FILE }, null, 2)}\n`;

/** The forms of the self-service API (maskinporten.md 5.2, 6.2 to 6.5), one a thing. */
import { type TSchema, Type } from 'typebox';
import { APPLICATION_TYPES, AUTH_METHODS, GRANT_TYPES, INTEGRATION_TYPES } from './model.ts';

const oneOf = (values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)));
const list = (items: TSchema) => Type.Array(items);
const Optional = Type.Optional;
const Text = Type.String();
const Time = Type.String({ format: 'date-time' });
const Seconds = Type.Integer({ minimum: 0 });
export const OrganizationNumber = Type.String({ pattern: '^[0-9]{9}$' });
/** What may stand in an address: client ids, kids, ids of entries. */
const Id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,100}$' });
const times = { created: Time, last_updated: Time };

export const ApiErrorResponse = Type.Object({
  status: Type.Integer(),
  timestamp: Time,
  correlation_id: Text,
  error: Text,
  error_description: Text,
  errors: list(
    Type.Object({
      errorMessage: Text,
      isFieldError: Type.Boolean(),
      objectName: Text,
      fieldIdentifier: Text,
    }),
  ),
});

/** Kept and given back although Maskinporten ignores them. */
const keptFields = {
  authorization_lifetime: Optional(Seconds),
  refresh_token_lifetime: Optional(Seconds),
  refresh_token_usage: Optional(oneOf(['REUSE', 'ONETIME'])),
  redirect_uris: Optional(list(Text)),
  post_logout_redirect_uris: Optional(list(Text)),
  frontchannel_logout_uri: Optional(Text),
  frontchannel_logout_session_required: Optional(Type.Boolean()),
  code_challenge_method: Optional(oneOf(['none', 'S256'])),
  sso_disabled: Optional(Type.Boolean()),
  logo_uri: Optional(Text),
  client_uri: Optional(Text),
};

export const NewClient = Type.Object(
  {
    client_name: Type.String({ minLength: 1, maxLength: 255 }),
    description: Optional(Type.String({ maxLength: 255 })),
    integration_type: oneOf(INTEGRATION_TYPES),
    client_id: Optional(Id),
    client_orgno: Optional(OrganizationNumber),
    supplier_orgno: Optional(OrganizationNumber),
    active: Optional(Type.Boolean({ default: true })),
    application_type: Optional(oneOf(APPLICATION_TYPES)),
    token_endpoint_auth_method: Optional(oneOf(AUTH_METHODS)),
    grant_types: Optional(list(oneOf(GRANT_TYPES))),
    scopes: Optional(list(Text)),
    access_token_lifetime: Optional(Type.Integer({ minimum: 1, maximum: 86_400, default: 120 })),
    ...keptFields,
  },
  { title: 'NewClient' },
);

const client = {
  client_id: Text,
  client_name: Text,
  description: Text,
  client_orgno: OrganizationNumber,
  supplier_orgno: Optional(OrganizationNumber),
  active: Type.Boolean(),
  integration_type: oneOf(INTEGRATION_TYPES),
  application_type: oneOf(APPLICATION_TYPES),
  token_endpoint_auth_method: oneOf(AUTH_METHODS),
  grant_types: list(oneOf(GRANT_TYPES)),
  scopes: list(Text),
  access_token_lifetime: Type.Integer(),
  ...keptFields,
  ...times,
};
export const Client = Type.Object(client, { title: 'Client' });
/** The secret is told once, to whoever made it. */
export const ClientWithSecret = Type.Object(
  { ...client, client_secret: Optional(Text) },
  { title: 'ClientWithSecret' },
);

const jwk = {
  kty: Type.Literal('RSA'),
  use: Type.Literal('sig'),
  alg: oneOf(['RS256', 'RS384', 'RS512']),
  kid: Type.String({ pattern: '^[A-Za-z0-9._-]{1,255}$' }),
  n: Text,
  e: Text,
  x5c: Optional(list(Text)),
};
export const NewKey = Type.Object({ ...jwk, exp: Optional(Type.Integer()) }, { title: 'NewKey' });
export const NewKeySet = Type.Object(
  { keys: Type.Array(NewKey, { minItems: 1, maxItems: 5 }) },
  { title: 'NewKeySet' },
);
export const Key = Type.Object({ ...jwk, exp: Type.Integer(), created: Time }, { title: 'ClientKey' });
export const KeySet = Type.Object(
  { keys: list(Key), created: Optional(Time), last_updated: Optional(Time) },
  { title: 'ClientKeySet' },
);
/** A PEM public key or certificate, or a JWK. */
export const KeyText = Type.Union([Text, NewKey]);

export const NewOnBehalfOf = Type.Object(
  {
    onbehalfof: Id,
    name: Type.String({ minLength: 1, maxLength: 255 }),
    orgno: OrganizationNumber,
    description: Optional(Type.String({ maxLength: 255 })),
    uri: Optional(Type.String({ format: 'uri', maxLength: 2000 })),
    logo_uri: Optional(Type.String({ format: 'uri', maxLength: 2000 })),
  },
  { title: 'NewOnBehalfOf' },
);
export const OnBehalfOf = Type.Object(
  {
    onbehalfof: Text,
    name: Text,
    orgno: OrganizationNumber,
    organization_name: Optional(Text),
    description: Optional(Text),
    uri: Optional(Text),
    logo_uri: Optional(Text),
    ...times,
  },
  { title: 'OnBehalfOf' },
);

/** With what can only be read, where there is anything in it. */
export const WholeClient = Type.Object(
  {
    ...client,
    jwks: Optional(Type.Object({ keys: list(Key) })),
    onbehalfof: Optional(list(OnBehalfOf)),
  },
  { title: 'WholeClient' },
);

const Visibility = oneOf(['PUBLIC', 'PRIVATE', 'INTERNAL']);
const TokenType = oneOf(['SELF_CONTAINED', 'OPAQUE']);
const MaybeFlag = Optional(Type.Boolean({ default: false }));
const Short = Type.String({ maxLength: 255 });
const Long = Type.String({ maxLength: 1023 });
const scopeTexts = {
  long_description: Optional(Long),
  'description#nn': Optional(Short),
  'description#en': Optional(Short),
  'description#se': Optional(Short),
  'long_description#nn': Optional(Long),
  'long_description#en': Optional(Long),
  'long_description#se': Optional(Long),
};
const scopeRules = {
  delegation_source: Optional(Text),
  at_max_age: Optional(Seconds),
  authorization_max_lifetime: Optional(Seconds),
  enforced_aud_for_access_token: Optional(Text),
};
/** Null takes one away, as leaving it out does. */
const orNull = (schema: TSchema) => Optional(Type.Union([schema, Type.Null()]));
const newScopeRules = {
  delegation_source: orNull(Type.String({ maxLength: 255 })),
  at_max_age: orNull(Seconds),
  authorization_max_lifetime: orNull(Seconds),
  enforced_aud_for_access_token: orNull(Type.String({ maxLength: 500 })),
};

export const NewScope = Type.Object(
  {
    prefix: Type.String({ minLength: 1, maxLength: 50 }),
    subscope: Type.String({ minLength: 1, maxLength: 200 }),
    description: Type.String({ minLength: 1, maxLength: 255 }),
    ...scopeTexts,
    active: Optional(Type.Boolean({ default: true })),
    visibility: Optional(Visibility),
    accessible_for_all: MaybeFlag,
    allowed_integration_types: Optional(list(oneOf(INTEGRATION_TYPES))),
    token_type: Optional(TokenType),
    requires_user_consent: MaybeFlag,
    requires_user_authentication: MaybeFlag,
    requires_pseudonymous_tokens: MaybeFlag,
    supports_european_businesses: MaybeFlag,
    protected: MaybeFlag,
    ...newScopeRules,
  },
  { title: 'NewScope' },
);

const scope = {
  name: Text,
  prefix: Text,
  subscope: Text,
  description: Text,
  ...scopeTexts,
  descriptions: Type.Record(Type.String(), Type.String()),
  active: Type.Boolean(),
  visibility: Visibility,
  accessible_for_all: Type.Boolean(),
  allowed_integration_types: list(oneOf(INTEGRATION_TYPES)),
  token_type: TokenType,
  requires_user_consent: Type.Boolean(),
  requires_user_authentication: Type.Boolean(),
  requires_pseudonymous_tokens: Type.Boolean(),
  supports_european_businesses: Type.Boolean(),
  protected: Type.Boolean(),
  ...scopeRules,
  owner_orgno: Text,
  ...times,
};
export const Scope = Type.Object(scope, { title: 'Scope' });
export const UsableScope = Type.Object(
  {
    ...scope,
    scope: Text,
    state: Type.Literal('APPROVED'),
    consumer_orgno: OrganizationNumber,
  },
  { title: 'UsableScope' },
);

export const ScopeAccess = Type.Object(
  {
    scope: Text,
    state: oneOf(['REQUESTED', 'APPROVED', 'DENIED']),
    owner_orgno: OrganizationNumber,
    consumer_orgno: OrganizationNumber,
    ...times,
  },
  { title: 'ScopeAccess' },
);

export const Prefix = Type.Object(
  { prefix: Text, orgno: OrganizationNumber, owner_orgno: OrganizationNumber },
  { title: 'ScopePrefix' },
);

/** What the onboarding wizard sends and gets: the one place with camel case. */
export const NewWizardClient = Type.Object(
  {
    description: Type.String({ minLength: 1, maxLength: 255 }),
    scopes: Optional(list(Text)),
    keys: Optional(Type.Array(NewKey, { maxItems: 5 })),
  },
  { title: 'NewWizardClient' },
);
export const WizardClient = Type.Object(
  {
    clientId: Text,
    description: Text,
    consumerOrgNr: OrganizationNumber,
    scopes: list(Text),
    keys: list(Key),
  },
  { title: 'WizardClient' },
);

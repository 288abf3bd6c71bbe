/** The forms of clients, their keys and what they have on behalf of others (maskinporten.md 6.3 to 6.5). */
import { Type } from 'typebox';
import { APPLICATION_TYPES, AUTH_METHODS, GRANT_TYPES, INTEGRATION_TYPES, JWT_BEARER } from './model.ts';
import { idOf, list, oneOf, organizationNumber, said, seconds, Text, Time, times } from './schema-parts.ts';

const Optional = Type.Optional;
const CLIENT_ID = '7b1f0f52-2c0e-4d0a-9a8e-5f0c8d1e2a34';
const IGNORED = 'kept and given back, and ignored by Maskinporten';
const uri = (description: string) => Type.String(said(`${description}; ${IGNORED}`, 'https://example.com/'));
const uris = (description: string) => list(Text, said(`${description}; ${IGNORED}`, ['https://example.com/callback']));

/** Kept and given back although Maskinporten ignores them. */
const keptFields = {
  authorization_lifetime: Optional(seconds(`how long a log-in lasts; ${IGNORED}`, 7200)),
  refresh_token_lifetime: Optional(seconds(`how long a refresh token lasts; ${IGNORED}`, 600)),
  refresh_token_usage: Optional(oneOf(['REUSE', 'ONETIME'], said(`How often a refresh token can be used; ${IGNORED}`))),
  redirect_uris: Optional(uris('Where a log-in may lead back to')),
  post_logout_redirect_uris: Optional(uris('Where a log-out may lead back to')),
  frontchannel_logout_uri: Optional(uri('What is called when a person logs out elsewhere')),
  frontchannel_logout_session_required: Optional(Type.Boolean(said(`Whether that call names the session; ${IGNORED}`))),
  code_challenge_method: Optional(oneOf(['none', 'S256'], said(`PKCE of a log-in; ${IGNORED}`, 'S256'))),
  sso_disabled: Optional(Type.Boolean(said(`No single sign-on: each log-in asks anew; ${IGNORED}`))),
  logo_uri: Optional(uri('A picture for the page that logs in')),
  client_uri: Optional(uri('The page of the client')),
};

const clientWords = {
  client_id: said('The iss of its grants; never changes', CLIENT_ID),
  client_name: said('What the portal calls the client', 'Fjordvik lønn'),
  description: said('What the client is for', 'Henter skattekort for de ansatte'),
  client_orgno: 'Whose client it is',
  supplier_orgno: 'Who made the client for that organisation',
  active: said('False: it gets no tokens, and stays with all that it has'),
  integration_type: said(
    'What the client is for: maskinporten gets tokens from Maskinporten; never changes',
    'maskinporten',
  ),
  application_type: said('Of a client of Maskinporten always web', 'web'),
  token_endpoint_auth_method: said('Of a client of Maskinporten always private_key_jwt', 'private_key_jwt'),
  grant_types: said('Of a client of Maskinporten exactly that of JWT grants', [JWT_BEARER]),
  scopes: said('What it may ask for; one without access is kept, and refused with MP-250 when it is asked for', [
    'altinn:instances.read',
  ]),
  access_token_lifetime: said(
    'Seconds: how long an access token lasts; at_max_age of a scope may make it shorter',
    120,
  ),
};

export const NewClient = Type.Object(
  {
    client_name: Type.String({ minLength: 1, maxLength: 255, ...clientWords.client_name }),
    description: Optional(Type.String({ maxLength: 255, ...clientWords.description })),
    integration_type: oneOf(INTEGRATION_TYPES, clientWords.integration_type),
    client_id: Optional(idOf('A proposal, which must be free; without it a UUID is made', CLIENT_ID)),
    client_orgno: Optional(
      organizationNumber('Whose client it is; another than the caller with idporten:dcr.supplier alone'),
    ),
    supplier_orgno: Optional(
      organizationNumber('Who makes the client for that organisation, with idporten:dcr.supplier alone'),
    ),
    active: Optional(Type.Boolean({ default: true, ...clientWords.active })),
    application_type: Optional(oneOf(APPLICATION_TYPES, clientWords.application_type)),
    token_endpoint_auth_method: Optional(oneOf(AUTH_METHODS, clientWords.token_endpoint_auth_method)),
    grant_types: Optional(list(oneOf(GRANT_TYPES), clientWords.grant_types)),
    scopes: Optional(list(Text, clientWords.scopes)),
    access_token_lifetime: Optional(
      Type.Integer({ minimum: 1, maximum: 86_400, default: 120, ...clientWords.access_token_lifetime }),
    ),
    ...keptFields,
  },
  {
    title: 'NewClient',
    examples: [
      {
        client_name: 'Fjordvik lønn',
        description: 'Henter skattekort for de ansatte',
        integration_type: 'maskinporten',
        application_type: 'web',
        token_endpoint_auth_method: 'private_key_jwt',
        grant_types: [JWT_BEARER],
        scopes: ['altinn:instances.read'],
        access_token_lifetime: 120,
      },
    ],
  },
);

const client = {
  client_id: Type.String(clientWords.client_id),
  client_name: Type.String(clientWords.client_name),
  description: Type.String(clientWords.description),
  client_orgno: organizationNumber(clientWords.client_orgno),
  supplier_orgno: Optional(organizationNumber(clientWords.supplier_orgno)),
  active: Type.Boolean({ ...clientWords.active, examples: [true] }),
  integration_type: oneOf(INTEGRATION_TYPES, clientWords.integration_type),
  application_type: oneOf(APPLICATION_TYPES, clientWords.application_type),
  token_endpoint_auth_method: oneOf(AUTH_METHODS, clientWords.token_endpoint_auth_method),
  grant_types: list(oneOf(GRANT_TYPES), clientWords.grant_types),
  scopes: list(Text, clientWords.scopes),
  access_token_lifetime: Type.Integer(clientWords.access_token_lifetime),
  ...keptFields,
  ...times,
};
export const Client = Type.Object(client, { title: 'Client' });
/** The secret is told once, to whoever made it. */
export const ClientWithSecret = Type.Object(
  { ...client, client_secret: Optional(Type.String(said('Of a client that logs in with one; told this once'))) },
  { title: 'ClientWithSecret' },
);

const EXP_WORDS = 'Seconds since 1970: when the key ends; a year from now at the latest, and when it is left out';
const jwk = {
  kty: Type.Literal('RSA', said('Kind of key')),
  use: Type.Literal('sig', said('The key signs')),
  alg: oneOf(['RS256', 'RS384', 'RS512'], said('What it signs with', 'RS256')),
  kid: Type.String({
    pattern: '^[A-Za-z0-9._-]{1,255}$',
    ...said('Name of the key, one of its own on the client; stands in the header of each grant', 'fjordvik-2026-01'),
  }),
  n: Type.String(said('Modulus of the public key, base64url; 2048 to 8192 bits', '0vx7…')),
  e: Type.String(said('Exponent of the public key, base64url', 'AQAB')),
  x5c: Optional(
    list(
      Text,
      said('Certificate of the key and what issued it, base64 of DER: ties the client to a business certificate'),
    ),
  ),
};
export const NewKey = Type.Object(
  { ...jwk, exp: Optional(Type.Integer(said(EXP_WORDS, 1_798_761_600))) },
  { title: 'NewKey' },
);
export const NewKeySet = Type.Object(
  { keys: Type.Array(NewKey, { minItems: 1, maxItems: 5, description: 'All keys of the client from now on' }) },
  { title: 'NewKeySet' },
);
export const Key = Type.Object(
  { ...jwk, exp: Type.Integer(said(EXP_WORDS, 1_798_761_600)), created: Time },
  { title: 'ClientKey' },
);
export const KeySet = Type.Object(
  { keys: list(Key), created: Optional(Time), last_updated: Optional(Time) },
  { title: 'ClientKeySet' },
);
/** A PEM public key or certificate, or a JWK. */
export const KeyText = Type.Union([Text, NewKey]);

const entryWords = {
  onbehalfof: said('Short ID of the entry; the whole is client_id::onbehalfof', 'kunde-1'),
  name: said('What a person who logs in is shown', 'Fjordvik Bakeri'),
  orgno: 'On whose behalf',
  description: said('What the entry is for', 'Innlogging for kundene'),
  uri: said('The page of that organisation', 'https://example.com/'),
  logo_uri: said('Its logo', 'https://example.com/logo.svg'),
};
export const NewOnBehalfOf = Type.Object(
  {
    onbehalfof: idOf(entryWords.onbehalfof.description, 'kunde-1'),
    name: Type.String({ minLength: 1, maxLength: 255, ...entryWords.name }),
    orgno: organizationNumber(entryWords.orgno),
    description: Optional(Type.String({ maxLength: 255, ...entryWords.description })),
    uri: Optional(Type.String({ format: 'uri', maxLength: 2000, ...entryWords.uri })),
    logo_uri: Optional(Type.String({ format: 'uri', maxLength: 2000, ...entryWords.logo_uri })),
  },
  { title: 'NewOnBehalfOf' },
);
export const OnBehalfOf = Type.Object(
  {
    onbehalfof: Type.String(entryWords.onbehalfof),
    name: Type.String(entryWords.name),
    orgno: organizationNumber(entryWords.orgno),
    organization_name: Optional(Type.String(said('As the register has it', 'FJORDVIK BAKERI AS'))),
    description: Optional(Type.String(entryWords.description)),
    uri: Optional(Type.String(entryWords.uri)),
    logo_uri: Optional(Type.String(entryWords.logo_uri)),
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

/** What the onboarding wizard sends and gets: the one place with camel case. */
export const NewWizardClient = Type.Object(
  {
    description: Type.String({ minLength: 1, maxLength: 255, ...clientWords.description }),
    scopes: Optional(list(Text, clientWords.scopes)),
    keys: Optional(Type.Array(NewKey, { maxItems: 5, description: 'Keys of the client' })),
  },
  { title: 'NewWizardClient' },
);
export const WizardClient = Type.Object(
  {
    clientId: Type.String(clientWords.client_id),
    description: Type.String(clientWords.description),
    consumerOrgNr: organizationNumber(clientWords.client_orgno),
    scopes: list(Text, clientWords.scopes),
    keys: list(Key),
  },
  { title: 'WizardClient' },
);

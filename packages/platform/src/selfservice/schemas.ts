/** The forms of scopes and of who may use them, and what is refused with (maskinporten.md 5.2, 6.2). */
import { type TSchema, Type } from 'typebox';
import { INTEGRATION_TYPES } from './model.ts';
import {
  list,
  OrganizationNumber,
  oneOf,
  organizationNumber,
  said,
  seconds,
  Text,
  Time,
  times,
} from './schema-parts.ts';

const Optional = Type.Optional;

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

const text = (maxLength: number, description: string, example?: string) =>
  Type.String({ maxLength, ...said(description, example) });
/** That of other languages than bokmål. */
const inOther = (maxLength: number, what: string) => ({
  nn: Optional(text(maxLength, `${what} in nynorsk`)),
  en: Optional(text(maxLength, `${what} in English`)),
  se: Optional(text(maxLength, `${what} in Northern Sami`)),
});
const short = inOther(255, 'The same');
const long = inOther(1023, 'The longer text');
const scopeTexts = {
  long_description: Optional(text(1023, 'What it opens, at more length')),
  'description#nn': short.nn,
  'description#en': short.en,
  'description#se': short.se,
  'long_description#nn': long.nn,
  'long_description#en': long.en,
  'long_description#se': long.se,
};

const scopeWords = {
  name: said('prefix:subscope', 'skogdir:felling.write'),
  prefix: said('What the name begins with: one that the owner has; never changes', 'skogdir'),
  subscope: said('The rest of the name: letters, digits and / . : _ -; never changes', 'felling.write'),
  description: said('What it opens, in short', 'Sende melding om felling av tømmer'),
  active: said('False: nobody gets tokens with it, and all access to it stays'),
  visibility: said(
    'PUBLIC: in the open list; PRIVATE: seen by the owner and by who has access; INTERNAL: for Digdir’s own use',
    'PUBLIC',
  ),
  allowed_integration_types: said(
    'Clients of these types may use it; without maskinporten a grant is refused with MP-201',
    ['maskinporten'],
  ),
  token_type: said('Maskinporten’s tokens are JWTs whatever it says', 'SELF_CONTAINED'),
};
const Visibility = oneOf(['PUBLIC', 'PRIVATE', 'INTERNAL'], scopeWords.visibility);
const TokenType = oneOf(['SELF_CONTAINED', 'OPAQUE'], scopeWords.token_type);
const IntegrationTypes = list(oneOf(INTEGRATION_TYPES), scopeWords.allowed_integration_types);
const FLAGS = {
  accessible_for_all: 'Any organisation may use it without being given access',
  requires_user_consent: 'Of log-ins: the person must consent; says nothing to Maskinporten',
  requires_user_authentication: 'Of log-ins: a person must have logged in; says nothing to Maskinporten',
  requires_pseudonymous_tokens: 'Of log-ins: tokens do not name the person; says nothing to Maskinporten',
  supports_european_businesses: 'Meant for organisations of other European countries too; kept and given back',
  protected: 'Kept and given back',
} as const;
type Flag = keyof typeof FLAGS;
const toldFlag = (name: Flag) => Type.Boolean(said(FLAGS[name], false));
const wishedFlag = (name: Flag) => Optional(Type.Boolean({ default: false, ...said(FLAGS[name]) }));

const DELEGATION_WORDS = 'Issuer of the authority by which access to it is delegated to suppliers';
const MAX_AGE_WORDS = 'the longest that a token with it lasts; 0 or nothing: as the client has it';
const LIFETIME_WORDS = 'the longest that a log-in with it lasts; says nothing to Maskinporten';
const AUDIENCE_WORDS = 'The aud of tokens with it; kept and given back';
const scopeRules = {
  delegation_source: Optional(Type.String(said(DELEGATION_WORDS))),
  at_max_age: Optional(seconds(MAX_AGE_WORDS, 120)),
  authorization_max_lifetime: Optional(seconds(LIFETIME_WORDS, 7200)),
  enforced_aud_for_access_token: Optional(Type.String(said(AUDIENCE_WORDS))),
};
/** Null takes one away, as leaving it out does. */
const orNull = (schema: TSchema, description: string) => Optional(Type.Union([schema, Type.Null()], { description }));
const newScopeRules = {
  delegation_source: orNull(Type.String({ maxLength: 255 }), DELEGATION_WORDS),
  at_max_age: orNull(seconds(MAX_AGE_WORDS, 120), `Seconds: ${MAX_AGE_WORDS}`),
  authorization_max_lifetime: orNull(seconds(LIFETIME_WORDS, 7200), `Seconds: ${LIFETIME_WORDS}`),
  enforced_aud_for_access_token: orNull(Type.String({ maxLength: 500 }), AUDIENCE_WORDS),
};

export const NewScope = Type.Object(
  {
    prefix: Type.String({ minLength: 1, maxLength: 50, ...scopeWords.prefix }),
    subscope: Type.String({ minLength: 1, maxLength: 200, ...scopeWords.subscope }),
    description: Type.String({ minLength: 1, maxLength: 255, ...scopeWords.description }),
    ...scopeTexts,
    active: Optional(Type.Boolean({ default: true, ...scopeWords.active })),
    visibility: Optional(Visibility),
    accessible_for_all: wishedFlag('accessible_for_all'),
    allowed_integration_types: Optional(IntegrationTypes),
    token_type: Optional(TokenType),
    requires_user_consent: wishedFlag('requires_user_consent'),
    requires_user_authentication: wishedFlag('requires_user_authentication'),
    requires_pseudonymous_tokens: wishedFlag('requires_pseudonymous_tokens'),
    supports_european_businesses: wishedFlag('supports_european_businesses'),
    protected: wishedFlag('protected'),
    ...newScopeRules,
  },
  { title: 'NewScope' },
);

const scope = {
  name: Type.String(scopeWords.name),
  prefix: Type.String(scopeWords.prefix),
  subscope: Type.String(scopeWords.subscope),
  description: Type.String(scopeWords.description),
  ...scopeTexts,
  descriptions: Type.Record(Type.String(), Type.String(), said('The short text by language')),
  active: Type.Boolean({ ...scopeWords.active, examples: [true] }),
  visibility: Visibility,
  accessible_for_all: toldFlag('accessible_for_all'),
  allowed_integration_types: IntegrationTypes,
  token_type: TokenType,
  requires_user_consent: toldFlag('requires_user_consent'),
  requires_user_authentication: toldFlag('requires_user_authentication'),
  requires_pseudonymous_tokens: toldFlag('requires_pseudonymous_tokens'),
  supports_european_businesses: toldFlag('supports_european_businesses'),
  protected: toldFlag('protected'),
  ...scopeRules,
  owner_orgno: Type.String(said('Whose scope it is', '310001155')),
  ...times,
};
export const Scope = Type.Object(scope, { title: 'Scope' });
export const UsableScope = Type.Object(
  {
    ...scope,
    scope: Type.String(scopeWords.name),
    state: Type.Literal('APPROVED'),
    consumer_orgno: organizationNumber('Who may use it'),
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

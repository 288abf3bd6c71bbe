/** The forms of this room's answers on the wire. */
import { Type } from 'typebox';
import { LANGUAGES } from './users.ts';

/** A signed token in compact form. */
export const CompactToken = Type.String({ pattern: '^[\\w-]+\\.[\\w-]+\\.[\\w-]+$' });

/** altinn-authentication.md 9: separated by blanks. */
export const AcrValues = Type.String({ examples: ['idporten-loa-high'] });

/** OpenID Connect Core 3.1.2.1, of which one value is taken. */
export const Prompt = Type.String({ examples: ['login'] });

/** altinn-authentication.md 6. */
export const OpenIdConfiguration = Type.Object({
  issuer: Type.String(),
  authorization_endpoint: Type.String(),
  token_endpoint: Type.String(),
  end_session_endpoint: Type.String(),
  jwks_uri: Type.String(),
  response_types_supported: Type.Array(Type.String()),
  subject_types_supported: Type.Array(Type.String()),
  id_token_signing_alg_values_supported: Type.Array(Type.String()),
});

const PublicKey = Type.Object({
  kty: Type.Literal('RSA'),
  use: Type.Literal('sig'),
  kid: Type.String(),
  n: Type.String(),
  e: Type.String(),
  alg: Type.Optional(Type.String()),
  x5c: Type.Optional(Type.Array(Type.String())),
});
export const KeySet = Type.Object({ keys: Type.Array(PublicKey) });

/** altinn-authentication.md 8. */
export const IntrospectionForm = Type.Object({
  token: Type.String({ description: 'A platform access token' }),
  token_type_hint: Type.Optional(Type.String({ description: 'What kind of token it is; ignored' })),
});

/** altinn-authentication.md 8: who signed it is told of a valid one only. */
export const Introspection = Type.Object({ active: Type.Boolean(), iss: Type.Optional(Type.String()) });

/** RFC 6749 sections 4.1.3 and 6, with the verifier of RFC 7636; each at most once. */
export const OidcForm = Type.Object({
  grant_type: Type.String({
    enum: ['authorization_code', 'refresh_token'],
    description: 'What the tokens are asked for with',
  }),
  code: Type.Optional(
    Type.String({ description: 'The code of the log-in, with authorization_code; used once within a minute' }),
  ),
  redirect_uri: Type.Optional(
    Type.String({ description: 'The address that the code was sent to, with authorization_code' }),
  ),
  code_verifier: Type.Optional(
    Type.String({ description: '43 to 128 characters whose SHA-256 was the code_challenge, with authorization_code' }),
  ),
  refresh_token: Type.Optional(
    Type.String({ description: 'Of the tokens before, with refresh_token; used once within half an hour' }),
  ),
  client_id: Type.Optional(Type.String({ description: 'Which client asks; not needed with Basic authentication' })),
  client_secret: Type.Optional(
    Type.String({
      description: 'The client’s secret, where it has one and does not send it with Basic authentication',
    }),
  ),
});

/** RFC 6749 section 5.1. */
export const OidcTokens = Type.Object({
  access_token: CompactToken,
  id_token: CompactToken,
  refresh_token: Type.String(),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer(),
  scope: Type.String(),
});

/** RFC 6749 section 5.2. */
export const OidcRefusal = Type.Object({ error: Type.String(), error_description: Type.String() });

export const SessionId = Type.String({
  pattern: '^[\\w-]{22}$',
  description: 'As the list of sessions names it: no credential',
});

const shownName = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

export const OpenSession = Type.Object(
  {
    id: SessionId,
    begun: Type.String({ format: 'date-time' }),
    lastUsed: Type.String({ format: 'date-time', description: 'When it was last kept alive' }),
    level: Type.String({ description: 'How the person logged in, as the provider calls it' }),
    browser: shownName('As the browser called itself; null = it did not, or as nothing that is known'),
    system: shownName('Where it runs, as it said itself'),
    isThis: Type.Boolean({ description: 'Whether it is the one that asks' }),
  },
  { title: 'OpenSession' },
);

export const EndedCount = Type.Object({ ended: Type.Integer({ minimum: 0 }) }, { title: 'EndedSessions' });

const Language = Type.Union(LANGUAGES.map((language) => Type.Literal(language)));
export const Settings = Type.Object(
  { language: Type.Union(Language.anyOf, { description: 'Language of the portal' }) },
  { additionalProperties: false },
);

export const Profile = Type.Object(
  {
    userId: Type.Integer(),
    userUuid: Type.String({ format: 'uuid' }),
    userName: Type.String(),
    userType: Type.Integer({ description: '1 = a person, 3 = an enterprise user' }),
    partyId: Type.Integer(),
    party: Type.Object({
      partyId: Type.Integer(),
      partyUuid: Type.String({ format: 'uuid' }),
      partyTypeName: Type.Integer(),
      name: Type.String(),
      ssn: Type.Optional(Type.String()),
      isDeleted: Type.Boolean(),
    }),
    profileSettingPreference: Type.Object({ language: Language }),
  },
  { title: 'Profile' },
);

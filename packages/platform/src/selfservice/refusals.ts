import { type FieldFault, type Refusal, type RefusalKind, type RefusalTable, refusals } from '../foundation/index.ts';

/** `wire` is `error` of the body (maskinporten.md 6.5). */
type Kinds = Readonly<Record<string, RefusalKind & { readonly wire: string }>>;

/**
 * What is wrong, for who says it in words of its own, as the portal does in Norwegian: these names stand in a header. The texts are for
 * people who read English, and may change; these do not.
 */
const TOLD = {
  invalid: {
    status: 400,
    wire: 'invalid_request',
    what: 'The value is not what it must be',
    remedy: 'Mend it.',
  },
  required: {
    status: 400,
    wire: 'invalid_request',
    what: 'A field is missing',
    remedy: 'Fill it in.',
  },
  'too-long': {
    status: 400,
    wire: 'invalid_request',
    what: 'A text is too long',
    remedy: 'Shorten it to `max` characters.',
  },
  'control-characters': {
    status: 400,
    wire: 'invalid_request',
    what: 'A text has characters that cannot be shown',
    remedy: 'Write it anew.',
  },
  characters: {
    status: 400,
    wire: 'invalid_request',
    what: 'A name has other characters than it may have',
    remedy: 'Use letters, digits, full stop, hyphen, underscore, colon and slash only.',
  },
  seconds: {
    status: 400,
    wire: 'invalid_request',
    what: 'A lifetime is not whole seconds within bounds',
    remedy: 'Send a whole number within them.',
  },
  fixed: {
    status: 400,
    wire: 'invalid_request',
    what: 'A field cannot be changed',
    remedy: 'Send it as it is.',
  },
  'organization-number': {
    status: 400,
    wire: 'invalid_request',
    what: 'It is no organisation number',
    remedy: 'Send nine digits with a valid check digit.',
  },
  'organization-unknown': {
    status: 400,
    wire: 'invalid_request',
    what: 'No organisation has this number',
    remedy: 'Check the digits.',
  },
  'unknown-scope': {
    status: 400,
    wire: 'invalid_request',
    what: 'There is no such active scope',
    remedy: 'Remove it, or choose another.',
  },
  'scope-of-other-type': {
    status: 400,
    wire: 'invalid_request',
    what: 'The scope is for other types of clients',
    remedy: 'Remove it.',
  },
  'scope-exists': {
    status: 409,
    wire: 'conflict',
    what: 'A scope of that name exists, perhaps deactivated',
    remedy: 'Change it with PUT.',
  },
  'scope-deactivated': {
    status: 409,
    wire: 'conflict',
    what: 'The scope is deactivated',
    remedy: 'Activate it first.',
  },
  'prefix-not-owned': {
    status: 403,
    wire: 'access_denied',
    what: 'The organisation does not own the prefix',
    remedy: 'Use one of its own, which the text names.',
  },
  'access-exists': {
    status: 409,
    wire: 'conflict',
    what: 'The organisation has access already',
    remedy: 'Leave it.',
  },
  'access-missing': {
    status: 404,
    wire: 'not_found',
    what: 'The organisation has no access',
    remedy: 'Give it first.',
  },
  'client-exists': {
    status: 409,
    wire: 'conflict',
    what: 'A client with this id exists, perhaps deactivated',
    remedy: 'Choose another id, or change that one with PUT.',
  },
  'client-deactivated': {
    status: 409,
    wire: 'conflict',
    what: 'The client is deactivated',
    remedy: 'Activate it with PUT first.',
  },
  'key-private': {
    status: 400,
    wire: 'invalid_request',
    what: 'The key is a private one; nothing was stored',
    remedy: 'Take it for exposed, make a new one and upload its public half.',
  },
  'key-type': {
    status: 400,
    wire: 'invalid_request',
    what: 'The key is no RSA key',
    remedy: 'Make an RSA key.',
  },
  'key-use': {
    status: 400,
    wire: 'invalid_request',
    what: 'The key’s use is not sig',
    remedy: 'Set "use" to "sig".',
  },
  'key-algorithm': {
    status: 400,
    wire: 'invalid_request',
    what: 'The key’s alg is none of those taken',
    remedy: 'Set it to RS256, RS384 or RS512.',
  },
  'key-kid': {
    status: 400,
    wire: 'invalid_request',
    what: 'The key’s kid is missing or has other characters than it may have',
    remedy: 'Use 1 to 255 letters, digits, ".", "_" or "-".',
  },
  'key-form': {
    status: 400,
    wire: 'invalid_request',
    what: 'The text is no public RSA key',
    remedy: 'Send a JWK, a PEM public key or a PEM certificate.',
  },
  'key-size': {
    status: 400,
    wire: 'invalid_request',
    what: 'The key is too small or too large',
    remedy: 'Make one of `min` to `max` bits.',
  },
  'key-exponent': {
    status: 400,
    wire: 'invalid_request',
    what: 'The key has an unsafe public exponent',
    remedy: 'Make one with 65537.',
  },
  'key-certificate': {
    status: 400,
    wire: 'invalid_request',
    what: 'The certificate is unreadable, too large, or for another key',
    remedy: 'Send the chain of this key, or the bare key.',
  },
  'certificate-untrusted': {
    status: 400,
    wire: 'invalid_request',
    what: 'The certificate is revoked, or its issuer is not trusted here',
    remedy: 'Use a valid business certificate, or the bare key.',
  },
  'certificate-dates': {
    status: 400,
    wire: 'invalid_request',
    what: 'The certificate is not valid now',
    remedy: 'Use one that is, or the bare key.',
  },
  'certificate-organization': {
    status: 400,
    wire: 'invalid_request',
    what: 'The certificate is another organisation’s',
    remedy: 'Use one of the organisation that owns the client, or the bare key.',
  },
  'key-expiry': {
    status: 400,
    wire: 'invalid_request',
    what: 'exp is not whole seconds since 1970',
    remedy: 'Send a number.',
  },
  'key-expired': {
    status: 400,
    wire: 'invalid_request',
    what: 'exp has passed',
    remedy: 'Leave it out, or give a later time.',
  },
  'keys-none': {
    status: 400,
    wire: 'invalid_request',
    what: 'The list has no keys',
    remedy: 'Use DELETE to remove every key.',
  },
  'keys-many': {
    status: 400,
    wire: 'invalid_request',
    what: 'The client would have more keys than it may have',
    remedy: 'Delete one first.',
  },
  'kid-twice': {
    status: 400,
    wire: 'invalid_request',
    what: 'Two keys have the same kid',
    remedy: 'Give each its own.',
  },
  'kid-taken': {
    status: 409,
    wire: 'conflict',
    what: 'The kid is on another client',
    remedy: 'Choose one of your own.',
  },
} as const satisfies Kinds;

/** Of these the body alone tells. */
const UNTOLD = {
  'scope-unknown': {
    status: 404,
    wire: 'not_found',
    what: 'There is no such scope',
    remedy: 'Check its name.',
  },
  'client-unknown': {
    status: 404,
    wire: 'not_found',
    what: 'There is no such client',
    remedy: 'Check the client_id.',
  },
  'key-unknown': {
    status: 404,
    wire: 'not_found',
    what: 'The client has no such key',
    remedy: 'List the keys of the client.',
  },
  'entry-unknown': {
    status: 404,
    wire: 'not_found',
    what: 'The client has no such on-behalf-of',
    remedy: 'List the entries of the client.',
  },
  'party-unknown': {
    status: 404,
    wire: 'not_found',
    what: 'There is no such organisation',
    remedy: 'Check the organisation number.',
  },
  'operation-unknown': {
    status: 404,
    wire: 'not_found',
    what: 'There is no such operation',
    remedy: 'See the OpenAPI document.',
  },
  'scope-of-other': {
    status: 403,
    wire: 'access_denied',
    what: 'The scope belongs to another organisation',
    remedy: 'Use a token of that organisation.',
  },
  'client-of-other': {
    status: 403,
    wire: 'access_denied',
    what: 'The client belongs to another organisation',
    remedy: 'Use a token of that organisation, or one with the scope idporten:dcr.supplier for a customer’s.',
  },
  'machine-needed': {
    status: 403,
    wire: 'access_denied',
    what: 'A person cannot do this',
    remedy: 'Use a Maskinporten token with the scope that the text names.',
  },
  'person-needed': {
    status: 403,
    wire: 'access_denied',
    what: 'This is for a person who is logged in',
    remedy: 'Log in to the portal.',
  },
  'token-exchanged': {
    status: 403,
    wire: 'access_denied',
    what: 'The token has been exchanged',
    remedy: 'Send the Maskinporten token itself.',
  },
  'scope-lacking': {
    status: 403,
    wire: 'access_denied',
    what: 'The token lacks the scope',
    remedy: 'Get a token with the scope that the text names.',
  },
  'consumer-missing': {
    status: 403,
    wire: 'access_denied',
    what: 'The token names no consumer',
    remedy: 'Use a token of a client that belongs to an organisation.',
  },
  'not-administrator': {
    status: 403,
    wire: 'access_denied',
    what: 'The person does not administer the integrations of the organisation',
    remedy: 'Choose another organisation, or get the role.',
  },
  'organization-missing': {
    status: 400,
    wire: 'invalid_request',
    what: 'The request does not say which organisation it is for',
    remedy: 'Name it in the header X-Portvakt-Organization.',
  },
  'entries-many': {
    status: 409,
    wire: 'conflict',
    what: 'The client has as many on-behalf-of entries as it may have',
    remedy: 'Delete one first.',
  },
  'entry-exists': {
    status: 409,
    wire: 'conflict',
    what: 'The client has an on-behalf-of of that id',
    remedy: 'Change it with PUT.',
  },
  'entry-client-deactivated': {
    status: 409,
    wire: 'conflict',
    what: 'The client is deactivated',
    remedy: 'Activate it with PUT first.',
  },
  'fields-invalid': {
    status: 400,
    wire: 'invalid_request',
    what: 'Fields of the body or query are not as they must be',
    remedy: 'Mend each; X-Portvakt-Refusal has the codes of the table.',
  },
} as const satisfies Kinds;

export type RefusalCode = keyof typeof TOLD;
export const REFUSAL_CODES = Object.keys(TOLD);

export const REFUSALS = refusals('selvbetjening', { ...UNTOLD, ...TOLD } satisfies RefusalTable);
export const { refuse, isRefusal } = REFUSALS;

/** A refusal of the self-service API, before it is put into `ApiErrorResponse` (maskinporten.md 6.5). */
export type ApiRefusal = Refusal<keyof typeof REFUSALS.kinds>;

/** Values that a code is said with, such as the name that is taken. Never a secret. */
export type Parameters = Readonly<Record<string, string | number>>;

/** What is wrong with one field of a body. */
export interface FieldError extends FieldFault {
  /** Default `invalid`. */
  readonly code?: RefusalCode;
}

/** 400 with one line a field. */
export const invalid = (fields: readonly FieldError[]): ApiRefusal =>
  refuse('fields-invalid', fields.map(({ field, message }) => `${field}: ${message}`).join('; '), { fields });

export const invalidField = (field: string, message: string, code?: RefusalCode, parameters?: Parameters): ApiRefusal =>
  invalid([
    { field, message, ...(code === undefined ? {} : { code }), ...(parameters === undefined ? {} : { parameters }) },
  ]);

/** Beside the body, which is Digdir's: `{code, parameters, fields: [{field, code, parameters}]}` as JSON, percent-encoded. */
export const REFUSAL_HEADER = 'x-portvakt-refusal';

export const refusalHeader = ({ code, parameters, fields }: ApiRefusal): string =>
  encodeURIComponent(
    JSON.stringify({
      ...(Object.hasOwn(TOLD, code) ? { code, parameters } : {}),
      fields: fields.map(({ field, code: of = 'invalid', parameters: values = {} }) => ({
        field: field.toWellFormed(),
        code: of,
        parameters: values,
      })),
    }).toWellFormed(),
  );

/** Of the organisation that a request is for, on surfaces that are not the self-service API's. */
export const OWNER_REFUSALS = refusals('surfaces that are for an organisation', {
  'organization-unnamed': {
    status: 403,
    what: 'The token names no organisation',
    remedy: 'Use a token of a client that belongs to one.',
  },
  'organization-missing': {
    status: 400,
    what: 'The request does not say which organisation it is for',
    remedy: 'Name it in the header X-Portvakt-Organization.',
  },
  'not-administrator': {
    status: 403,
    what: 'The person does not administer the integrations of that organisation',
    remedy: 'Choose another organisation, or get the role.',
  },
});
export const { refuse: refuseOthers } = OWNER_REFUSALS;

import { refusals } from '../foundation/index.ts';

/** Those in capitals are named in the answer as `code` (altinn-authentication.md 3.1, 3.2, 4). */
export const REFUSALS = refusals('authentication', {
  TOKEN_MISSING: {
    status: 401,
    wire: 'TOKEN_MISSING',
    form: 'empty',
    what: 'There is no bearer token, or an empty one',
    remedy: 'Send the token: `Authorization: Bearer …`.',
  },
  TOKEN_REJECTED: {
    status: 401,
    wire: 'TOKEN_REJECTED',
    what: 'The token is no JWT, is not trusted, has expired, or lacks a claim that is needed',
    remedy: 'Get a new token; the text says what was wrong with it.',
  },
  PROVIDER_UNKNOWN: {
    status: 400,
    wire: 'PROVIDER_UNKNOWN',
    form: 'text',
    what: 'The provider in the path is none that is known',
    remedy: 'Use maskinporten, id-porten or altinnstudio.',
  },
  SCOPE_MISSING: {
    status: 403,
    wire: 'SCOPE_MISSING',
    what: 'The token lacks the scope',
    remedy: 'Get a token with the scope that the text names.',
  },
  ENTERPRISE_GONE: {
    status: 410,
    wire: 'ENTERPRISE_GONE',
    what: 'Enterprise users are switched off',
    remedy: 'Use a system user instead.',
  },
  ENTERPRISE_MALFORMED: {
    status: 400,
    wire: 'ENTERPRISE_MALFORMED',
    what: 'The enterprise header is not base64 of `name:password`',
    remedy: 'Encode name, colon and password in base64.',
  },
  ENTERPRISE_REJECTED: {
    status: 401,
    wire: 'ENTERPRISE_REJECTED',
    what: 'There is no enterprise user of that name and password in the organisation',
    remedy: 'Check both; docs/world.md has those of the sandbox.',
  },
  ENTERPRISE_LOCKED: {
    status: 429,
    wire: 'ENTERPRISE_LOCKED',
    what: 'Too many wrong passwords',
    remedy: 'Wait as long as `Retry-After` says.',
  },
  SESSION_ENDED: {
    status: 401,
    wire: 'SESSION_ENDED',
    what: 'The portal session behind the token has ended',
    remedy: 'Log in again.',
  },
  REQUEST_INVALID: {
    status: 400,
    wire: 'REQUEST_INVALID',
    what: 'The request itself is wrong',
    remedy: 'Mend what the text names.',
  },
  LOGIN_UNKNOWN: {
    status: 400,
    wire: 'LOGIN_UNKNOWN',
    what: 'The login was not begun here, has expired or has been used',
    remedy: 'Begin a new login.',
  },
  LOGIN_REFUSED: {
    status: 403,
    wire: 'LOGIN_REFUSED',
    what: 'The person who logged in is not in the register, or not at the level asked for',
    remedy: 'Log in as another person, or at a higher level.',
  },
  PROVIDER_UNAVAILABLE: {
    status: 503,
    wire: 'PROVIDER_UNAVAILABLE',
    what: 'The OpenID Connect provider cannot be reached, or answers nonsense',
    remedy: 'Try again later.',
  },
  'person-gone': {
    status: 403,
    what: 'The person who logged in is no longer in the register',
    remedy: 'Log in as another person.',
  },
  'acr-unknown': {
    status: 400,
    what: 'acr_values has a level that is not known',
    remedy: 'Send one of those that the text names.',
  },
  'address-too-long': {
    status: 400,
    what: 'The address is too long',
    remedy: 'Shorten the parameters.',
  },
  'client-unknown': {
    status: 400,
    what: 'client_id is unknown, or redirect_uri is not registered for it',
    remedy: 'Register the address for the client.',
  },
  'member-repeated': {
    status: 400,
    what: 'A member comes more than once',
    remedy: 'Give it once.',
  },
  'member-missing': {
    status: 400,
    what: 'A member is missing',
    remedy: 'Give what the text names.',
  },
  'member-invalid': {
    status: 400,
    what: 'A member that is true or false is neither',
    remedy: 'Send `true` or `false`.',
  },
  'not-a-user': {
    status: 403,
    what: 'The token is not of a user',
    remedy: 'Log in as a person, or as an enterprise user.',
  },
  'user-unknown': {
    status: 404,
    what: 'There is no such user',
    remedy: 'Log in as another person.',
  },
  'session-unknown': {
    status: 404,
    what: 'The person has no such session: it has ended, or there was none',
    remedy: 'Read the list of sessions anew.',
  },
  'form-expected': {
    status: 415,
    what: 'The body is no form',
    remedy: 'Send application/x-www-form-urlencoded.',
  },
  'token-field-missing': {
    status: 400,
    form: 'text',
    what: 'the field token is missing or empty',
    remedy: 'Send the token to look at in the field token.',
  },
});

export const { refuse, isRefusal } = REFUSALS;

/** The codes that answers name. */
export const WIRE_CODES = Object.entries(REFUSALS.kinds).flatMap(([code, kind]) => ('wire' in kind ? [code] : []));

/** Errors of OAuth and OpenID Connect (RFC 6749 sections 4.1.2.1 and 5.2), which a client may get in a redirect as well. */
export const OIDC_REFUSALS = refusals('authentication, OpenID Connect', {
  invalid_request: {
    status: 400,
    wire: 'invalid_request',
    what: 'A parameter is missing, comes twice or is none that is possible',
    remedy: 'Mend the parameter that the text names.',
  },
  invalid_client: {
    status: 401,
    wire: 'invalid_client',
    what: 'The client is unknown or did not prove who it is',
    remedy: 'Send client_id and client_secret, in the form or as Basic.',
  },
  invalid_grant: {
    status: 400,
    wire: 'invalid_grant',
    what: 'The code or refresh token is unknown, expired, used, or of another request',
    remedy: 'Log in again.',
  },
  invalid_scope: {
    status: 400,
    wire: 'invalid_scope',
    what: 'The client may not ask for a scope, or openid is missing',
    remedy: 'Ask for openid and the scopes of the client.',
  },
  unsupported_grant_type: {
    status: 400,
    wire: 'unsupported_grant_type',
    what: 'The grant type is not one of this endpoint',
    remedy: 'Send authorization_code or refresh_token.',
  },
  unsupported_response_type: {
    status: 400,
    wire: 'unsupported_response_type',
    what: 'The response type is not code',
    remedy: 'Send response_type=code.',
  },
  login_required: {
    status: 400,
    wire: 'login_required',
    what: 'Nobody is logged in at the level asked for, and prompt=none forbids to ask',
    remedy: 'Leave prompt out.',
  },
});
export const { refuse: refuseOidc, isRefusal: isOidcRefusal } = OIDC_REFUSALS;

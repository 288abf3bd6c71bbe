import { refusals } from '../foundation/index.ts';

/** Who is turned away wherever a token is asked for (RFC 6750 section 3). */
export const REFUSALS = refusals('every surface that takes a token', {
  'token-missing': {
    status: 401,
    what: 'There is no token',
    remedy: 'Send a token: `Authorization: Bearer …`.',
  },
  'token-invalid': {
    status: 401,
    what: 'The token proves nothing: it is not of an issuer that is trusted here, has expired, or is altered',
    remedy: 'Get a new token, or exchange it first where the text says so.',
  },
  'cookie-from-elsewhere': {
    status: 403,
    what: 'A change with a session cookie does not come from the portal itself',
    remedy: 'Send a bearer token, or ask from a page of the portal.',
  },
  'scope-missing': {
    status: 403,
    what: 'The token lacks the scope',
    remedy: 'Get a token with the scope that the text and `WWW-Authenticate` name.',
  },
});

export const { refuse } = REFUSALS;
const { isRefusal } = REFUSALS;

/** A token that proves nothing, and why. The reason names no secret. */
export const rejected = (why: string) =>
  refuse('token-invalid', why, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
export const isRejected = (error: unknown): error is ReturnType<typeof rejected> => isRefusal(error, 'token-invalid');

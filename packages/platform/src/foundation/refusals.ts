import { type Refusal, refusals } from './refusal.ts';

/** What may come up anywhere; the surface that reads the value says it in a refusal of its own, or passes it on. */
export const REFUSALS = refusals('every surface', {
  unavailable: {
    status: 503,
    what: 'something that this service needs, such as its database, cannot be reached now: try again',
    remedy: 'Try again; the header `Retry-After` says when.',
  },
  'json-malformed': {
    status: 400,
    what: 'it is not JSON, or has a member twice, a lone surrogate, NUL, or too many levels',
    remedy: 'Send strict JSON.',
  },
  'jws-malformed': {
    status: 400,
    what: 'it is not a compact JWS',
    remedy: 'Send three parts of base64url without padding, of which the first two are JSON objects.',
  },
});

export const { refuse } = REFUSALS;
const { isRefusal } = REFUSALS;
export const UNAVAILABLE = REFUSALS.kinds.unavailable;

/**
 * What the platform stands on cannot be reached now. Nothing is wrong with the request: asked again later it may be answered.
 * @param why for the log: an answer says it in general words
 */
export const unavailable = (why: string, cause?: unknown): Refusal<'unavailable'> =>
  refuse('unavailable', why, { cause, headers: { 'retry-after': '1' } });

export const isUnavailable = (error: unknown): error is Refusal<'unavailable'> => isRefusal(error, 'unavailable');
export const isMalformedJson = (error: unknown): error is Refusal<'json-malformed'> =>
  isRefusal(error, 'json-malformed');
export const isMalformedJws = (error: unknown): error is Refusal<'jws-malformed'> => isRefusal(error, 'jws-malformed');
